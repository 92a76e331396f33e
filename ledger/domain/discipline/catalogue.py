"""The violations of PP 94/2021 Pasal 3 to 5 and the level each impact leads to (Pasal 9 to 14)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from ledger.errors import InvalidInput, RuleRefused, sentence


class Impact(StrEnum):
    """On whom the negative impact fell; it decides the level, never the kind."""

    UNIT = "unit"
    INSTANSI = "instansi"
    NEGARA = "negara"


class Level(StrEnum):
    """The three levels of Pasal 8 ayat (1), lightest first."""

    RINGAN = "ringan"
    SEDANG = "sedang"
    BERAT = "berat"


RINGAN, SEDANG, BERAT = Level.RINGAN, Level.SEDANG, Level.BERAT

LEVEL_LABELS = {
    Level.RINGAN: sentence("Ringan"),
    Level.SEDANG: sentence("Sedang"),
    Level.BERAT: sentence("Berat"),
}

IMPACT_LABELS = {
    Impact.UNIT: sentence("Unit kerja"),
    Impact.INSTANSI: sentence("Instansi"),
    Impact.NEGARA: sentence("Negara"),
}


Levels = tuple[Level | None, Level | None, Level | None]

#: The levels for an impact on the unit, the instansi and the negara; None cannot be chosen.
GRADED: Levels = (RINGAN, SEDANG, BERAT)
FROM_SEDANG: Levels = (SEDANG, SEDANG, BERAT)
NEVER_BERAT: Levels = (RINGAN, SEDANG, None)
NOT_FOR_UNIT: Levels = (None, SEDANG, BERAT)
INSTANSI_ONLY: Levels = (None, SEDANG, None)
ALWAYS_SEDANG: Levels = (SEDANG, SEDANG, SEDANG)
ALWAYS_BERAT: Levels = (BERAT, BERAT, BERAT)
NOT_BY_IMPACT: Levels = (None, None, None)


@dataclass(frozen=True, slots=True)
class Violation:
    """One row of the catalogue; ``note`` says which other rule sets the level."""

    code: str
    text: str
    article: str
    levels: Levels
    note: str = ""

    @property
    def citation(self) -> str:
        return f"{self.article} PP 94/2021"

    @property
    def is_obligation(self) -> bool:
        return self.code.startswith("K")

    def level(self, impact: Impact) -> Level | None:
        return dict(zip(Impact, self.levels, strict=True))[impact]


CATALOGUE = (
    Violation(
        "K3a",
        "setia dan taat pada Pancasila, UUD 1945, NKRI, dan Pemerintah",
        "Pasal 3 huruf a",
        ALWAYS_BERAT,
    ),
    Violation("K3b", "menjaga persatuan dan kesatuan bangsa", "Pasal 3 huruf b", FROM_SEDANG),
    Violation(
        "K3c", "melaksanakan kebijakan pejabat pemerintah yang berwenang", "Pasal 3 huruf c", GRADED
    ),
    Violation("K3d", "menaati ketentuan peraturan perundang-undangan", "Pasal 3 huruf d", GRADED),
    Violation(
        "K3e",
        "melaksanakan tugas kedinasan dengan penuh pengabdian, kejujuran, kesadaran, dan "
        "tanggung jawab",
        "Pasal 3 huruf e",
        GRADED,
    ),
    Violation(
        "K3f",
        "menunjukkan integritas dan keteladanan dalam sikap, perilaku, ucapan, dan tindakan",
        "Pasal 3 huruf f",
        GRADED,
    ),
    Violation("K3g", "menyimpan rahasia jabatan", "Pasal 3 huruf g", GRADED),
    Violation("K3h", "bersedia ditempatkan di seluruh wilayah NKRI", "Pasal 3 huruf h", GRADED),
    Violation(
        "K4a",
        "menghadiri dan mengucapkan sumpah/janji PNS",
        "Pasal 4 huruf a",
        NOT_BY_IMPACT,
        "sedang without valid reason",
    ),
    Violation(
        "K4b",
        "menghadiri dan mengucapkan sumpah/janji jabatan",
        "Pasal 4 huruf b",
        NOT_BY_IMPACT,
        "sedang without valid reason",
    ),
    Violation(
        "K4c",
        "mengutamakan kepentingan negara daripada kepentingan pribadi, seseorang, "
        "dan/atau golongan",
        "Pasal 4 huruf c",
        GRADED,
    ),
    Violation(
        "K4d",
        "melaporkan dengan segera kepada atasan hal yang dapat membahayakan keamanan "
        "negara atau merugikan keuangan negara",
        "Pasal 4 huruf d",
        NOT_FOR_UNIT,
    ),
    Violation(
        "K4e",
        "melaporkan harta kekayaan",
        "Pasal 4 huruf e",
        NOT_BY_IMPACT,
        "sedang: administrator and functional; berat: JPT and others",
    ),
    Violation(
        "K4f",
        "Masuk Kerja dan menaati ketentuan jam kerja",
        "Pasal 4 huruf f",
        NOT_BY_IMPACT,
        "by absence days",
    ),
    Violation(
        "K4g",
        "menggunakan dan memelihara barang milik negara dengan sebaik-baiknya",
        "Pasal 4 huruf g",
        NEVER_BERAT,
    ),
    Violation(
        "K4h",
        "memberikan kesempatan kepada bawahan untuk mengembangkan kompetensi",
        "Pasal 4 huruf h",
        NEVER_BERAT,
    ),
    Violation(
        "K4i",
        "menolak segala bentuk pemberian yang berkaitan dengan tugas dan fungsi kecuali "
        "penghasilan yang sah",
        "Pasal 4 huruf i",
        ALWAYS_BERAT,
    ),
    Violation("L5a", "menyalahgunakan wewenang", "Pasal 5 huruf a", ALWAYS_BERAT),
    Violation(
        "L5b",
        "menjadi perantara untuk keuntungan pribadi dan/atau orang lain",
        "Pasal 5 huruf b",
        ALWAYS_BERAT,
    ),
    Violation(
        "L5c", "menjadi pegawai atau bekerja untuk negara lain", "Pasal 5 huruf c", ALWAYS_BERAT
    ),
    Violation(
        "L5d",
        "bekerja pada lembaga atau organisasi internasional tanpa izin",
        "Pasal 5 huruf d",
        ALWAYS_BERAT,
    ),
    Violation(
        "L5e",
        "bekerja pada perusahaan asing, konsultan asing, atau LSM asing kecuali ditugaskan",
        "Pasal 5 huruf e",
        ALWAYS_BERAT,
    ),
    Violation(
        "L5f",
        "memiliki, menjual, menggadaikan, atau meminjamkan barang atau dokumen negara "
        "secara tidak sah",
        "Pasal 5 huruf f",
        GRADED,
    ),
    Violation("L5g", "melakukan pungutan di luar ketentuan", "Pasal 5 huruf g", FROM_SEDANG),
    Violation(
        "L5h", "melakukan kegiatan yang merugikan negara", "Pasal 5 huruf h", NEVER_BERAT, "verify"
    ),
    Violation("L5i", "bertindak sewenang-wenang terhadap bawahan", "Pasal 5 huruf i", NEVER_BERAT),
    Violation("L5j", "menghalangi berjalannya tugas kedinasan", "Pasal 5 huruf j", NEVER_BERAT),
    Violation(
        "L5k",
        "menerima hadiah yang berhubungan dengan jabatan dan/atau pekerjaan",
        "Pasal 5 huruf k",
        ALWAYS_BERAT,
    ),
    Violation(
        "L5l", "meminta sesuatu yang berhubungan dengan jabatan", "Pasal 5 huruf l", ALWAYS_BERAT
    ),
    Violation(
        "L5m",
        "melakukan tindakan atau tidak melakukan tindakan yang mengakibatkan kerugian "
        "bagi yang dilayani",
        "Pasal 5 huruf m",
        INSTANSI_ONLY,
    ),
    Violation(
        "L5n2",
        "menjadi peserta kampanye dengan menggunakan atribut partai atau atribut PNS",
        "Pasal 5 huruf n angka 2",
        ALWAYS_SEDANG,
        "by act",
    ),
    Violation(
        "L5n3",
        "memberikan dukungan kepada calon dengan mengerahkan PNS lain, fasilitas negara, "
        "keputusan, kegiatan keberpihakan, atau surat dukungan",
        "Pasal 5 huruf n angka 3 sampai dengan angka 7",
        ALWAYS_BERAT,
        "by act; covers L5n angka 3-7",
    ),
)

VIOLATIONS: Mapping[str, Violation] = MappingProxyType({row.code: row for row in CATALOGUE})

ABSENCE_CODE = "K4f"
OATH_CODES = frozenset({"K4a", "K4b"})

#: Illegal levies and gifts never end in guidance: they propose a case and go to APIP (I33).
ALWAYS_CASE = frozenset({"L5g", "L5k", "L5l", "K4i"})

#: The article that attaches each level, for obligations and for prohibitions.
LEVEL_ARTICLES = MappingProxyType(
    {
        (True, Level.RINGAN): "Pasal 9",
        (True, Level.SEDANG): "Pasal 10",
        (True, Level.BERAT): "Pasal 11",
        (False, Level.RINGAN): "Pasal 12",
        (False, Level.SEDANG): "Pasal 13",
        (False, Level.BERAT): "Pasal 14",
    }
)

UNKNOWN_CODE = sentence("Kode pelanggaran %(violation)s tidak ada dalam daftar PP 94/2021.")
NO_LEVEL_FOR_IMPACT = sentence(
    "Untuk %(violation)s, dampak pada %(impact)s tidak menentukan tingkat hukuman."
    " Pilih dampak lain (%(article)s PP 94/2021)."
)
LEVEL_BY_ABSENCE = sentence(
    "Tingkat untuk K4f ditentukan dari jumlah hari tidak masuk kerja, bukan dari dampaknya"
    " (Pasal 4 huruf f PP 94/2021)."
)
LEVEL_BY_ACT = sentence(
    "Tingkat untuk %(violation)s ditentukan dari perbuatannya, bukan dari dampaknya"
    " (%(article)s PP 94/2021)."
)


def find_violation(code: str) -> Violation:
    """Give the row of ``code``; raises InvalidInput for a code outside the catalogue."""
    try:
        return VIOLATIONS[code]
    except KeyError:
        message = UNKNOWN_CODE % {"violation": code}
        raise InvalidInput(UNKNOWN_CODE, fields={"code": [message]}, violation=code) from None


def level_for(code: str, impact: Impact) -> Level:
    """Give the level of ``code`` for ``impact`` (I09).

    Raises InvalidInput for an unknown code and RuleRefused (``level_by_impact``) for a cell the
    regulation leaves empty.
    """
    row = find_violation(code)
    level = row.level(impact)
    if level is None:
        raise _empty_cell(row, impact)
    return level


def impacts_for(code: str) -> tuple[Impact, ...]:
    """List the impacts that may be chosen for ``code``; none when another rule sets the level."""
    row = find_violation(code)
    return tuple(impact for impact in Impact if row.level(impact) is not None)


def level_without_valid_reason(code: str) -> Level:
    """Give the level of missing an oath (K4a, K4b), which no impact decides (Pasal 10)."""
    if code not in OATH_CODES:
        row = find_violation(code)
        raise RuleRefused(
            LEVEL_BY_ACT, constraint="level_by_act", violation=code, article=row.article
        )
    return Level.SEDANG


def level_article(code: str, level: Level) -> str:
    """Cite the article that attaches ``level`` to ``code``."""
    return f"{LEVEL_ARTICLES[find_violation(code).is_obligation, level]} PP 94/2021"


def must_open_case(code: str, *, loss_to_state: bool) -> bool:
    """Say whether guidance is closed and only a case may follow (I33)."""
    find_violation(code)
    return loss_to_state or code in ALWAYS_CASE


def _empty_cell(row: Violation, impact: Impact) -> RuleRefused:
    if row.code == ABSENCE_CODE:
        return RuleRefused(LEVEL_BY_ABSENCE, constraint="level_by_impact")
    if not impacts_for(row.code):
        return RuleRefused(
            LEVEL_BY_ACT, constraint="level_by_impact", violation=row.code, article=row.article
        )
    return RuleRefused(
        NO_LEVEL_FOR_IMPACT,
        constraint="level_by_impact",
        violation=row.code,
        impact=IMPACT_LABELS[impact].lower(),
        article=row.article,
    )
