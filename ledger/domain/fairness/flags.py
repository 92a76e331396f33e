"""What a flag is: its kind, whom it concerns, its numbers, and the sentence that says why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from ledger.errors import sentence


class FlagKind(StrEnum):
    RECIPROCAL = "reciprocal"
    RING = "ring"
    NOMINATOR = "nominator"
    APPROVER = "approver"
    STORY = "story"
    COUNTER = "counter"
    ADDRESS = "address"
    THRESHOLD = "threshold"
    OVERLOOKED = "overlooked"


FLAG_TITLES: Mapping[FlagKind, str] = MappingProxyType(
    {
        FlagKind.RECIPROCAL: sentence("Saling mengusulkan"),
        FlagKind.RING: sentence("Usulan berputar"),
        FlagKind.NOMINATOR: sentence("Pengusul terpusat pada sedikit orang"),
        FlagKind.APPROVER: sentence("Persetujuan terpusat pada sedikit orang"),
        FlagKind.STORY: sentence("Cerita usulan yang sama"),
        FlagKind.COUNTER: sentence("Lonjakan apresiasi di satu loket"),
        FlagKind.ADDRESS: sentence("Banyak apresiasi dari satu alamat"),
        FlagKind.THRESHOLD: sentence("Menumpuk tepat di ambang"),
        FlagKind.OVERLOOKED: sentence("Kelompok yang tidak pernah diusulkan"),
    }
)

FLAG_REASONS: Mapping[FlagKind, str] = MappingProxyType(
    {
        FlagKind.RECIPROCAL: sentence(
            "%(names)s saling mengusulkan: %(there)s usulan ke satu arah dan %(back)s ke arah"
            " sebaliknya."
        ),
        FlagKind.RING: sentence(
            "Usulan berputar di antara %(people)s orang dan kembali ke yang pertama: %(names)s."
        ),
        FlagKind.NOMINATOR: sentence(
            "%(giver)s mengirim %(total)s usulan; %(most)s di antaranya (%(percent)s persen)"
            " menyebut %(names)s, padahal bawahan langsungnya %(staff)s orang."
        ),
        FlagKind.APPROVER: sentence(
            "%(giver)s menyetujui %(total)s penghargaan; %(most)s di antaranya (%(percent)s"
            " persen) untuk %(names)s."
        ),
        FlagKind.STORY: sentence(
            "%(stories)s usulan memakai cerita yang sama; hanya nama atau angkanya yang berbeda:"
            " %(numbers)s."
        ),
        FlagKind.COUNTER: sentence(
            "%(counter)s menerima %(count)s apresiasi pada %(day)s; pada hari lain biasanya"
            " %(usual)s."
        ),
        FlagKind.ADDRESS: sentence(
            "Satu alamat pengirim memberi %(count)s apresiasi, %(most)s di antaranya untuk"
            " %(names)s."
        ),
        FlagKind.THRESHOLD: sentence(
            "Aturan %(rule)s meminta %(meaning)s paling sedikit %(threshold)s. %(at)s kejadian"
            " tepat di ambang itu; di tiga nilai di bawahnya hanya %(below)s, di tiga nilai di"
            " atasnya hanya %(above)s."
        ),
        FlagKind.OVERLOOKED: sentence(
            "Tidak seorang pun dari %(people)s pegawai pada kelompok %(group)s diusulkan. Kebetulan"
            " saja sulit menjelaskannya: paling tinggi %(upper)s persen, sedangkan seluruh instansi"
            " %(rate)s persen."
        ),
    }
)

FLAG_INNOCENT: Mapping[FlagKind, str] = MappingProxyType(
    {
        FlagKind.RECIPROCAL: sentence(
            "Wajar bila keduanya benar-benar memimpin kerja yang berbeda dan buktinya masing-masing"
            " ada."
        ),
        FlagKind.RING: sentence("Wajar bila mereka satu tim kecil yang bekerja bergantian."),
        FlagKind.NOMINATOR: sentence(
            "Wajar bila hanya sedikit bawahan yang menangani layanan yang dinilai."
        ),
        FlagKind.APPROVER: sentence(
            "Wajar bila unitnya kecil atau hanya satu tim yang mengusulkan."
        ),
        FlagKind.STORY: sentence(
            "Wajar bila satu hasil kerja diusulkan untuk beberapa orang secara terpisah."
        ),
        FlagKind.COUNTER: sentence(
            "Wajar bila hari itu ada layanan keliling atau kegiatan massal."
        ),
        FlagKind.ADDRESS: sentence("Wajar bila pengirimnya sering memakai layanan yang sama."),
        FlagKind.THRESHOLD: sentence(
            "Wajar bila ambang itu juga ukuran yang lazim, misalnya pelatihan empat jam pelajaran."
        ),
        FlagKind.OVERLOOKED: sentence(
            "Wajar bila kelompok itu baru dibentuk atau pekerjaannya belum tercakup aturan."
        ),
    }
)


class Gone(StrEnum):
    """Why a flag that was answered is found no more; it is cancelled, and the answer stays."""

    FACTS = "facts"
    THRESHOLD = "threshold"
    RULE = "rule"


GONE_REASONS: Mapping[Gone, str] = MappingProxyType(
    {
        Gone.FACTS: sentence("Polanya tidak ditemukan lagi dalam catatan sekarang."),
        Gone.THRESHOLD: sentence(
            "Ambang aturannya sudah %(now)s, bukan %(threshold)s lagi, jadi tanda ini batal."
        ),
        Gone.RULE: sentence("Aturannya tidak berlaku lagi pada periode ini, jadi tanda ini batal."),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One pattern found in a period. ``key`` names it and stays the same while it stays found.

    ``person_ids`` are all whom it concerns: none of them sees or answers it. ``numbers`` fill the
    sentence; names of people are put in by whoever may read them.
    """

    kind: FlagKind
    key: str
    person_ids: tuple[int, ...] = ()
    numbers: Mapping[str, int | str] = field(default_factory=dict)
    nomination_ids: tuple[int, ...] = ()

    def concerns(self, person_id: int | None) -> bool:
        return person_id is not None and person_id in self.person_ids


def flag_key(kind: FlagKind, period: str, *parts: int | str) -> str:
    """For example "reciprocal.2026.12-34"."""
    return f"{kind}.{period}.{'-'.join(str(part) for part in parts)}"


def kind_and_period(key: str) -> tuple[FlagKind, str] | None:
    """What a key says of itself; None when it is none of ours."""
    kind, _, rest = key.partition(".")
    period, _, parts = rest.partition(".")
    return (FlagKind(kind), period) if kind in list(FlagKind) and parts else None
