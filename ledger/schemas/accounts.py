"""The forms around signing in: identity and password, codes, the own account."""

from typing import Any

from marshmallow import fields, post_load
from marshmallow.validate import OneOf

from ledger.domain.accounts import ActivateAccount, ChangePassword, LogIn
from ledger.errors import sentence
from ledger.schemas.fields import AtMost, FormSchema

LONGEST_IDENTITY = 254


class LogInIn(FormSchema):
    identity = fields.String(
        required=True,
        validate=AtMost(LONGEST_IDENTITY, sentence("NIP atau surel")),
        error_messages={"required": sentence("Tulis NIP atau surel Anda")},
    )
    password = fields.String(
        required=True, error_messages={"required": sentence("Tulis kata sandi")}
    )

    @post_load
    def command(self, data: dict[str, Any], **_: Any) -> LogIn:
        return LogIn(**data)


class ActivationIn(FormSchema):
    code = fields.String(
        required=True,
        validate=AtMost(40, sentence("Kode")),
        error_messages={"required": sentence("Tulis kode dari kepegawaian")},
    )
    password = fields.String(
        required=True, error_messages={"required": sentence("Tulis kata sandi baru")}
    )

    @post_load
    def command(self, data: dict[str, Any], **_: Any) -> ActivateAccount:
        return ActivateAccount(**data)


class PasswordIn(FormSchema):
    current_password = fields.String(
        required=True, error_messages={"required": sentence("Tulis kata sandi sekarang")}
    )
    new_password = fields.String(
        required=True, error_messages={"required": sentence("Tulis kata sandi baru")}
    )

    @post_load
    def command(self, data: dict[str, Any], **_: Any) -> ChangePassword:
        return ChangePassword(**data)


class EmailIn(FormSchema):
    email = fields.String(load_default="", validate=AtMost(LONGEST_IDENTITY, sentence("Surel")))


class LanguageIn(FormSchema):
    language = fields.String(
        required=True,
        validate=OneOf(("id", "en"), error=sentence("Pilih Bahasa Indonesia atau English")),
        error_messages={"required": sentence("Pilih bahasa")},
    )
