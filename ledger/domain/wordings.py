"""The words of a paper that HR may choose: where they stand and what they may and must name.

The shipped words are used until an agency activates its own. What is filled in is named in braces,
out of a fixed list; nothing else in a text is ever read as an instruction.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType

from ledger.domain.canonical import canonical_bytes
from ledger.domain.documents import DocumentKind
from ledger.errors import InvalidInput, RuleRefused, Told, sentence


class WordingState(StrEnum):
    """A draft is changed freely; active it is frozen; a later one retires it."""

    DRAFT = "draft"
    ACTIVE = "active"
    RETIRED = "retired"


WORDING_LABELS = {
    WordingState.DRAFT: sentence("Konsep"),
    WordingState.ACTIVE: sentence("Berlaku"),
    WordingState.RETIRED: sentence("Tidak berlaku lagi"),
}


class WordingEvent(StrEnum):
    ACTIVATE = "activate"
    RETIRE = "retire"


WORDING_STEPS = {
    (WordingState.DRAFT, WordingEvent.ACTIVATE): WordingState.ACTIVE,
    (WordingState.ACTIVE, WordingEvent.RETIRE): WordingState.RETIRED,
}

#: What may be named, with an example for the preview.
EXAMPLES = MappingProxyType(
    {
        "nama": "Siti Rahmawati",
        "jabatan": "Pranata Komputer Ahli Muda",
        "unit": "Bidang Pelayanan Pendaftaran Penduduk",
        "instansi": "Dinas Kependudukan dan Pencatatan Sipil",
        "uraian": "atas 1.204 permohonan akta yang selesai lebih cepat dari standar pelayanan",
        "kepada": "Kepala Dinas Kependudukan dan Pencatatan Sipil",
        "batas": "7 Desember 2026",
    }
)
_PLACE = re.compile(r"\{([^{}]*)\}")
_FORBIDDEN = ("teguran", "hukuman")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One text of a paper. ``lines`` means that each line becomes a point of a list."""

    name: str
    label: str
    default: str
    longest: int
    allowed: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    lines: bool = False
    optional: bool = False


_WHO = ("nama", "jabatan", "unit", "instansi")

SLOTS: Mapping[DocumentKind, tuple[Slot, ...]] = MappingProxyType(
    {
        DocumentKind.CERTIFICATE: (
            Slot(
                name="given",
                label=sentence("Di atas nama"),
                default="diberikan kepada",
                longest=60,
                allowed=("instansi",),
            ),
            Slot(
                name="because",
                label=sentence("Di atas judul penghargaan"),
                default="penerima penghargaan",
                longest=60,
                allowed=("instansi",),
            ),
            Slot(
                name="deed",
                label=sentence("Uraian jasa"),
                default="{uraian}",
                longest=200,
                allowed=("uraian", *_WHO),
                required=("uraian",),
            ),
            Slot(
                name="closing",
                label=sentence("Kalimat penutup"),
                default="",
                longest=140,
                allowed=_WHO,
                optional=True,
            ),
        ),
        DocumentKind.GUIDANCE_LETTER: (
            Slot(
                name="opening",
                label=sentence("Pembuka"),
                default="Dengan hormat,",
                longest=200,
                allowed=_WHO,
            ),
            Slot(
                name="expectations",
                label=sentence("Yang diminta"),
                default="Melayani sesuai standar pelayanan yang berlaku.\n"
                "Membicarakan hambatan dengan atasan langsung sejak dini.",
                longest=800,
                allowed=_WHO,
                lines=True,
            ),
            Slot(
                name="right",
                label=sentence("Hak menanggapi"),
                default="Saudara dapat menanggapi atau menyatakan keberatan atas surat ini secara"
                " tertulis kepada {kepada} paling lambat {batas}, melalui halaman Capaian saya atau"
                " dengan surat. Tanggapan Saudara disimpan bersama surat ini.",
                longest=600,
                allowed=("kepada", "batas", *_WHO),
                required=("kepada", "batas"),
            ),
            Slot(
                name="closing",
                label=sentence("Penutup"),
                default="Atas perhatian dan kerja sama Saudara, kami ucapkan terima kasih.",
                longest=300,
                allowed=_WHO,
            ),
        ),
    }
)


def default_texts(kind: DocumentKind) -> dict[str, str]:
    """The words shipped with Neraca: version 0 of every agency."""
    return {slot.name: slot.default for slot in SLOTS[kind]}


def check_texts(kind: DocumentKind, texts: Mapping[str, str]) -> dict[str, str]:
    """The texts without blanks around them; InvalidInput says at each what is wrong with it."""
    clean = {slot.name: (texts.get(slot.name) or "").strip() for slot in SLOTS[kind]}
    found = {slot.name: _faults(kind, slot, clean[slot.name]) for slot in SLOTS[kind]}
    if wrong := {name: faults for name, faults in found.items() if faults}:
        raise InvalidInput(
            sentence("Naskah belum dapat disimpan. Perbaiki bagian yang ditandai."), fields=wrong
        )
    return clean


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its places filled; RuleRefused names a place that nothing was given for."""
    missing = sorted(set(_PLACE.findall(text)) - set(values))
    if missing:
        raise RuleRefused(
            sentence("Naskah menyebut isian yang tidak ada: {%(name)s}. Perbaiki naskahnya."),
            constraint="wording_placeholder_defined",
            name=missing[0],
        )
    return _PLACE.sub(lambda place: values[place[1]], text)


def texts_sha256(texts: Mapping[str, str]) -> str:
    """What whoever activates confirms to have read."""
    return sha256(canonical_bytes(dict(texts))).hexdigest()


def _faults(kind: DocumentKind, slot: Slot, text: str) -> list[str]:
    if not text:
        return [] if slot.optional else [sentence("Tulis bagian ini.")]
    named = _PLACE.findall(text)
    return [*_shape_faults(slot, text), *_place_faults(slot, named), *_word_faults(kind, text)]


def _shape_faults(slot: Slot, text: str) -> Iterable[str]:
    if len(text) > slot.longest:
        yield Told(
            sentence("Paling banyak %(most)s huruf; sekarang %(now)s."),
            most=slot.longest,
            now=len(text),
        )
    bare = _PLACE.sub("", text)
    if "{" in bare or "}" in bare:
        yield sentence("Ada kurung kurawal tanpa pasangannya. Tulis isian seperti {nama}.")


def _place_faults(slot: Slot, named: Iterable[str]) -> Iterable[str]:
    known = " ".join(f"{{{name}}}" for name in slot.allowed)
    for name in sorted(set(named) - set(slot.allowed)):
        yield Told(
            sentence("Isian {%(name)s} tidak dikenal di bagian ini. Yang ada: %(known)s."),
            name=name,
            known=known,
        )
    for name in slot.required:
        if name not in named:
            yield Told(
                sentence("Bagian ini harus memuat {%(name)s}. Tambahkan di tempatnya."), name=name
            )


def _word_faults(kind: DocumentKind, text: str) -> Iterable[str]:
    if kind is not DocumentKind.GUIDANCE_LETTER:
        return
    for word in _FORBIDDEN:
        if word in text.lower():
            yield Told(
                sentence(
                    "Surat pembinaan bukan hukuman disiplin, jadi kata %(word)s tidak boleh"
                    " dipakai."
                ),
                word=word,
            )
