"""Levels of positions in the civil service and which of two stands higher."""

import re
from enum import StrEnum

from ledger.errors import InvalidInput, sentence


class PositionLevel(StrEnum):
    """The level of a post, from the highest down."""

    JPT_UTAMA = "jpt_utama"
    JPT_MADYA = "jpt_madya"
    JPT_PRATAMA = "jpt_pratama"
    ADMINISTRATOR = "administrator"
    PENGAWAS = "pengawas"
    JF_AHLI_UTAMA = "jf_ahli_utama"
    JF_AHLI_MADYA = "jf_ahli_madya"
    JF_AHLI_MUDA = "jf_ahli_muda"
    JF_AHLI_PERTAMA = "jf_ahli_pertama"
    JF_PENYELIA = "jf_penyelia"
    JF_MAHIR = "jf_mahir"
    JF_TERAMPIL = "jf_terampil"
    JF_PEMULA = "jf_pemula"
    PELAKSANA = "pelaksana"

    @property
    def rank(self) -> int:
        """The step on the ladder of superiors, 1 to 6; a higher number stands higher.

        The five steps below JPT Utama are those PP 94/2021 Pasal 16-23 counts when it says "one
        level below". Functional levels stand beside the structural level they are held equal to.
        """
        return _RANKS[self]

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def is_structural_head(self) -> bool:
        """Whether the post leads a unit by its nature: high leader, administrator, supervisor."""
        return self in _STRUCTURAL

    @property
    def is_functional(self) -> bool:
        return self.value.startswith("jf_")


_STRUCTURAL = frozenset(
    {
        PositionLevel.JPT_UTAMA,
        PositionLevel.JPT_MADYA,
        PositionLevel.JPT_PRATAMA,
        PositionLevel.ADMINISTRATOR,
        PositionLevel.PENGAWAS,
    }
)
_RANKS = {
    PositionLevel.JPT_UTAMA: 6,
    PositionLevel.JPT_MADYA: 5,
    PositionLevel.JPT_PRATAMA: 4,
    PositionLevel.ADMINISTRATOR: 3,
    PositionLevel.PENGAWAS: 2,
    PositionLevel.JF_AHLI_UTAMA: 4,
    PositionLevel.JF_AHLI_MADYA: 3,
    PositionLevel.JF_AHLI_MUDA: 2,
    PositionLevel.JF_AHLI_PERTAMA: 1,
    PositionLevel.JF_PENYELIA: 1,
    PositionLevel.JF_MAHIR: 1,
    PositionLevel.JF_TERAMPIL: 1,
    PositionLevel.JF_PEMULA: 1,
    PositionLevel.PELAKSANA: 1,
}
_LABELS = {
    PositionLevel.JPT_UTAMA: "JPT Utama",
    PositionLevel.JPT_MADYA: "JPT Madya",
    PositionLevel.JPT_PRATAMA: "JPT Pratama",
    PositionLevel.ADMINISTRATOR: "Administrator",
    PositionLevel.PENGAWAS: "Pengawas",
    PositionLevel.JF_AHLI_UTAMA: "JF Ahli Utama",
    PositionLevel.JF_AHLI_MADYA: "JF Ahli Madya",
    PositionLevel.JF_AHLI_MUDA: "JF Ahli Muda",
    PositionLevel.JF_AHLI_PERTAMA: "JF Ahli Pertama",
    PositionLevel.JF_PENYELIA: "JF Penyelia",
    PositionLevel.JF_MAHIR: "JF Mahir",
    PositionLevel.JF_TERAMPIL: "JF Terampil",
    PositionLevel.JF_PEMULA: "JF Pemula",
    PositionLevel.PELAKSANA: "Pelaksana",
}
_LONG_FORMS = (
    (re.compile(r"^(jabatan )?pimpinan tinggi\b"), "jpt"),
    (re.compile(r"^jabatan fungsional\b"), "jf"),
    (re.compile(r"^jabatan (?=administrator|pengawas|pelaksana)"), ""),
)
_LEVELS = {label.casefold(): level for level, label in _LABELS.items()}


def level_from_text(text: str) -> PositionLevel:
    """Read ``JPT Pratama``, ``JF Ahli Muda``, ``Pelaksana`` and their long forms.

    A functional level may come without ``JF``; ``Pelaksana`` may carry the name of the post
    behind it. Raises InvalidInput.
    """
    bare = " ".join(text.casefold().split())
    for long_form, short in _LONG_FORMS:
        bare = long_form.sub(short, bare)
    if bare.startswith("pelaksana "):
        return PositionLevel.PELAKSANA
    level = _LEVELS.get(bare) or _LEVELS.get(f"jf {bare}")
    if level is None:
        raise InvalidInput(
            sentence(
                'Tingkat jabatan "%(given)s" tidak dikenal. Tulis misalnya JPT Pratama, '
                "Administrator, Pengawas, JF Ahli Muda, atau Pelaksana."
            ),
            code="position_level_unknown",
            given=text.strip(),
        )
    return level
