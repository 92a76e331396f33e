"""Innovation nominations: the nominee and the team, with shares in that order."""

from collections.abc import Sequence
from decimal import Decimal

from ledger.domain.imports import ImportKind, ImportRow, NominationRow, NominationShare, Phrase
from ledger.domain.shares import check_shares, equal_shares
from ledger.errors import sentence
from ledger.spreadsheets.cells import CellProblem, read_integer, read_list
from ledger.spreadsheets.formats.columns import Column
from ledger.spreadsheets.formats.context import Context
from ledger.spreadsheets.formats.driver import Format
from ledger.spreadsheets.formats.row_cells import RowCells

_STAGES = {
    "gagasan": "gagasan",
    "ide": "gagasan",
    "uji coba": "uji coba",
    "ujicoba": "uji coba",
    "diterapkan": "diterapkan",
    "penerapan": "diterapkan",
    "direplikasi": "direplikasi",
    "replikasi": "direplikasi",
}
_SHOWN_ROWS = 20
_NOBODY: tuple[str, ...] = ()
_NO_SHARES: tuple[int, ...] = ()

NOMINATOR_IN_TEAM = sentence("pengusul termasuk dalam tim yang diusulkan")
NOMINATOR_REMEDY = sentence("Hapus pengusul dari tim, atau minta atasan lain yang mengusulkan.")
MEMBER_TWICE = sentence("NIP %(nip)s tertulis dua kali dalam tim")
MEMBER_TWICE_REMEDY = sentence("Tulis setiap anggota satu kali.")
SHARES_COUNT = sentence("ada %(shares)s porsi untuk %(people)s orang")
SHARES_COUNT_REMEDY = sentence(
    "Tulis satu porsi untuk setiap orang, dimulai dari pegawai yang diusulkan, atau kosongkan "
    "agar dibagi sama rata."
)
SHARES_REMEDY = sentence("Perbaiki porsi, atau kosongkan agar dibagi sama rata.")
EQUAL_SHARES = sentence("%(count)s tim tanpa porsi dibagi sama rata: baris %(rows)s.")


def _build(cells: RowCells) -> Sequence[NominationRow]:
    nominator = cells.nip("nominator_nip")
    nominee = cells.nip("nominee_nip")
    team = cells.read("team", lambda text: _team(text, cells.context), _NOBODY)
    people = (nominee, *team)
    _check_people(cells, nominator, people)
    row = NominationRow(
        number=cells.number,
        happened_on=cells.past_day("happened_on"),
        nominator_nip=nominator,
        nominee_nip=nominee,
        title=cells.text("title"),
        category=cells.text("category"),
        stage=cells.choice("stage", _STAGES),
        impact_percent=cells.optional_decimal("impact_percent", least=Decimal(0)),
        members=_members(cells, people),
        shares_were_equal=len(people) > 1 and not cells.raw("shares").strip(),
        evidence=cells.optional_text("evidence"),
    )
    return (row,)


def _team(text: str, context: Context) -> tuple[str, ...]:
    return tuple(context.nip(part).digits for part in read_list(text))


def _check_people(cells: RowCells, nominator: str, people: tuple[str, ...]) -> None:
    if nominator and nominator in people:
        field = "nominee_nip" if nominator == people[0] else "team"
        cells.problem(field, Phrase(NOMINATOR_IN_TEAM), Phrase(NOMINATOR_REMEDY))
    twice = next((nip for nip in people if nip and people.count(nip) > 1), None)
    if twice:
        cells.problem("team", Phrase(MEMBER_TWICE, nip=twice), Phrase(MEMBER_TWICE_REMEDY))


def _members(cells: RowCells, people: tuple[str, ...]) -> tuple[NominationShare, ...]:
    if cells.problems:
        # The number of people is not sure, so their shares cannot be judged yet.
        return ()
    shares = cells.read("shares", lambda text: _shares(text, len(people)), _NO_SHARES)
    return tuple(
        NominationShare(nip=nip, share_percent=share)
        for nip, share in zip(people, shares, strict=False)
    )


def _shares(text: str, people: int) -> tuple[int, ...]:
    parts = read_list(text)
    if not parts:
        return equal_shares(people)
    if len(parts) != people:
        raise CellProblem(
            Phrase(SHARES_COUNT, shares=len(parts), people=people), Phrase(SHARES_COUNT_REMEDY)
        )
    shares = [read_integer(part.removesuffix("%"), least=0, most=100) for part in parts]
    return check_shares(shares)


def _conclude(context: Context, kept: Sequence[ImportRow]) -> None:
    """Say once which teams got equal shares; nothing is decided silently."""
    rows = [row.number for row in kept if isinstance(row, NominationRow) and row.shares_were_equal]
    if rows:
        shown = ", ".join(str(number) for number in rows[:_SHOWN_ROWS])
        more = ", …" if len(rows) > _SHOWN_ROWS else ""
        context.notes.append(Phrase(EQUAL_SHARES, count=len(rows), rows=f"{shown}{more}"))


NOMINATIONS = Format(
    kind=ImportKind.NOMINATIONS,
    columns=(
        Column("happened_on", "tanggal", ("tgl",), is_date=True),
        Column("nominator_nip", "nip_pengusul", ("pengusul",)),
        Column("nominee_nip", "nip_pegawai", ("nip",)),
        Column("title", "judul", ("judul_inovasi",)),
        Column("category", "kategori"),
        Column("stage", "tahap"),
        Column("impact_percent", "dampak_persen", ("dampak",), required=False),
        Column("team", "anggota_tim", ("tim",), required=False),
        Column("shares", "porsi", ("pembagian",), required=False),
        Column("evidence", "bukti", (), required=False),
    ),
    build=_build,
    key="title",
    file_stems=("usulan",),
    conclude=_conclude,
)
