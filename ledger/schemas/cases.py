"""Forms of a case: summons, examination, decision, delivery, and the person's own words."""

from itertools import zip_longest
from typing import Any

from marshmallow import ValidationError, fields, post_load, validates_schema
from marshmallow.validate import OneOf

from ledger.domain.discipline.commands import (
    AddExhibit,
    DecideCase,
    GivenAnswer,
    RecordDelivery,
    RecordExamination,
    RecordReceipt,
    Summon,
    WriteReport,
)
from ledger.domain.discipline.dismissals import DismissalType
from ledger.domain.discipline.endings import Discontinue, EndingGround
from ledger.domain.discipline.exhibits import ExhibitKind
from ledger.domain.discipline.kinds import Kind
from ledger.domain.discipline.teams import TeamElement
from ledger.errors import sentence
from ledger.schemas.fields import AtMost, FormSchema, RowId, TypedDate

TEXT_CHARACTERS_MAX = 2_000
LONG_CHARACTERS_MAX = 5_000
PLACE_CHARACTERS_MAX = 200
NOT_PROVEN = "none"
NOTE_MISSING = sentence("Tulis siapa yang menolak dan alasannya")


class SummonIn(FormSchema):
    exam_on = TypedDate(
        required=True, error_messages={"required": sentence("Isi hari pemeriksaan")}
    )
    exam_time = fields.String(load_default="09.00", validate=AtMost(20, sentence("Jam")))
    place = fields.String(
        required=True,
        validate=AtMost(PLACE_CHARACTERS_MAX, sentence("Tempat")),
        error_messages={"required": sentence("Tulis tempat pemeriksaan")},
    )

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Summon:
        return Summon(**data)


class SummonsReceiptIn(FormSchema):
    """``taken`` says whether anybody took the letter; what belongs to the other is left out."""

    received_on = TypedDate(
        required=True, error_messages={"required": sentence("Isi tanggal surat diserahkan")}
    )
    handed_by = fields.String(
        load_default="", validate=AtMost(PLACE_CHARACTERS_MAX, sentence("Yang menyerahkan"))
    )
    taken = fields.Boolean(
        required=True,
        error_messages={"required": sentence("Pilih apakah surat diterima atau ditolak")},
    )
    received_by = fields.String(
        load_default="", validate=AtMost(PLACE_CHARACTERS_MAX, sentence("Yang menerima"))
    )
    refusal_note = fields.String(
        load_default="", validate=AtMost(TEXT_CHARACTERS_MAX, sentence("Catatan penolakan"))
    )

    @validates_schema
    def require_note(self, data: dict[str, Any], **_: Any) -> None:
        if data.get("taken") is False and not data.get("refusal_note", "").strip():
            raise ValidationError(NOTE_MISSING, "refusal_note")

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> RecordReceipt:
        unused = "refusal_note" if data.pop("taken") else "received_by"
        return RecordReceipt(**{**data, unused: ""})


class ExaminationIn(FormSchema):
    """``came`` decides what the rest means: who did not come has no answers."""

    came = fields.Boolean(
        required=True,
        error_messages={"required": sentence("Pilih apakah pegawai hadir")},
    )
    question = fields.List(fields.String(), load_default=list)
    answer = fields.List(fields.String(), load_default=list)
    correction = fields.List(fields.String(), load_default=list)
    corrections = fields.String(
        load_default="", validate=AtMost(TEXT_CHARACTERS_MAX, sentence("Pembetulan"))
    )
    signed = fields.Boolean(load_default=True)
    refusal_note = fields.String(
        load_default="", validate=AtMost(TEXT_CHARACTERS_MAX, sentence("Catatan penolakan"))
    )
    copy_given = fields.Boolean(load_default=False)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> RecordExamination | None:
        if not data["came"]:
            return None
        return RecordExamination(
            answers=tuple(
                GivenAnswer(*one)
                for one in zip_longest(
                    data["question"], data["answer"], data["correction"], fillvalue=""
                )
            ),
            corrections=data["corrections"],
            examinee_signed=data["signed"],
            refusal_note=data["refusal_note"],
            copy_given=data["copy_given"],
        )


