"""Every open row with its default, its source and how sure that is."""

from collections.abc import Mapping
from types import MappingProxyType

from ledger.domain.authority import (
    CAPACITY_MATRIX,
    GOVERNMENT_LABELS,
    OFFICE_LABELS,
    POST_LABELS,
    SANCTION_TABLES,
)
from ledger.domain.discipline.clocks import CLOCKS
from ledger.domain.interlocks import INTERLOCKS, interlock_key
from ledger.domain.objections import (
    ANSWER_DAYS,
    ANSWER_DAYS_KEY,
    FILE_DAYS,
    FILE_DAYS_KEY,
)
from ledger.domain.open_law.shapes import OpenRow, Shape
from ledger.domain.people import CAPACITY_LABELS
from ledger.domain.side_tracks import SIDE_KINDS
from ledger.domain.sources import SourceStatus
from ledger.errors import sentence

_C2, _I, _V, _M = (
    SourceStatus.SECOND_HAND,
    SourceStatus.INFERRED,
    SourceStatus.SECONDARY,
    SourceStatus.MEMORY,
)


def _days(
    key: str, title: str, article: str, status: SourceStatus, default: int, effect: str
) -> OpenRow:
    return OpenRow(
        key=key,
        title=title,
        article=article,
        status=status,
        shape=Shape.DAYS,
        default=default,
        effect=effect,
    )


def _switch(
    key: str, title: str, article: str, status: SourceStatus, default: bool, effect: str
) -> OpenRow:
    return OpenRow(
        key=key,
        title=title,
        article=article,
        status=status,
        shape=Shape.SWITCH,
        default=default,
        effect=effect,
    )


