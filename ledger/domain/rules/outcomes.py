"""The ``then`` of a rule: what it may propose, and what no rule may ever do."""

from collections.abc import Iterator, Mapping
from typing import Any

from ledger.domain.documents import DocumentKind
from ledger.domain.facts import VOCABULARY, FactKind, Side, Subject
from ledger.domain.rules.definitions import (
    ARTICLE_OF_CODE,
    Audience,
    Badge,
    Guidance,
    OpenCase,
    Outcome,
    Plan,
    Points,
    Recipient,
    Rule,
    Scope,
    Tier,
)
from ledger.domain.rules.refusals import PackError, Place
from ledger.domain.rules.sections import Section
from ledger.errors import sentence

MAX_POINTS = 1000
CASE_KINDS = frozenset(
    {
        FactKind.VIOLATION_ASSESSED,
        FactKind.COMPLAINT_SUBSTANTIATED,
        FactKind.ABSENCE_CONFIRMED,
    }
)

_SANCTION_WORDS = ("sanksi", "sanction", "hukum", "hukdis", "teguran", "punish", "reprimand")
_KEYS = (*("points", "badge", "document", "guidance", "open_case", "development_plan", "notify"),)


def read_outcome(section: Section, kind: FactKind) -> Outcome:
    """The outcome of a rule on facts of this kind. Raises PackError."""
    _require_no_sanction(section)
    section.require_known(*_KEYS)
    outcome = Outcome(
        points=_points(section.section("points")) if section.has("points") else None,
        badge=_badge(section.section("badge")) if section.has("badge") else None,
        document=_document(section) if section.has("document") else None,
        guidance=_guidance(section.section("guidance")) if section.has("guidance") else None,
        open_case=_open_case(section.section("open_case")) if section.has("open_case") else None,
        development_plan=(
            _plan(section.section("development_plan")) if section.has("development_plan") else None
        ),
        notify=section.choices("notify", Audience) if section.has("notify") else (),
    )
    _require_fit(outcome, kind, section)
    return outcome


def outcome_data(outcome: Outcome) -> dict[str, Any]:
    """The outcome as plain data, the other way round of ``read_outcome``."""
    data: dict[str, Any] = {}
    if outcome.points:
        data["points"] = {"amount": outcome.points.amount, "to": outcome.points.to.value}
    if outcome.badge:
        badge = outcome.badge
        data["badge"] = {"code": badge.code, "tier": badge.tier.value, "name": badge.name}
    if outcome.document:
        data["document"] = outcome.document.value
    if outcome.guidance:
        guidance = outcome.guidance
        data["guidance"] = {"level": guidance.level, "valid_months": guidance.valid_months}
    if outcome.open_case:
        data["open_case"] = {"article": outcome.open_case.article}
    if outcome.development_plan:
        plan = outcome.development_plan
        data["development_plan"] = {"goal": plan.goal, "due_months": plan.due_months}
    if outcome.notify:
        data["notify"] = [audience.value for audience in outcome.notify]
    return data


def concerns_person(outcome: Outcome) -> bool:
    """Whether the outcome needs a person; points to a unit are the only ones that do not."""
    for_person = outcome.points is not None and outcome.points.to is not Recipient.UNIT
    others = (
        *(outcome.badge, outcome.document, outcome.guidance, outcome.open_case),
        outcome.development_plan,
    )
    return for_person or any(others)


def is_conduct(outcome: Outcome) -> bool:
    """Whether the outcome is about what went wrong, so that no condition lifts its limits."""
    return outcome.guidance is not None or outcome.open_case is not None


def gives_merit(outcome: Outcome) -> bool:
    return any((outcome.points, outcome.badge, outcome.document))


def needs_person(rule: Rule, paths: tuple[str, ...]) -> bool:
    """Whether the rule cannot be worked out for a fact that names no person."""
    return (
        concerns_person(rule.then)
        or rule.once_per.scope is Scope.PERSON
        or any(measure.by is not Scope.UNIT for _, measure in rule.measures)
        or any(path.startswith("person.") for path in paths)
    )


def _points(section: Section) -> Points:
    section.require_known("amount", "to")
    amount = section.number("amount", least=1, most=MAX_POINTS)
    return Points(amount, section.choice("to", Recipient))


def _document(section: Section) -> DocumentKind:
    kind = section.choice("document", DocumentKind)
    if kind is not DocumentKind.CERTIFICATE:
        raise _refusal(
            sentence(
                "%(place)s: aturan hanya dapat meminta certificate (piagam); surat lain lahir"
                " dari keputusannya sendiri."
            ),
            section.place("document"),
        )
    return kind


