"""What holds on every page, measured in the browser."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parents[1] / "vendor" / "axe-core-4.14.1" / "axe.min.js"
NARROWEST, PHONE = 320, 360
SMALLEST_TARGET = 24

#: What the page says about itself, in one question to the browser.
LOOK = """
() => {
  const all = (selector, root) => [...(root || document).querySelectorAll(selector)];
  const told = (one) => one.outerHTML.replace(/\\s+/g, " ").slice(0, 160);
  const shown = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && one.getClientRects().length > 0 && !one.closest(".visually-hidden");
  const size = (one) => {
    const label = one.labels && one.labels[0];
    const boxes = [one, ...(label && ["checkbox", "radio"].includes(one.type) ? [label] : [])]
      .map((part) => part.getBoundingClientRect());
    return Math.min(Math.max(...boxes.map((box) => box.width)),
                    Math.max(...boxes.map((box) => box.height)));
  };
  // A link in running text is as high as its line (WCAG 2.5.8, exception Inline).
  const inText = (one) => one.matches("a") && getComputedStyle(one).display === "inline";
  const targets = all("a[href], button, input:not([type=hidden]), select, textarea, summary")
    .filter((one) => shown(one) && !inText(one));
  return {
    lang: document.documentElement.lang,
    title: document.title,
    headings: all("h1").length,
    noCaption: all("table").filter((one) => !one.caption).map(told),
    noScope: all("th:not([scope])").map(told),
    namelessBoxes: all("table input[type=checkbox]").filter((one) => shown(one)
      && !one.labels.length && !one.ariaLabel).map(told),
    bubbles: all("form:not([novalidate]), [required]").map(told),
    small: targets.filter((one) => size(one) < SMALLEST).map(
      (one) => `${Math.round(size(one))} px: ${told(one)}`),
    stored: localStorage.length + sessionStorage.length,
    links: all("a[href]").map((one) => one.href),
  };
}
""".replace("SMALLEST", str(SMALLEST_TARGET))

#: Which elements stick out to the right of the window, when the page can be pushed sideways.
OVERFLOW = """
() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const wide = [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > width + 1 && !one.closest(".table-scroll"))
    .map((one) => one.outerHTML.replace(/\\s+/g, " ").slice(0, 140));
  return [`${document.documentElement.scrollWidth} px`, ...wide.slice(-3)];
}
"""

EXAMINE = """
async () => (await axe.run(document, {
  resultTypes: ["violations"],
  rules: { "target-size": { enabled: true } },
})).violations.map(
  (one) => `${one.id}: ` + one.nodes.slice(0, 3).map((node) => node.html).join(" | "))
"""


@dataclass
class Findings:
    """Everything that was wrong, by page; empty when all is well."""

    wrong: list[str] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)

    def add(self, where: str, what: object) -> None:
        if what:
            self.wrong.append(f"{where}: {what}")


def look(page: Page, where: str, findings: Findings) -> dict[str, Any]:
    """Check the page as it stands and return what it said about itself."""
    seen: dict[str, Any] = page.evaluate(LOOK)
    findings.add(where, "" if seen["lang"] in ("id", "en") else f"lang {seen['lang']!r}")
    findings.add(where, "" if seen["title"] else "no title")
    findings.add(where, "" if seen["headings"] == 1 else f"{seen['headings']} h1")
    findings.add(where, "" if not seen["stored"] else "something is kept in the browser")
    for name in ("noCaption", "noScope", "namelessBoxes", "bubbles", "small"):
        findings.add(where, f"{name} {seen[name]}" if seen[name] else "")
    return seen


def squeeze(page: Page, where: str, findings: Findings) -> None:
    """Make the window as narrow as a phone; nothing may stick out."""
    before = page.viewport_size
    for width in (PHONE, NARROWEST):
        page.set_viewport_size({"width": width, "height": 740})
        wide = page.evaluate(OVERFLOW)
        findings.add(f"{where} at {width} px", wide)
    if before:
        page.set_viewport_size(before)


def examine(page: Page, where: str, findings: Findings) -> None:
    """Let axe-core look for barriers to people who see, hear or move differently."""
    page.add_script_tag(path=AXE)
    for violation in page.evaluate(EXAMINE):
        findings.add(where, f"axe {violation}")
