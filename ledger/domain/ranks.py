"""The ranks of civil servants as papers write them: Penata (III/c), Golongan IX."""

from ledger.domain.people import PersonKind

#: Pangkat of PNS by golongan ruang, from SIASN's table of golongan.
PANGKAT = {
    "I/a": "Juru Muda",
    "I/b": "Juru Muda Tingkat I",
    "I/c": "Juru",
    "I/d": "Juru Tingkat I",
    "II/a": "Pengatur Muda",
    "II/b": "Pengatur Muda Tingkat I",
    "II/c": "Pengatur",
    "II/d": "Pengatur Tingkat I",
    "III/a": "Penata Muda",
    "III/b": "Penata Muda Tingkat I",
    "III/c": "Penata",
    "III/d": "Penata Tingkat I",
    "IV/a": "Pembina",
    "IV/b": "Pembina Tingkat I",
    "IV/c": "Pembina Utama Muda",
    "IV/d": "Pembina Utama Madya",
    "IV/e": "Pembina Utama",
}


def rank_text(name: str, kind: str) -> str:
    """The rank of a person of that kind from the name that the staff file gives it.

    PPPK have a golongan in Roman numerals and no pangkat; any other name stays as it is.
    """
    given = name.strip()
    if given in PANGKAT and kind != PersonKind.PPPK:
        return f"{PANGKAT[given]} ({given})"
    if kind == PersonKind.PPPK and given and set(given) <= set("IVX"):
        return f"Golongan {given}"
    return given
