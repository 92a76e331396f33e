"""The periodic recap: a summary, then the rows in pieces set side by side and put together.

One long table costs memory with every row. In pieces the memory stays flat however many people
there are; the first piece, whose tags and PDF/A marks survive, takes up the pages of the others,
and the page numbers are laid over at the end when their total is known.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from io import BytesIO

from pikepdf import Pdf

from ledger.documents.merging import lay_over, save_pdf
from ledger.documents.recap_context import AwardLine, Figure, PersonLine, RecapContext, UnitPage
from ledger.documents.typesetting import Attachment, Layout, typeset
from ledger.documents.workers import map_ordered

KIND = RecapContext.kind
CLASS_CODE = "800.1.5"
LAYOUT = Layout(template="recap.html", style="recap.css", is_extended=True)

_PIECE_LAYOUT = Layout(template="recap_chunk.html", style="recap.css", is_tagged=False)
_FOOTER_LAYOUT = Layout(template="recap_footer.html", style="recap_footer.css", is_tagged=False)

ROWS_PER_PIECE = 300
_FOOTERS_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitSlice:
    """A unit page, or the part of one that a piece holds."""

    name: str
    figures: tuple[Figure, ...]
    people: tuple[PersonLine, ...]
    #: How many more people the unit has, named in the spreadsheet only.
    others: int = 0
    is_continued: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Rows set in one go: some awards, or some units."""

    awards: tuple[AwardLine, ...] = ()
    units: tuple[UnitSlice, ...] = ()
    #: Units in which nobody was recognised, with how many people they have.
    quiet: tuple[tuple[str, int], ...] = ()
    is_continued: bool = False


def render(
    context: RecapContext,
    *,
    attachments: Sequence[Attachment] = (),
    processes: int = 1,
    report: Callable[[int, int], object] = lambda done, total: None,
) -> bytes:
    """The recap as PDF/A-3b, page x / y on every page. The same bytes however many processes.

    ``report`` hears how many pieces are set, of how many; what it raises ends the work.
    """
    head = replace(context, awards=(), units=(), charts=(), summary=())
    papers = [typeset(LAYOUT, {"context": context}, lang=context.lang, attachments=attachments)]
    pieces = list(split_rows(context))
    tasks = [(head, piece) for piece in pieces]
    for paper in map_ordered(_set_piece, tasks, processes=min(processes, len(pieces))):
        papers.append(paper)
        report(len(papers) - 1, len(pieces))
    return _put_together(context, papers)


def split_rows(context: RecapContext, *, rows: int = ROWS_PER_PIECE) -> Iterator[Piece]:
    """Awards first, then units; a unit longer than a piece goes on in the next one.

    Units in which nobody was recognised share one list at the end.
    """
    for start in range(0, len(context.awards), rows):
        yield Piece(awards=context.awards[start : start + rows], is_continued=start > 0)
    held: list[UnitSlice] = []
    for part in (part for unit in context.units for part in _slices(unit, rows)):
        if held and sum(_weight(one) for one in held) + _weight(part) > rows:
            yield Piece(units=tuple(held))
            held = []
        held.append(part)
    if held:
        yield Piece(units=tuple(held))
    quiet = tuple((unit.name, len(unit.people)) for unit in context.units if not unit.recognised)
    if quiet:
        yield Piece(quiet=quiet)


def _slices(unit: UnitPage, rows: int) -> Iterator[UnitSlice]:
    shown = unit.recognised
    for start in range(0, len(shown), rows):
        is_last = start + rows >= len(shown)
        yield UnitSlice(
            name=unit.name,
            figures=unit.figures if start == 0 else (),
            people=shown[start : start + rows],
            others=len(unit.people) - len(shown) if is_last else 0,
            is_continued=start > 0,
        )


def _weight(part: UnitSlice) -> int:
    """A page of its own costs about as much as a few rows."""
    return len(part.people) + 5


def _set_piece(task: tuple[RecapContext, Piece]) -> bytes:
    head, piece = task
    values = {
        "context": head,
        "awards": piece.awards,
        "units": piece.units,
        "quiet": piece.quiet,
        "is_continued": piece.is_continued,
    }
    return typeset(_PIECE_LAYOUT, values, lang=head.lang)


def _put_together(context: RecapContext, papers: Sequence[bytes]) -> bytes:
    with ExitStack() as stack:
        paper, *others = (stack.enter_context(Pdf.open(BytesIO(one))) for one in papers)
        for other in others:
            paper.pages.extend(other.pages)
        _lay_footers(context, paper, stack)
        return save_pdf(paper)


def _lay_footers(context: RecapContext, paper: Pdf, stack: ExitStack) -> None:
    total = len(paper.pages)
    label = " · ".join(filter(None, (context.title, context.period_text, context.number)))
    for start in range(0, total, _FOOTERS_AT_ONCE):
        numbers = range(start + 1, min(start + _FOOTERS_AT_ONCE, total) + 1)
        values = {"pages": numbers, "total": total, "label": label}
        pdf = typeset(_FOOTER_LAYOUT, values, lang=context.lang)
        footers = stack.enter_context(Pdf.open(BytesIO(pdf)))
        for number, footer in zip(numbers, footers.pages, strict=True):
            lay_over(paper, paper.pages[number - 1], footer, name=f"Footer{number}")