def _badge(section: Section) -> Badge:
    section.require_known("code", "tier", "name")
    tier = section.choice("tier", Tier)
    return Badge(section.code("code"), tier, section.text("name", limit=60))


def _guidance(section: Section) -> Guidance:
    section.require_known("level", "valid_months")
    level = section.number("level", least=1, most=3)
    return Guidance(level, section.number("valid_months", least=1, most=24))


def _open_case(section: Section) -> OpenCase:
    section.require_known("article")
    return OpenCase(section.text("article", limit=120))


def _plan(section: Section) -> Plan:
    section.require_known("goal", "due_months")
    goal = section.text("goal", limit=200)
    return Plan(goal, section.number("due_months", least=1, most=24))


def _require_no_sanction(section: Section) -> None:
    """The words of punishment are refused before anything else, with the reason."""
    for key, word in _outcome_words(section.data):
        if any(sanction in word.lower() for sanction in _SANCTION_WORDS):
            raise PackError(
                sentence(
                    "%(place)s: Aturan tidak pernah menjatuhkan hukuman disiplin. Hukuman hanya"
                    " lahir dari kasus yang diperiksa; pakailah open_case untuk mengusulkannya."
                ),
                place=section.place(key),
            )


def _outcome_words(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in data.items():
        yield key, key
        if isinstance(value, dict):
            yield from ((key, str(name)) for name in value)
        if key == "document":
            yield key, str(value)


def _require_fit(outcome: Outcome, kind: FactKind, section: Section) -> None:
    """Merit only from what is good, conduct only from what went wrong, a case only by law."""
    merit = bool(outcome.points or outcome.badge or outcome.document)
    conduct = bool(outcome.guidance or outcome.open_case)
    if merit and conduct:
        raise _refusal(
            sentence("%(place)s: penghargaan dan pembinaan tidak boleh dalam satu aturan."),
            section.place(),
        )
    if outcome.development_plan and not (merit or outcome.guidance):
        raise _refusal(
            sentence("%(place)s: rencana pengembangan menyertai penghargaan atau pembinaan."),
            section.place("development_plan"),
        )
    if not merit and not conduct and not outcome.notify:
        raise _refusal(
            sentence(
                "%(place)s: sebutkan akibatnya: points, badge, document, guidance, open_case, atau"
                " notify."
            ),
            section.place(),
        )
    shape = VOCABULARY[kind]
    if merit and shape.side is Side.CONDUCT:
        raise _refusal(
            sentence(
                "%(place)s: penghargaan tidak lahir dari pengaduan, pelanggaran, atau absensi."
            ),
            section.place(),
        )
    if conduct and shape.side is Side.MERIT:
        raise _refusal(sentence("%(place)s: pembinaan tidak lahir dari prestasi."), section.place())
    _require_case_fits(outcome, kind, section)
    _require_recipient_fits(outcome, kind, section)


def _require_case_fits(outcome: Outcome, kind: FactKind, section: Section) -> None:
    if outcome.open_case is None:
        return
    if kind not in CASE_KINDS:
        raise _refusal(
            sentence("%(place)s: kasus hanya diusulkan dari pelanggaran, pengaduan, atau absensi."),
            section.place("open_case"),
        )
    if outcome.guidance is not None:
        raise _refusal(
            sentence("%(place)s: pembinaan tidak menggantikan pemeriksaan; pilih salah satu."),
            section.place("guidance"),
        )
    by_code = outcome.open_case.article == ARTICLE_OF_CODE
    if by_code and "code" not in VOCABULARY[kind].fields:
        raise _refusal(
            sentence("%(place)s: fakta ini tidak punya kode pelanggaran; tulislah pasalnya."),
            section.place("open_case"),
        )


def _require_recipient_fits(outcome: Outcome, kind: FactKind, section: Section) -> None:
    to = outcome.points.to if outcome.points else None
    if to is Recipient.TEAM and kind is not FactKind.NOMINATION_ACCEPTED:
        raise _refusal(sentence("%(place)s: hanya usulan yang punya tim."), section.place("points"))
    if VOCABULARY[kind].subject is Subject.UNIT and concerns_person(outcome):
        raise _refusal(
            sentence("%(place)s: fakta ini tentang unit kerja, bukan tentang seorang pegawai."),
            section.place(),
        )


def _refusal(text: str, place: Place) -> PackError:
    return PackError(text, place=place)