#: The settings that the program reads.
CHOSEN = (
    _days(
        FILE_DAYS_KEY,
        sentence("Keberatan atas penghargaan atau pembinaan diajukan dalam (hari kerja)"),
        "Pasal 77 UU 30/2014",
        _M,
        FILE_DAYS,
        sentence("Yang lewat tetap didengar dan ditandai; belum pasti pasal ini berlaku di sini."),
    ),
    _days(
        ANSWER_DAYS_KEY,
        sentence("Keberatan atas penghargaan atau pembinaan dijawab dalam (hari kerja)"),
        "Pasal 77 UU 30/2014",
        _M,
        ANSWER_DAYS,
        sentence("Tenggat pejabat yang mendengar; belum pasti pasal ini berlaku di sini."),
    ),
    _days(
        "case.reply_days",
        sentence("Waktu hak jawab (hari kerja)"),
        "ketentuan instansi",
        _M,
        5,
        sentence("Sesudah waktu ini hak jawab dicatat tidak digunakan."),
    ),
    _days(
        "case.reminder_days",
        sentence("Pengingat kepada atasan yang belum bertindak (hari kerja)"),
        "Pasal 28 PP 94/2021",
        _M,
        7,
        sentence("Pasal 28 tidak menyebut jumlah hari; ini hanya pengingat."),
    ),
    _days(
        "ethics.summons_days_min",
        sentence("Panggilan sidang etik paling lambat sekian hari kerja sebelumnya"),
        "PP 42/2004 dan aturan instansi",
        _M,
        5,
        sentence("Arahnya berlawanan dengan panggilan pemeriksaan disiplin."),
    ),
    OpenRow(
        key="case.retention_years",
        title=sentence("Masa simpan berkas kasus yang selesai (tahun)"),
        article="jadwal retensi arsip instansi",
        status=_M,
        shape=Shape.TEXT,
        default="",
        effect=sentence("Pegawai melihat sampai kapan berkasnya disimpan."),
    ),
    OpenRow(
        key="case.companion",
        title=sentence("Siapa yang boleh mendampingi pegawai saat diperiksa"),
        article="ketentuan instansi",
        status=_M,
        shape=Shape.TEXT,
        default="",
        effect=sentence("Kosong berarti tidak seorang pun. Surat panggilan menyebutkannya."),
    ),
    _switch(
        "discipline.receipt_day_counts",
        sentence("Hari diterima dihitung sebagai hari kerja ke-1"),
        "Pasal 38 PP 94/2021",
        _I,
        False,
        sentence("Bila ya, keputusan berlaku satu hari kerja lebih awal."),
    ),
    _switch(
        "discipline.medium_substituted",
        sentence("S1 sampai S3 diganti selama PP gaji dan tunjangan belum terbit"),
        "Pasal 42 PP 94/2021 dan Pasal 62 Peraturan BKN 6/2022",
        _C2,
        False,
        sentence("Bila ya: penundaan kenaikan gaji, penundaan pangkat, penurunan pangkat."),
    ),
    _switch(
        "authority.equal_heads",
        sentence("Kepala sekolah dan kepala puskesmas setara dengan pejabat struktural"),
        "Pasal 16 PP 94/2021",
        _V,
        True,
        sentence("Bila tidak, kewenangannya beralih ke atasan yang lebih tinggi."),
    ),
    OpenRow(
        key="authority.named_officials",
        title=sentence("Pejabat fungsional yang ditunjuk PPK untuk menghukum (NIP)"),
        article="Pasal 16 PP 94/2021",
        status=_M,
        shape=Shape.LINES,
        default=[],
        effect=sentence("Satu NIP setiap baris; sumbernya keputusan PPK."),
    ),
    *(
        OpenRow(
            key=key,
            title=title,
            article="PP 49/2018 dan aturan instansi",
            status=_V,
            shape=Shape.TEXTS,
            default={},
            effect=sentence(
                "Satu jenis setiap baris, misalnya S1: penundaan kenaikan gaji. Jenis yang tidak"
                " tertulis tidak dapat dipilih."
            ),
        )
        for key, title in (
            ("kinds.pppk", sentence("Jenis hukuman sedang dan berat untuk PPPK")),
            ("kinds.pppk_part_time", sentence("Jenis hukuman sedang dan berat PPPK paruh waktu")),
        )
    ),
    _days(
        "proposal.decision_days",
        sentence("Waktu memutus usulan (hari kerja)"),
        "ketentuan instansi",
        _M,
        5,
        sentence("Sesudah waktu ini usulan ditandai terlambat."),
    ),
    _days(
        "proposal.reply_days",
        sentence("Waktu menanggapi rancangan pembinaan (hari kerja)"),
        "ketentuan instansi",
        _M,
        5,
        "",
    ),
)


INTERLOCK_EFFECT = sentence(
    "Tulis salah satu: tidak menghalangi, menunda, menunda 6 bulan, menghalangi, menghalangi 24"
    " bulan, menghalangi selamanya. Tanpa bulan, sampai kasus ditutup atau hukuman selesai."
)
#: What of discipline stands in the way of what; read when an award takes effect.
INTERLOCKED = tuple(
    OpenRow(
        key=interlock_key(row.purpose, row.cause),
        title=row.title,
        article=row.article,
        status=row.status,
        shape=Shape.INTERLOCK,
        default=row.default.text,
        effect=INTERLOCK_EFFECT,
    )
    for row in INTERLOCKS
)


def _reading(key: str, title: str, article: str, status: SourceStatus, effect: str = "") -> OpenRow:
    return OpenRow(
        key=key,
        title=title,
        article=article,
        status=status,
        shape=Shape.READING,
        default=True,
        effect=effect,
    )


