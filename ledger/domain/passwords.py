"""What makes a password usable: long enough and not what everybody tries first."""

import unicodedata

from ledger.errors import InvalidInput, sentence

SHORTEST_PASSWORD = 8
FEWEST_DIFFERENT = 3

#: What attackers try first, here and elsewhere, compared without case.
COMMON_PASSWORDS = frozenset(
    """
    12345678 123456789 1234567890 87654321 11223344 12341234 123123123 147258369 123454321
    password password1 password12 password123 passw0rd p@ssw0rd p@ssword pass1234 admin123
    admin1234 administrator qwerty12 qwerty123 qwertyui qwertyuiop asdfghjk asdfghjkl zxcvbnm1
    1q2w3e4r 1qaz2wsx q1w2e3r4 abcd1234 abc12345 abcdefgh a1234567 aa123456 iloveyou iloveyou1
    sayangku sayang123 sayangkamu bismillah bismillah1 bismillah123 alhamdulillah rahasia1
    rahasia12 rahasia123 indonesia indonesia1 indonesia123 indonesia45 merdeka45 merdeka1945
    pancasila pancasila1 garuda123 jakarta1 jakarta123 bandung1 bandung123 surabaya surabaya1
    katasandi katasandi1 katasandi123 kepegawaian pegawai1 pegawai123 pegawai2026 neraca123
    neraca2026 asn12345 asn12346 pns12345 pns123456 dinas123 kantor123 gantiaku gantisandi
    september1 agustus17 17agustus superman superman1 princess princess1 football
    liverpool liverpool1 manchester arsenal1 arsenal123 juventus barcelona barcelona1 welcome1
    welcome123 letmein1 trustno1 sunshine sunshine1 doraemon doraemon1 blackpink monkey123
    dragon123 computer internet whatever starwars charlie1 michael1 cintaku1 cinta123 kucing123
    """.split()  # noqa: SIM905 - a list a person keeps reads better as words
)

TOO_SHORT = sentence("Kata sandi paling sedikit %(least)d huruf. Yang Anda isi %(count)d.")
TOO_COMMON = sentence("Kata sandi ini terlalu mudah ditebak. Pilih yang lain.")
IS_IDENTITY = sentence("Kata sandi tidak boleh NIP atau surel Anda. Pilih yang lain.")


def normalised_password(text: str) -> str:
    """The same password whatever keyboard it was typed on (NFKC, as NIST SP 800-63B advises)."""
    return unicodedata.normalize("NFKC", text)


def require_password(text: str, *, identities: tuple[str | None, ...] = (), field: str) -> None:
    """Refuse a password that is short, common or the person's own NIP; raises InvalidInput.

    There is no longest password and no rule about its letters. ``field`` carries the sentence.
    """
    if len(text) < SHORTEST_PASSWORD:
        _refuse(TOO_SHORT % {"least": SHORTEST_PASSWORD, "count": len(text)}, field)
    plain = "".join(text.casefold().split())
    if plain in COMMON_PASSWORDS or len(set(plain)) < FEWEST_DIFFERENT:
        _refuse(TOO_COMMON, field)
    if any(plain == name.casefold() for name in identities if name):
        _refuse(IS_IDENTITY, field)


def _refuse(text: str, field: str) -> None:
    raise InvalidInput(text, fields={field: [text]})
