"""HTML to the bytes of a PDF/A-3: one font configuration and one parsed style per process.

WeasyPrint leaks when each document makes its own fonts, and it fetches whatever a page names.
Here both are settled once: the styles below are parsed on first use, the door stays closed.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import Any

from babel.support import NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined, UndefinedError
from weasyprint import CSS, HTML
from weasyprint import Attachment as PdfAttachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from ledger.documents.drawing import Drawing, laid_under
from ledger.documents.fetching import ClosedFetcher
from ledger.documents.qr import qr_svg
from ledger.errors import LedgerError, RuleRefused, sentence

_PACKAGE = Path(__file__).resolve().parent.parent
_TEMPLATES = _PACKAGE / "templates"
_TRANSLATIONS = _PACKAGE / "translations"

_DAY = re.compile(r"\b\d{1,2} [A-Z][a-z]+ \d{4}\b")

# Attachments carry a date, and the same paper must be the same bytes on any day.
_ATTACHMENT_DATE = datetime(2000, 1, 1, tzinfo=UTC)

# Pango's font map is not safe across threads, and threads gain nothing here: processes do.
_ONE_AT_A_TIME = RLock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file carried inside the paper, such as the proof of its decision."""

    name: str
    content: bytes
    description: str = ""
    relationship: str = "Data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The files of a kind of paper, under templates/documents. Tags help people who cannot see.

    ``is_extended`` says that pages without tags join it later, so it may not promise them for all.
    """

    template: str
    style: str
    is_tagged: bool = True
    is_extended: bool = False

    @property
    def conformance(self) -> str:
        """Level A of PDF/A-3 promises tags for everything on every page, level B does not."""
        return "pdf/a-3a" if self.is_tagged and not self.is_extended else "pdf/a-3b"


def typeset(
    layout: Layout,
    values: Mapping[str, Any],
    *,
    lang: str = "id",
    attachments: Sequence[Attachment] = (),
    drawings: Sequence[Drawing] = (),
) -> bytes:
    """Render a layout over drawings, which every page gets.

    RuleRefused names an undefined placeholder; LedgerError says that something outside was asked.
    """
    html = render_html(layout, values, lang=lang)
    return set_html(html, layout, attachments=attachments, drawings=drawings)


def set_html(
    html: str,
    layout: Layout,
    *,
    attachments: Sequence[Attachment] = (),
    drawings: Sequence[Drawing] = (),
) -> bytes:
    """A finished page in the style of its layout; LedgerError when it asks for anything outside."""
    with _ONE_AT_A_TIME:
        fonts, fetcher = _fonts(), _fetcher()
        try:
            document = HTML(string=html, url_fetcher=fetcher, media_type="print")
            return bytes(
                document.write_pdf(
                    stylesheets=[_style("fonts.css"), _style("print.css"), _style(layout.style)],
                    font_config=fonts,
                    pdf_variant=layout.conformance,
                    pdf_tags=layout.is_tagged,
                    attachments=[_attached(attachment) for attachment in attachments],
                    finisher=laid_under(drawings),
                )
            )
        except FatalURLFetchingError as error:
            # It derives from BaseException, so it would end the worker if it went on from here.
            raise LedgerError(
                sentence("Dokumen memanggil berkas dari luar, jadi tidak dicetak."),
                code="document_fetch_refused",
            ) from error


def warm_up() -> None:
    """Read fonts and styles and set one empty page, so that the next one costs only itself."""
    HTML(string="<p lang=id>Neraca</p>", url_fetcher=_fetcher()).write_pdf(
        stylesheets=[_style("fonts.css"), _style("print.css")], font_config=_fonts()
    )


def render_html(layout: Layout, values: Mapping[str, Any], *, lang: str = "id") -> str:
    """The page before type-setting, for previews and tests."""
    try:
        template = _environment(lang).get_template(f"documents/{layout.template}")
        return template.render(values, lang=lang)
    except UndefinedError as error:
        raise RuleRefused(
            sentence("Contoh surat menyebut isian yang tidak ada: %(detail)s."),
            constraint="document_placeholder_defined",
            detail=error.message,
        ) from error


@lru_cache(maxsize=8)
def _environment(lang: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    translations: NullTranslations = Translations.load(_TRANSLATIONS, [lang])
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    environment.globals["qr_svg"] = qr_svg
    environment.filters["thousands"] = thousands
    environment.filters["unbroken_days"] = unbroken_days
    return environment


def unbroken_days(text: str) -> str:
    """The parts of "17 Agustus 2026" never stand on two lines."""
    return _DAY.sub(lambda day: day[0].replace(" ", "\N{NO-BREAK SPACE}"), text)


def thousands(number: int) -> str:
    """1204 as 1.204, the way it is written in Indonesian."""
    return f"{number:,}".replace(",", ".")


def _attached(attachment: Attachment) -> Any:
    return PdfAttachment(
        string=attachment.content,
        name=attachment.name,
        description=attachment.description,
        relationship=attachment.relationship,
        created=_ATTACHMENT_DATE,
        modified=_ATTACHMENT_DATE,
        url_fetcher=_fetcher(),
    )


@lru_cache(maxsize=1)
def _fonts() -> FontConfiguration:
    return FontConfiguration()


@lru_cache(maxsize=1)
def _fetcher() -> ClosedFetcher:
    return ClosedFetcher()


@lru_cache(maxsize=16)
def _style(name: str) -> CSS:
    text = (_TEMPLATES / "documents" / name).read_text(encoding="utf-8")
    return CSS(string=text, font_config=_fonts(), url_fetcher=_fetcher())