class TeamIn(FormSchema):
    """``chair`` names the seat; people are read beside it, for a name may mean several."""

    letter_number = fields.String(
        required=True,
        validate=AtMost(PLACE_CHARACTERS_MAX, sentence("Nomor keputusan")),
        error_messages={"required": sentence("Tulis nomor keputusan pembentukan tim")},
    )
    formed_on = TypedDate(
        required=True, error_messages={"required": sentence("Isi tanggal keputusan")}
    )
    formed_by = fields.Integer(load_default=None)
    oversight = fields.String(load_default="")
    oversight_id = fields.String(load_default="")
    personnel = fields.String(load_default="")
    personnel_id = fields.String(load_default="")
    other = fields.String(load_default="")
    other_id = fields.String(load_default="")
    chair = fields.Enum(TeamElement, by_value=True, load_default=TeamElement.SUPERIOR)


class MemberIn(FormSchema):
    """The new member is read beside it, for a name may mean several."""

    leaving_id = RowId(
        required=True, error_messages={"required": sentence("Pilih anggota tim yang berhenti")}
    )
    person = fields.String(load_default="")
    person_id = fields.String(load_default="")
    letter_number = fields.String(
        required=True,
        validate=AtMost(PLACE_CHARACTERS_MAX, sentence("Nomor keputusan")),
        error_messages={"required": sentence("Tulis nomor keputusan perubahan tim")},
    )
    left_on = TypedDate(
        required=True, error_messages={"required": sentence("Isi tanggal berhenti")}
    )
    reason = fields.String(
        required=True,
        validate=AtMost(LONG_CHARACTERS_MAX, sentence("Alasan")),
        error_messages={"required": sentence("Tulis alasan Anda")},
    )


class ExhibitIn(FormSchema):
    kind = fields.Enum(
        ExhibitKind,
        by_value=True,
        required=True,
        error_messages={"required": sentence("Pilih jenis bukti")},
    )
    title = fields.String(
        required=True,
        validate=AtMost(PLACE_CHARACTERS_MAX, sentence("Nama bukti")),
        error_messages={"required": sentence("Tulis nama bukti")},
    )
    content = fields.String(
        load_default="", validate=AtMost(LONG_CHARACTERS_MAX, sentence("Isi atau keterangan"))
    )
    dated_on = TypedDate(load_default=None)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> AddExhibit:
        return AddExhibit(**data)


class ReleaseIn(FormSchema):
    letter_number = fields.String(
        required=True,
        validate=AtMost(PLACE_CHARACTERS_MAX, sentence("Nomor keputusan")),
        error_messages={"required": sentence("Tulis nomor keputusan pembebasan sementara")},
    )
    from_on = TypedDate(load_default=None)
    reason = fields.String(
        required=True,
        validate=AtMost(TEXT_CHARACTERS_MAX, sentence("Alasan")),
        error_messages={"required": sentence("Tulis alasan paling sedikit 20 huruf.")},
    )
    acting = fields.String(load_default="")
    acting_id = fields.String(load_default="")


class ReplaceIn(FormSchema):
    """Another letter in the place of one that cannot stand."""

    reason = fields.String(
        required=True,
        validate=AtMost(TEXT_CHARACTERS_MAX, sentence("Alasan")),
        error_messages={"required": sentence("Tulis alasan paling sedikit 20 huruf.")},
    )
    exam_on = TypedDate(
        required=True, error_messages={"required": sentence("Isi hari pemeriksaan")}
    )
    exam_time = fields.String(load_default="09.00", validate=AtMost(20, sentence("Jam")))
    place = fields.String(
        required=True,
        validate=AtMost(PLACE_CHARACTERS_MAX, sentence("Tempat")),
        error_messages={"required": sentence("Tulis tempat pemeriksaan")},
    )

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> tuple[str, Summon]:
        return data.pop("reason"), Summon(**data)


