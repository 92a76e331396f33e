"""The life of a pack: loaded by one, simulated, activated by a second, retired by its successor."""

from datetime import date, datetime
from itertools import product

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.entries import EntryKind
from ledger.domain.packs import FRESH_DAYS, WAITING, PackState, is_fresh
from ledger.domain.people import Role
from ledger.domain.posting_commands import PostEntry
from ledger.domain.rules.definitions import Rule
from ledger.domain.rules.definitions import RulePack as PackText
from ledger.domain.rules.pack import pack_sha256, parse_pack, parsed_pack
from ledger.errors import Conflict, InvalidInput, InvalidTransition, NotFound, sentence
from ledger.models.rules import Firing, RulePack, RuleVersion
from ledger.models.simulations import Simulation
from ledger.queries.rules import last_change_at
from ledger.services.access import require_role
from ledger.services.entries import post_entry
from ledger.services.events import record_event

NO_PACK = sentence("Paket aturan ini tidak ada.")
SAME_PACK = sentence("Paket %(name)s dengan isi yang sama sudah dimuat sebagai versi %(version)s.")
NEEDS_ANOTHER = sentence(
    "Paket aturan harus diaktifkan oleh orang lain, bukan oleh yang memuatnya."
)
NOT_A_DRAFT = sentence("Versi ini sudah diaktifkan atau sudah tidak berlaku.")
NEEDS_SIMULATION = sentence(
    "Versi ini belum disimulasikan. Jalankan simulasi, baca hasilnya, lalu aktifkan."
)
NOT_FRESH = sentence(
    "Simulasi ini sudah lebih dari %(days)s hari, atau versi lain sudah diaktifkan sesudahnya."
    " Jalankan simulasi baru, lalu baca hasilnya."
)
NOT_SEEN = sentence("Hasil simulasi yang Anda lihat bukan milik versi ini. Buka lagi hasilnya.")
JUDGED_ALREADY = sentence(
    "Versi yang berlaku sekarang sudah diterapkan pada kejadian sampai %(last)s. Pilih tanggal"
    " mulai sesudah itu; yang sudah lewat hanya berubah lewat penilaian ulang yang disetujui."
)
RULE_ELSEWHERE = sentence(
    "Aturan %(rule)s sudah berlaku dalam paket %(pack)s pada tanggal yang sama."
    " Satu aturan hanya berlaku dalam satu paket."
)
SEASON_ELSEWHERE = sentence(
    "Musim %(season)s berbagi hari dengan musim %(other)s dari paket %(pack)s. Samakan kode dan"
    " tanggalnya, atau pisahkan harinya; satu instansi punya satu kalender musim."
)
CODE_ELSEWHERE = sentence(
    "Kode aturan %(rule)s sudah dipakai dalam paket %(pack)s versi %(version)s. Beri aturan itu"
    " kode lain, agar setiap penerapan menunjuk satu aturan saja."
)
STILL_JUDGING = sentence(
    "Versi %(version)s diakhiri dan masih menilai kejadian sampai sebelum %(until)s. Pilih tanggal"
    " mulai itu atau sesudahnya."
)
STARTS_TOO_EARLY = sentence(
    "Versi yang berlaku sekarang mulai %(start)s. Pilih tanggal mulai sesudah itu."
)


def load_pack(text: str, *, actor: Actor, now: datetime) -> int:
    """Keep a pack as a new draft version and return its id.

    Raises PackError for a pack that cannot be understood, Conflict when this very text is loaded.
    """
    require_role(actor, Role.HR, unit_id=None)
    pack = parse_pack(text)
    sha256 = pack_sha256(pack)
    with transaction() as work:
        _require_new(pack, sha256, actor.agency_id)
        version = 1 + (
            work.scalar(
                select(func.max(RulePack.version)).where(
                    RulePack.agency_id == actor.agency_id, RulePack.code == pack.code
                )
            )
            or 0
        )
        row = RulePack(
            agency_id=actor.agency_id,
            code=pack.code,
            version=version,
            name=pack.name,
            source=text,
            sha256=sha256,
            state=PackState.DRAFT,
            author_id=actor.account_id,
            loaded_at=now,
            rules=[_version_of(rule, version, actor.agency_id) for rule in pack.rules],
        )
        _require_codes_free(row)
        work.add(row)
        work.flush()
        record_event(
            "rule_pack:version:loaded",
            subject_kind="rule_pack",
            subject_id=row.id,
            actor=actor,
            now=now,
            data={"code": pack.code, "version": version},
        )
        return row.id


