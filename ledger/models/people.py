"""Agencies, units, people, their accounts, roles and acting appointments."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.database import AgencyId, Base, Code, Hash, Id, closed_enum, reference
from ledger.domain.people import AccountState, Capacity, ConflictKind, PersonKind, PersonState, Role


class Agency(Base):
    __tablename__ = "agency"
    __table_args__ = (UniqueConstraint("code"), UniqueConstraint("origin"))

    id: Mapped[Id]
    code: Mapped[Code]
    name: Mapped[str]
    #: First line of the letterhead, for example "PEMERINTAH PROVINSI CONTOH".
    government: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    #: The title of the head, for example "Gubernur Contoh".
    head_title: Mapped[str] = mapped_column(default="")
    zone: Mapped[str] = mapped_column(default="Asia/Jakarta")
    days_per_week: Mapped[int] = mapped_column(default=5)
    #: The C2SP origin line of this agency's tree; a restore opens the next one.
    origin: Mapped[str]
    #: Which authority matrix applies: provinsi, kabupaten or pusat.
    government_level: Mapped[str] = mapped_column(default="provinsi")


class Setting(Base):
    """A dated setting: what the law has not confirmed is never a constant."""

    __tablename__ = "setting"
    __table_args__ = (
        UniqueConstraint("agency_id", "key", "valid_from"),
        CheckConstraint("confirmed_by <> recorded_by", name="confirmed_by_another"),
        CheckConstraint(
            "confirmed_by is null or (confirmed_at is not null and not needs_verification)",
            name="confirmed_when",
        ),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    key: Mapped[Code]
    valid_from: Mapped[date]
    value: Mapped[dict[str, Any]]
    source: Mapped[str] = mapped_column(default="")
    needs_verification: Mapped[bool] = mapped_column(default=True)
    recorded_by: Mapped[int | None] = reference("person.id", index=False, nullable=True)
    recorded_at: Mapped[datetime | None]
    #: The second person who read the regulation, and when.
    confirmed_by: Mapped[int | None] = reference("person.id", index=False, nullable=True)
    confirmed_at: Mapped[datetime | None]


class Unit(Base):
    __tablename__ = "unit"
    __table_args__ = (
        UniqueConstraint("agency_id", "code"),
        CheckConstraint("parent_id <> id", name="parent_is_another"),
        CheckConstraint("days_per_week in (5, 6)", name="days_per_week"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    code: Mapped[Code]
    name: Mapped[str]
    parent_id: Mapped[int | None] = reference("unit.id", nullable=True)
    #: The short word in document numbers, for example "BKD".
    letter_code: Mapped[str] = mapped_column(default="")
    days_per_week: Mapped[int] = mapped_column(default=5)
    is_active: Mapped[bool] = mapped_column(default=True)

    parent: Mapped["Unit | None"] = relationship(remote_side="Unit.id")


class Position(Base):
    __tablename__ = "position"
    __table_args__ = (UniqueConstraint("agency_id", "title"),)

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    title: Mapped[str]
    #: SIASN: 1 struktural, 2 fungsional, 4 pelaksana.
    kind_code: Mapped[str] = mapped_column(default="")
    #: A value of domain.positions.PositionLevel.
    level: Mapped[str] = mapped_column(default="")


class Person(Base):
    """An ASN, or a pejabat negara who decides and has no NIP."""

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("agency_id", "nip"),
        UniqueConstraint("agency_id", "official_code"),
        CheckConstraint(
            "(kind = 'pejabat_negara' and nip is null and official_code is not null)"
            " or (kind <> 'pejabat_negara' and nip is not null)",
            name="nip_or_official",
        ),
        CheckConstraint("superior_id <> id", name="superior_is_another"),
        Index("ix_person_agency_id_unit_id", "agency_id", "unit_id"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    #: 18 digits, always text; never a number.
    nip: Mapped[Code | None]
    official_code: Mapped[Code | None]
    kind: Mapped[PersonKind] = mapped_column(closed_enum(PersonKind, "kind"))
    state: Mapped[PersonState] = mapped_column(
        closed_enum(PersonState, "state"), default=PersonState.ACTIVE
    )
    #: Without titles; one word is a whole name.
    name: Mapped[str]
    title_before: Mapped[str] = mapped_column(default="")
    title_after: Mapped[str] = mapped_column(default="")
    #: The official address of the staff export; an account has its own.
    email: Mapped[str] = mapped_column(default="")
    birth_date: Mapped[date | None]
    sex: Mapped[str] = mapped_column(default="")
    appointed_on: Mapped[date | None]
    rank_code: Mapped[str] = mapped_column(default="")
    rank_name: Mapped[str] = mapped_column(default="")
    position_id: Mapped[int | None] = reference("position.id", nullable=True)
    unit_id: Mapped[int] = reference("unit.id")
    #: Heads the unit it belongs to.
    is_unit_head: Mapped[bool] = mapped_column(default=False)
    superior_id: Mapped[int | None] = reference("person.id", nullable=True)
    #: How the superior is known: "tree" or the words of the correction.
    superior_source: Mapped[str] = mapped_column(default="tree")
    #: Sentences kept from the import, for example an age below 18 at appointment.
    nip_warnings: Mapped[list[str]] = mapped_column(default=list)
    #: Shift staff follow their roster; without one there is no absence proposal.
    follows_roster: Mapped[bool] = mapped_column(default=False)
    #: A PPPK paruh waktu; the kinds of punishment differ.
    is_part_time: Mapped[bool] = mapped_column(default=False)

    unit: Mapped[Unit] = relationship()
    position: Mapped[Position | None] = relationship()
    superior: Mapped["Person | None"] = relationship(remote_side="Person.id")


class Appraiser(Base):
    """Who rates the work of a person from a day on, when it is not the direct superior.

    Append-only: the newest row whose day has come counts. Without ``appraiser_id`` it is the
    direct superior again.
    """

    __tablename__ = "appraiser"
    __table_args__ = (
        CheckConstraint("appraiser_id <> person_id", name="is_another"),
        CheckConstraint("appraiser_id is null or length(trim(source)) > 0", name="source_given"),
        Index("ix_appraiser_person_id_valid_from", "person_id", "valid_from"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    person_id: Mapped[int] = reference("person.id", index=False)
    appraiser_id: Mapped[int | None] = reference("person.id", nullable=True)
    valid_from: Mapped[date]
    #: The letter it rests on.
    source: Mapped[str] = mapped_column(default="")
    recorded_by: Mapped[int | None] = reference("person.id", index=False, nullable=True)
    recorded_at: Mapped[datetime]


class Account(Base):
    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("person_id"),
        UniqueConstraint("email"),
        CheckConstraint("state <> 'active' or password_hash is not null", name="active_has_key"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    person_id: Mapped[int] = reference("person.id", index=False)
    #: Lower case.
    email: Mapped[str | None]
    password_hash: Mapped[str | None]
    state: Mapped[AccountState] = mapped_column(
        closed_enum(AccountState, "state"), default=AccountState.INVITED
    )
    language: Mapped[str] = mapped_column(default="id")
    invited_at: Mapped[datetime]
    activated_at: Mapped[datetime | None]
    password_changed_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class ActivationCode(Base):
    """A link or printed code that sets a first or new password, once."""

    __tablename__ = "activation_code"
    __table_args__ = (UniqueConstraint("code_hash"),)

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    account_id: Mapped[int] = reference("account.id")
    code_hash: Mapped[Hash]
    #: "invitation" or "desk_reset".
    purpose: Mapped[Code]
    issued_by: Mapped[int | None] = reference("account.id", nullable=True)
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class LoginSession(Base):
    """A session lives here, so that it can be ended here; the cookie only names it."""

    __tablename__ = "login_session"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    account_id: Mapped[int] = reference("account.id")
    token_hash: Mapped[Hash]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(default="")


class LoginAttempt(Base):
    """What throttling counts; names nobody, existing or not."""

    __tablename__ = "login_attempt"
    __table_args__ = (
        Index("ix_login_attempt_identity_hash_at", "identity_hash", "at"),
        Index("ix_login_attempt_address_hash_at", "address_hash", "at"),
    )

    id: Mapped[Id]
    identity_hash: Mapped[Hash]
    address_hash: Mapped[Hash]
    at: Mapped[datetime]
    succeeded: Mapped[bool]


class RoleGrant(Base):
    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint("valid_until is null or valid_until > valid_from", name="dates_ordered"),
        CheckConstraint("granted_by <> account_id", name="granted_by_another"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    account_id: Mapped[int] = reference("account.id")
    role: Mapped[Role] = mapped_column(closed_enum(Role, "role"))
    #: Empty = the whole agency, else the unit and everything below it.
    unit_id: Mapped[int | None] = reference("unit.id", nullable=True)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    granted_by: Mapped[int | None] = reference("account.id", nullable=True)


class ActingAppointment(Base):
    """A Plt., Plh., Pj. or Pjs. who heads a unit for a time, by letter."""

    __tablename__ = "acting_appointment"
    __table_args__ = (
        CheckConstraint("valid_until is null or valid_until > valid_from", name="dates_ordered"),
        CheckConstraint("capacity <> 'definitif'", name="is_acting"),
        Index(
            "uq_acting_appointment_open_post",
            "unit_id",
            unique=True,
            sqlite_where=text("ended_at is null"),
            postgresql_where=text("ended_at is null"),
        ),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    unit_id: Mapped[int] = reference("unit.id")
    person_id: Mapped[int] = reference("person.id")
    capacity: Mapped[Capacity] = mapped_column(closed_enum(Capacity, "capacity"))
    letter_number: Mapped[str]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    #: Approval of the minister where an acting head of region decides.
    approval_letter: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
    unit: Mapped[Unit] = relationship()


class ConflictDeclaration(Base):
    """Somebody may not decide on somebody (UU 30/2014 Pasal 42-43)."""

    __tablename__ = "conflict_declaration"
    __table_args__ = (
        UniqueConstraint("person_id", "other_person_id"),
        CheckConstraint("person_id <> other_person_id", name="between_two"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    person_id: Mapped[int] = reference("person.id")
    other_person_id: Mapped[int] = reference("person.id")
    kind: Mapped[ConflictKind] = mapped_column(closed_enum(ConflictKind, "kind"))
    note: Mapped[str] = mapped_column(default="")
    declared_at: Mapped[datetime]
