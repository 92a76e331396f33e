"""What the rows beside an entry must agree on with its sealed body."""

from collections.abc import Iterator, Mapping
from typing import Any

from ledger.domain.canonical import NotCanonical, read_canonical
from ledger.domain.commitments import PrivatePart
from ledger.domain.entries import commitment_field, detail_sha256
from ledger.domain.verification import Finding, verify_entry
from ledger.queries.stored_entries import LoadedEntry

_ABSENT = "-"
_DETAIL = "detail_sha256"


def entry_findings(loaded: LoadedEntry, *, origin: str) -> Iterator[Finding]:
    """Everything that can be told from one entry alone."""
    stored = loaded.stored
    yield from verify_entry(stored, origin=origin)
    if loaded.posting_count != len(stored.lines):
        found = str(len(stored.lines))
        yield Finding(stored.uid, "posting_count", str(loaded.posting_count), found)
    try:
        body = read_canonical(stored.body)
    except NotCanonical:
        return
    yield from _subject_findings(loaded, body)
    yield from _detail_findings(loaded, body)


def _subject_findings(loaded: LoadedEntry, body: Mapping[str, Any]) -> Iterator[Finding]:
    """Whom the rows name is whom the sealed private part names, with the same points."""
    uid, found = loaded.stored.uid, loaded.subjects
    if loaded.person_ref is not None and loaded.person_ref not in found:
        yield Finding(uid, "person", " ".join(sorted(found)) or _ABSENT, loaded.person_ref)
    if found and commitment_field(PrivatePart.SUBJECT) not in body:
        yield Finding(uid, "subjects", _ABSENT, _text(found))
    private = loaded.openings.get(PrivatePart.SUBJECT)
    if private is not None and (stated := _stated(private)) != found:
        yield Finding(uid, "subjects", _text(stated), _text(found))
    points = {line.account_key: line.points_delta for line in loaded.stored.lines}
    for ref, delta in found.items():
        if delta != points.get(ref, 0):
            yield Finding(uid, "subject_points", str(points.get(ref, 0)), str(delta))


def _detail_findings(loaded: LoadedEntry, body: Mapping[str, Any]) -> Iterator[Finding]:
    """The words on the screen were sealed with the reason, as long as that was not erased."""
    uid, private = loaded.stored.uid, loaded.openings.get(PrivatePart.REASON)
    found = _detail_hash(loaded.detail)
    if private is None:
        stated = _ABSENT if commitment_field(PrivatePart.REASON) not in body else found
    else:
        stated = str(private.get(_DETAIL, _ABSENT))
    if stated != found:
        yield Finding(uid, "detail", stated, found)


def _detail_hash(detail: Mapping[str, Any]) -> str:
    try:
        return detail_sha256(detail) if detail else _ABSENT
    except NotCanonical:
        # What cannot have been sealed has no hash of ours.
        return "not canonical"


def _stated(private: Mapping[str, Any]) -> dict[str, int]:
    try:
        return {subject["ref"]: subject["points"] for subject in private.get("subjects", ())}
    except (TypeError, KeyError):
        return {}


def _text(subjects: Mapping[str, int]) -> str:
    return " ".join(f"{ref}={points:+d}" for ref, points in sorted(subjects.items())) or _ABSENT