def activate_pack(
    pack_id: int, *, valid_from: date, seen_sha256: str, actor: Actor, now: datetime
) -> None:
    """Put a simulated version in force from a day on; the version before it ends there.

    ``seen_sha256`` is of the simulation that the actor has read. Raises Conflict when the actor
    loaded it, when the simulation is another one or no longer fresh, or when a rule of it is in
    force elsewhere, InvalidTransition when it was not simulated or was in force before,
    InvalidInput when the day does not lie after what the version in force has judged.
    """
    require_role(actor, Role.HR, unit_id=None)
    with transaction() as work:
        row = work.get(RulePack, pack_id, with_for_update=True)
        if row is None or row.agency_id != actor.agency_id:
            raise NotFound(NO_PACK)
        if row.state not in WAITING:
            raise InvalidTransition(NOT_A_DRAFT)
        if row.author_id == actor.account_id:
            raise Conflict(NEEDS_ANOTHER, code="activated_by_author")
        if row.state is PackState.DRAFT:
            raise InvalidTransition(NEEDS_SIMULATION)
        _require_fresh(row, seen_sha256, now)
        _retire_predecessor(row, valid_from)
        _require_rules_elsewhere_silent(row, valid_from)
        _require_seasons_agree(row, valid_from)
        row.state = PackState.ACTIVE
        row.seen_sha256 = seen_sha256
        row.valid_from = valid_from
        row.activated_by, row.activated_at = actor.account_id, now
        work.flush()
        _post_activation(row, valid_from, actor, now)
        record_event(
            "rule_pack:version:activated",
            subject_kind="rule_pack",
            subject_id=row.id,
            actor=actor,
            now=now,
            data={"code": row.code, "version": row.version, "seen": seen_sha256},
        )


def rules_on(agency_id: int, day: date) -> list[tuple[RulePack, tuple[Rule, ...]]]:
    """The versions that judge a fact of the day, each with its rules."""
    rows = session().scalars(
        select(RulePack)
        .where(
            RulePack.agency_id == agency_id,
            RulePack.state.not_in(WAITING),
            RulePack.valid_from <= day,
            or_(RulePack.valid_until.is_(None), RulePack.valid_until > day),
        )
        .order_by(RulePack.code)
    )
    return [(row, parsed_pack(row.source).rules) for row in rows]


def _require_new(pack: PackText, sha256: str, agency_id: int) -> None:
    same = session().scalar(
        select(RulePack.version).where(
            RulePack.agency_id == agency_id,
            RulePack.code == pack.code,
            RulePack.sha256 == sha256,
        )
    )
    if same is not None:
        raise Conflict(SAME_PACK, name=pack.name, version=same)


def _require_codes_free(row: RulePack) -> None:
    """An entry names its rule by code and version, so no other pack may have the very same."""
    found = session().execute(
        select(RuleVersion.code, RulePack.name, RulePack.version)
        .join(RulePack, RulePack.id == RuleVersion.pack_id)
        .where(
            RuleVersion.agency_id == row.agency_id,
            RuleVersion.version == row.version,
            RuleVersion.code.in_([rule.code for rule in row.rules]),
        )
        .order_by(RuleVersion.code)
        .limit(1)
    )
    for code, pack, version in found:
        raise Conflict(
            CODE_ELSEWHERE, code="rule_code_elsewhere", rule=code, pack=pack, version=version
        )


def _version_of(rule: Rule, version: int, agency_id: int) -> RuleVersion:
    return RuleVersion(
        agency_id=agency_id,
        code=rule.code,
        version=version,
        title=rule.title,
        sentence=rule.sentence,
        fact_kind=rule.on.value,
        legal_basis=rule.legal_basis.text,
    )


def _require_fresh(row: RulePack, seen_sha256: str, now: datetime) -> None:
    finished_at = session().scalar(
        select(func.max(Simulation.finished_at)).where(
            Simulation.pack_id == row.id, Simulation.report_sha256 == seen_sha256
        )
    )
    if finished_at is None:
        raise Conflict(NOT_SEEN, code="simulation_not_seen")
    last = last_change_at(row.agency_id, row.code)
    if not is_fresh(finished_at, last_change_at=last, now=now):
        raise Conflict(NOT_FRESH, code="simulation_not_fresh", days=FRESH_DAYS)


