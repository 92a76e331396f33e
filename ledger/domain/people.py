"""The closed words about people: kinds, roles, capacities."""

from enum import StrEnum


class PersonKind(StrEnum):
    """What somebody is employed as; a pejabat negara decides and is never a subject."""

    PNS = "pns"
    CPNS = "cpns"
    PPPK = "pppk"
    PEJABAT_NEGARA = "pejabat_negara"


class Sex(StrEnum):
    MALE = "L"
    FEMALE = "P"


class PersonState(StrEnum):
    ACTIVE = "active"
    LEFT = "left"


class Role(StrEnum):
    """What an account may do beyond being itself; superior and leader follow from the unit tree."""

    HR = "hr"
    UNIT_ADMIN = "unit_admin"
    INSPECTORATE = "inspectorate"
    AUDITOR = "auditor"
    OPERATOR = "operator"


class Capacity(StrEnum):
    """In which capacity an official acts (UU 30/2014 Pasal 14; Permendagri 1/2023 Pasal 44)."""

    DEFINITIF = "definitif"
    PLT = "plt"
    PLH = "plh"
    PJ = "pj"
    PJS = "pjs"


class AccountState(StrEnum):
    INVITED = "invited"
    ACTIVE = "active"
    CLOSED = "closed"


class ConflictKind(StrEnum):
    """Grounds of UU 30/2014 Pasal 43(1) that an official declares."""

    FAMILY = "family"
    BUSINESS = "business"
    PARTY = "party"
    OTHER = "other"


CAPACITY_LABELS = {
    Capacity.DEFINITIF: "Definitif",
    Capacity.PLT: "Plt.",
    Capacity.PLH: "Plh.",
    Capacity.PJ: "Pj.",
    Capacity.PJS: "Pjs.",
}

ROLE_LABELS = {
    Role.HR: "Kepegawaian",
    Role.UNIT_ADMIN: "Admin unit",
    Role.INSPECTORATE: "Inspektorat",
    Role.AUDITOR: "Auditor",
    Role.OPERATOR: "Operator",
}