#: What stands in the program as it is and was not read at its source.
READ = (
    _reading(
        "law.absence_articles",
        sentence("Pasal tempat jumlah hari tidak masuk: 9 ayat (2) huruf b, 10 ayat (2) huruf f"),
        "Pasal 9 dan Pasal 10 PP 94/2021",
        _I,
    ),
    _reading(
        "law.absence_year",
        sentence("Hari tidak masuk dijumlahkan dalam satu tahun kalender"),
        "Pasal 15 ayat (1) PP 94/2021",
        _C2,
    ),
    _reading(
        "law.salary_stop_without_decision",
        sentence("Penghentian gaji tidak menunggu keputusan hukuman"),
        "Pasal 15 ayat (2) PP 94/2021",
        _C2,
    ),
    _reading(
        "law.absence_not_repetition",
        sentence("Pengulangan tidak memperberat hukuman karena ketidakhadiran"),
        "Pasal 46 ayat (7) Peraturan BKN 6/2022",
        _C2,
    ),
    _reading(
        "law.hours_to_days",
        sentence("Terlambat dan pulang cepat tidak dijumlahkan menjadi hari"),
        "penjelasan PP 53/2010",
        _M,
        sentence("Dahulu 7,5 jam dihitung satu hari; kelanjutannya belum ditemukan."),
    ),
    _reading(
        "law.l5h_without_heavy",
        sentence("L5h tidak punya tingkat berat"),
        "Pasal 12 sampai dengan Pasal 14 PP 94/2021",
        _I,
    ),
    _reading(
        "law.l5n1_without_level",
        sentence("L5n angka 1 tidak dapat dipilih karena tingkatnya belum ditemukan"),
        "Pasal 13 PP 94/2021",
        _M,
    ),
    _reading(
        "law.once_for_one_act",
        sentence("Satu pelanggaran hanya dihukum sekali"),
        "Pasal 35 ayat (3) PP 94/2021",
        _C2,
    ),
    _reading(
        "law.cpns_as_pns",
        sentence("Jenis hukuman CPNS sama dengan PNS"),
        "Pasal 40 PP 94/2021",
        _M,
    ),
    _reading(
        "law.dismissal_type",
        sentence("Pemberhentian dicatat dengan hormat atau tidak menurut pilihan PPK"),
        "Pasal 52 ayat (4) UU 20/2023",
        SourceStatus.SECONDARY,
        sentence("UU dan PP berbeda, jadi Neraca tidak menyimpulkannya."),
    ),
)


#: The limits of the law that were not read at their source; the number stands in the title.
CLOCK_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "sending": sentence("Keputusan dikirim paling lambat 3 hari kerja sesudah tidak diterima"),
        "effect": sentence("Keputusan berlaku pada hari kerja ke-15 sejak diterima"),
        "objection": sentence("Keberatan diajukan paling lambat 14 hari kerja sejak diterima"),
        "superior_answer": sentence("Atasan pejabat menjawab keberatan dalam 21 hari kerja"),
        "ppk_answer": sentence("PPK memutus keberatan dalam 21 hari kerja"),
    }
)
OTHER_CLOCK = sentence("Batas waktu lain dalam hari kerja")


def _from_tables() -> tuple[OpenRow, ...]:
    rows = [
        _reading(
            f"clock.{clock.name.value}",
            CLOCK_TITLES.get(clock.name.value, OTHER_CLOCK),
            clock.article,
            clock.status,
        )
        for clock in CLOCKS
        if clock.status.needs_check and clock.name.value != "reply"
    ]
    rows += [
        _reading(
            f"capacity.{row.post.value}.{row.capacity.value}",
            CAPACITY_LABELS[row.capacity],
            row.article,
            row.status,
            POST_LABELS[row.post],
        )
        for row in CAPACITY_MATRIX
        if row.status.needs_check
    ]
    rows += [
        _reading(
            f"authority.{government.value}.{place}",
            OFFICE_LABELS[row.office],
            row.article,
            row.status,
            GOVERNMENT_LABELS[government],
        )
        for government, table in SANCTION_TABLES.items()
        for place, row in enumerate(table)
        if row.status.needs_check
    ]
    rows += [
        _reading(f"side.{kind.code}", kind.text, kind.article, kind.status)
        for kind in SIDE_KINDS.values()
        if kind.status.needs_check
    ]
    return tuple(rows)


OPEN_LAW: Mapping[str, OpenRow] = MappingProxyType(
    {row.key: row for row in (*CHOSEN, *INTERLOCKED, *READ, *_from_tables())}
)