def _require_rules_elsewhere_silent(row: RulePack, valid_from: date) -> None:
    other = aliased(RuleVersion)
    found = session().execute(
        select(RuleVersion.code, RulePack.name)
        .join(other, (other.agency_id == RuleVersion.agency_id) & (other.code == RuleVersion.code))
        .join(RulePack, RulePack.id == other.pack_id)
        .where(
            RuleVersion.pack_id == row.id,
            RulePack.code != row.code,
            RulePack.state.not_in(WAITING),
            or_(RulePack.valid_until.is_(None), RulePack.valid_until > valid_from),
        )
        .limit(1)
    )
    for code, name in found:
        raise Conflict(RULE_ELSEWHERE, rule=code, pack=name)


def _require_seasons_agree(row: RulePack, valid_from: date) -> None:
    """An agency has one calendar of seasons: those of two packs are the same or share no day."""
    others = session().scalars(
        select(RulePack).where(
            RulePack.agency_id == row.agency_id,
            RulePack.code != row.code,
            RulePack.state.not_in(WAITING),
            or_(RulePack.valid_until.is_(None), RulePack.valid_until > valid_from),
        )
    )
    mine = parsed_pack(row.source).seasons
    for other in others if mine else ():
        for season, theirs in product(mine, parsed_pack(other.source).seasons):
            if season != theirs and season.meets(theirs):
                raise Conflict(
                    SEASON_ELSEWHERE,
                    code="season_elsewhere",
                    season=season.code,
                    other=theirs.code,
                    pack=other.name,
                )


def _retire_predecessor(row: RulePack, valid_from: date) -> None:
    work = session()
    before = work.scalar(
        select(RulePack).where(
            RulePack.agency_id == row.agency_id,
            RulePack.code == row.code,
            RulePack.state == PackState.ACTIVE,
        )
    )
    if before is None:
        _require_after_last(row, valid_from)
        return
    if before.valid_from is not None and before.valid_from >= valid_from:
        raise InvalidInput(
            STARTS_TOO_EARLY,
            start=before.valid_from.isoformat(),
            fields={"valid_from": [STARTS_TOO_EARLY % {"start": before.valid_from.isoformat()}]},
        )
    _require_nothing_judged(before, valid_from)
    before.state = PackState.RETIRED
    before.valid_until = valid_from
    # The unique index on active versions sees the one go before the other comes.
    work.flush()


def _require_after_last(row: RulePack, valid_from: date) -> None:
    """A version that ended without another judges until its last day."""
    last = session().scalar(
        select(RulePack)
        .where(
            RulePack.agency_id == row.agency_id,
            RulePack.code == row.code,
            RulePack.valid_until > valid_from,
        )
        .order_by(RulePack.valid_until.desc())
        .limit(1)
    )
    if last is not None and last.valid_until is not None:
        told = {"version": last.version, "until": last.valid_until.isoformat()}
        raise InvalidInput(STILL_JUDGING, **told, fields={"valid_from": [STILL_JUDGING % told]})


def _require_nothing_judged(before: RulePack, valid_from: date) -> None:
    """What the version in force said of a day stays said; a new one begins after it."""
    last = session().scalar(
        select(func.max(Firing.happened_on))
        .join(RuleVersion, RuleVersion.id == Firing.rule_version_id)
        .where(RuleVersion.pack_id == before.id)
    )
    if last is not None and last >= valid_from:
        told = {"last": last.isoformat()}
        raise InvalidInput(JUDGED_ALREADY, **told, fields={"valid_from": [JUDGED_ALREADY % told]})


def _post_activation(row: RulePack, valid_from: date, actor: Actor, now: datetime) -> None:
    post_entry(
        PostEntry(
            kind=EntryKind.RULE_ACTIVATED,
            idempotency_key=f"rule-pack:{row.id}",
            happened_on=valid_from,
            effective_on=valid_from,
            decided_at=now,
            decided_by=actor.person_id,
            facts={
                "pack": f"{row.code}@{row.version}",
                "sha256": row.sha256,
                "simulation": row.seen_sha256 or "",
            },
            detail={"pack": row.code, "version": row.version, "name": row.name},
        ),
        actor=actor,
        now=now,
    )
