"""Walks through every page somebody can reach, two records of each kind."""

from collections import Counter, deque
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Page
from werkzeug.routing import MapAdapter

from ledger.blueprints.guards import Guard, guard_of
from ledger.domain.actors import Actor
from tests.journeys.checks import Findings, examine, look, squeeze
from tests.journeys.serving import Site, go

RECORDS_OF_A_KIND = 2
#: Pages that say what a person may not see are pages too; these are the answers they come with.
REFUSED = 403
FILES = (
    *("download", "pdf", "spreadsheet", "failed", "template", "proof", "evidence"),
    *("note", "verifier", "key", "export", "cuts"),
)
#: These differ from person to person although they have one address.
PERSONAL = frozenset({"home.show", "standing.show", "proposals.queue"})
LEFT_OUT = frozenset({"static", "health.show", "pages.speak"})


@dataclass
class Walk:
    """One person's way through the house."""

    site: Site
    page: Page
    actor: Actor | None
    findings: Findings
    examined: set[str] = field(default_factory=set)
    visited: Counter[str] = field(default_factory=Counter)
    waiting: deque[str] = field(default_factory=deque)
    known: set[str] = field(default_factory=set)

    def go_everywhere(self) -> Counter[str]:
        for path in self._rooms():
            self._plan(path)
        while self.waiting:
            self._see(self.waiting.popleft())
        return self.visited

    def _rooms(self) -> list[str]:
        return sorted(
            rule.rule
            for rule in self.site.app.url_map.iter_rules()
            if "GET" in (rule.methods or ()) and not rule.arguments
        )

    def _plan(self, path: str) -> None:
        endpoint, has_record = self._endpoint(path)
        if endpoint is None or endpoint in LEFT_OUT or path in self.known:
            return
        self.known.add(path)
        if not has_record or self.visited[endpoint] < RECORDS_OF_A_KIND:
            self.visited[endpoint] += 1
            self.waiting.append(path)

    def _endpoint(self, path: str) -> tuple[str | None, bool]:
        routes: MapAdapter = self.site.app.url_map.bind("127.0.0.1")
        if not routes.test(path, "GET"):
            return None, False
        endpoint, arguments = routes.match(path, "GET")
        return endpoint, bool(arguments)

    def _see(self, path: str) -> None:
        endpoint, has_record = self._endpoint(path)
        assert endpoint is not None
        who = self.actor.name if self.actor else "nobody"
        where = f"{path} for {who}"
        guard = guard_of(self.site.app.view_functions[endpoint])
        assert guard is not None
        admitted = self._admits(guard)
        if endpoint.rpartition(".")[2] in FILES or path.endswith(".pdf"):
            status = self.page.request.get(path).status
            fine = status < 400 if admitted else status == REFUSED
            self.findings.add(where, "" if fine else f"status {status}")
            return
        response = go(self.page, path)
        fine = response.status < 400 if admitted else response.status in (REFUSED,)
        self.findings.add(where, "" if fine else f"status {response.status}")
        seen = look(self.page, where, self.findings)
        if not has_record and response.status < 400 and urlsplit(self.page.url).path == path:
            self.findings.titles.setdefault(path, seen["title"])
        kind = f"{endpoint} {response.status}"
        if has_record or endpoint in PERSONAL or kind not in self.examined:
            squeeze(self.page, where, self.findings)
            examine(self.page, where, self.findings)
        self.examined.add(kind)
        for link in seen["links"]:
            parts = urlsplit(link)
            if link.startswith(self.site.address):
                self._plan(parts.path)

    def _admits(self, guard: Guard) -> bool:
        return guard.kind == "public" or self.actor is None or guard.admits(self.actor)