class ReportIn(FormSchema):
    """``recommended`` is a kind, or "none" when nothing was proven."""

    facts = fields.String(
        required=True,
        validate=AtMost(LONG_CHARACTERS_MAX, sentence("Fakta dan keterangan")),
        error_messages={"required": sentence("Tulis fakta dan keterangan")},
    )
    analysis = fields.String(
        required=True,
        validate=AtMost(LONG_CHARACTERS_MAX, sentence("Analisis")),
        error_messages={"required": sentence("Tulis analisis")},
    )
    aggravating = fields.String(
        load_default="", validate=AtMost(TEXT_CHARACTERS_MAX, sentence("Hal yang memberatkan"))
    )
    mitigating = fields.String(
        load_default="", validate=AtMost(TEXT_CHARACTERS_MAX, sentence("Hal yang meringankan"))
    )
    recommended = fields.String(
        required=True,
        validate=OneOf([NOT_PROVEN, *(kind.value for kind in Kind)]),
        error_messages={"required": sentence("Pilih rekomendasi")},
    )

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> WriteReport:
        chosen = data.pop("recommended")
        return WriteReport(**data, recommended=None if chosen == NOT_PROVEN else Kind(chosen))


class DecideIn(FormSchema):
    kind = fields.Enum(
        Kind,
        by_value=True,
        required=True,
        error_messages={"required": sentence("Pilih jenis hukuman")},
    )
    reason = fields.String(
        required=True,
        validate=AtMost(TEXT_CHARACTERS_MAX, sentence("Pertimbangan")),
        error_messages={"required": sentence("Tulis pertimbangan Anda")},
    )
    aggravating = fields.String(
        load_default="", validate=AtMost(TEXT_CHARACTERS_MAX, sentence("Hal yang memberatkan"))
    )
    mitigating = fields.String(
        load_default="", validate=AtMost(TEXT_CHARACTERS_MAX, sentence("Hal yang meringankan"))
    )
    dismissal_type = fields.Enum(DismissalType, by_value=True, load_default=None)
    position_after = fields.String(
        load_default="", validate=AtMost(PLACE_CHARACTERS_MAX, sentence("Jabatan yang baru"))
    )
    class_before = fields.String(
        load_default="", validate=AtMost(PLACE_CHARACTERS_MAX, sentence("Kelas jabatan sekarang"))
    )

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> DecideCase:
        return DecideCase(**data)


class WitnessIn(FormSchema):
    """Whom it names is picked beside it, because a name may match several people."""

    person = fields.String(load_default="")
    person_id = fields.String(load_default="")


class DeliveryIn(FormSchema):
    """``received`` says whether the person has it, else nobody came and it was sent."""

    received = fields.Boolean(
        required=True,
        error_messages={"required": sentence("Pilih bagaimana keputusan disampaikan")},
    )
    received_on = TypedDate(load_default=None)
    planned_on = TypedDate(load_default=None)
    sent_on = TypedDate(load_default=None)
    deliverer_nip = fields.String(load_default="", validate=AtMost(30, sentence("NIP")))
    sent_to = fields.String(
        load_default="", validate=AtMost(PLACE_CHARACTERS_MAX, sentence("Alamat"))
    )

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> RecordDelivery:
        if data["received"]:
            return RecordDelivery(
                received_on=data["received_on"], deliverer_nip=data["deliverer_nip"]
            )
        return RecordDelivery(
            planned_on=data["planned_on"], sent_on=data["sent_on"], sent_to=data["sent_to"]
        )


class ClearIn(FormSchema):
    reason = fields.String(
        required=True,
        validate=AtMost(TEXT_CHARACTERS_MAX, sentence("Alasan")),
        error_messages={"required": sentence("Tulis alasan Anda")},
    )


class DiscontinueIn(FormSchema):
    """Why a case ends without a sanction."""

    ground = fields.Enum(
        EndingGround,
        by_value=True,
        required=True,
        error_messages={"required": sentence("Pilih sebab kasus dihentikan")},
    )
    reason = fields.String(
        required=True,
        validate=AtMost(TEXT_CHARACTERS_MAX, sentence("Alasan")),
        error_messages={"required": sentence("Tulis alasan Anda")},
    )

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Discontinue:
        return Discontinue(**data)


class OwnWordsIn(FormSchema):
    """A reply or an objection."""

    text = fields.String(
        required=True,
        validate=AtMost(LONG_CHARACTERS_MAX, sentence("Tanggapan")),
        error_messages={"required": sentence("Tulis tanggapan Anda")},
    )
