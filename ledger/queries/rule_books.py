"""The rules of an agency as one book, read from the database only when a pack has changed."""

from collections.abc import Collection
from datetime import date
from functools import lru_cache

from sqlalchemy import select

from ledger.database import session
from ledger.domain.packs import PackState
from ledger.domain.rules.book import PackInForce, RuleBook
from ledger.domain.rules.pack import parsed_pack
from ledger.models.rules import RulePack, RuleVersion

_Known = tuple[tuple[int, str, date, date | None], ...]


def book_of(agency_id: int) -> RuleBook:
    """Every version that judges facts of some day, be it the past; a draft judges none."""
    rows = session().execute(
        select(RulePack.id, RulePack.sha256, RulePack.valid_from, RulePack.valid_until)
        .where(
            RulePack.agency_id == agency_id,
            RulePack.state.in_((PackState.ACTIVE, PackState.RETIRED)),
            RulePack.valid_from.is_not(None),
        )
        .order_by(RulePack.code, RulePack.valid_from)
    )
    return _kept_book(tuple(tuple(row) for row in rows))


def version_ids(pack_ids: Collection[int]) -> dict[tuple[int, str], int]:
    """The id of each rule version by pack and code."""
    rows = session().execute(
        select(RuleVersion.pack_id, RuleVersion.code, RuleVersion.id).where(
            RuleVersion.pack_id.in_(pack_ids)
        )
    )
    return {(row.pack_id, row.code): row.id for row in rows}


@lru_cache(maxsize=16)
def _kept_book(known: _Known) -> RuleBook:
    """What stands in a pack never changes, so its id, hash and days say everything."""
    ids = [id_ for id_, *_ in known]
    rows = session().execute(select(RulePack.id, RulePack.source).where(RulePack.id.in_(ids)))
    sources = {row.id: row.source for row in rows}
    return RuleBook(
        PackInForce(id_, parsed_pack(sources[id_]).rules, start, end)
        for id_, _, start, end in known
    )
