"""The words of a case on the screens: its steps, its tasks, the tone of its states."""

from ledger.domain.discipline.cases import CaseState
from ledger.domain.discipline.kinds import KINDS_PNS
from ledger.errors import sentence

#: What each kind is called, also of the past, where SIASN says only R1 to B3.
KIND_TEXTS = {row.kind.value: row.text for row in KINDS_PNS}
TASK_LABELS = {
    "summons": sentence("Panggilan"),
    "examination": sentence("Pemeriksaan dan berita acara"),
    "reply": sentence("Tanggapan pegawai"),
    "report": sentence("Laporan hasil pemeriksaan"),
    "decision": sentence("Keputusan"),
    "delivery": sentence("Penyampaian"),
}
TASK_URLS = {
    "summons": "cases.summons",
    "examination": "cases.examination",
    "report": "cases.report",
    "decision": "cases.decision",
    "delivery": "cases.delivery",
}
EVENT_LABELS = {
    "open": sentence("Kasus dibuka"),
    "add": sentence("Dugaan lain digabungkan"),
    "summon": sentence("Surat panggilan dibuat"),
    "record_absence": sentence("Pegawai tidak hadir"),
    "summon_again": sentence("Surat panggilan kedua dibuat"),
    "record_examination": sentence("Pegawai diperiksa, berita acara dibuat"),
    "record_reply": sentence("Pegawai memberi tanggapan"),
    "record_unused_reply": sentence("Pegawai tidak menggunakan hak jawab"),
    "add_exhibit": sentence("Bukti ditambahkan"),
    "receive_summons": sentence("Surat panggilan diterima"),
    "refuse_summons": sentence("Surat panggilan ditolak penerimanya"),
    "form_team": sentence("Tim pemeriksa dibentuk"),
    "replace_member": sentence("Anggota tim diganti"),
    "replace_summons": sentence("Surat panggilan diganti"),
    "sign_record": sentence("Berita acara ditandatangani pemeriksa"),
    "release": sentence("Dibebaskan sementara dari tugas jabatan"),
    "write_report": sentence("Laporan hasil pemeriksaan dibuat"),
    "refer": sentence("Dilaporkan kepada pejabat yang lebih tinggi"),
    "decide": sentence("Keputusan ditetapkan"),
    "clear": sentence("Diakhiri: tidak terbukti"),
    "discontinue": sentence("Kasus dihentikan tanpa hukuman"),
    "deliver": sentence("Keputusan diterima pegawai"),
    "send": sentence("Keputusan dikirim"),
    "record_receipt": sentence("Keputusan yang dikirim telah diterima"),
    "take_effect": sentence("Keputusan mulai berlaku"),
    "file_objection": sentence("Keberatan diajukan"),
    "uphold": sentence("Keputusan dikuatkan"),
    "declare_inadmissible": sentence("Upaya administratif tidak dapat diterima"),
    "replace": sentence("Keputusan diganti atas upaya administratif"),
    "dismiss": sentence("Hukuman diperberat menjadi pemberhentian"),
    "annul": sentence("Keputusan dibatalkan"),
    "stay": sentence("Pelaksanaan ditangguhkan"),
    "execute": sentence("Pelaksanaan lengkap"),
    "spend": sentence("Hukuman selesai dijalani"),
    "close": sentence("Kasus ditutup"),
}
#: Neutral on purpose: no state of a case is shown as an alarm.
STATE_TONES = {
    CaseState.OPENED: "waiting",
    CaseState.SUMMONED: "waiting",
    CaseState.ABSENT: "returned",
    CaseState.SUMMONED_AGAIN: "waiting",
    CaseState.ABSENT_TWICE: "returned",
    CaseState.EXAMINED: "waiting",
    CaseState.REPLIED: "waiting",
    CaseState.REPORTED: "waiting",
    CaseState.REFERRED: "returned",
    CaseState.DECIDED: "waiting",
    CaseState.SENT: "waiting",
    CaseState.DELIVERED: "draft",
    CaseState.SUSPENDED: "objection",
    CaseState.EFFECTIVE: "draft",
    CaseState.EXECUTED: "draft",
    CaseState.SPENT: "draft",
    CaseState.ANNULLED: "draft",
    CaseState.CLEARED: "draft",
    CaseState.CLOSED: "draft",
    CaseState.DISCONTINUED: "draft",
}
#: What the person may expect or do next, in plain words; nothing here tells of a decision early.
NEXT_FOR_SUBJECT = {
    CaseState.SUMMONED: sentence(
        "Datanglah pada hari yang tertulis di bawah. Anda boleh membawa bukti."
    ),
    CaseState.ABSENT: sentence("Anda tercatat tidak hadir. Anda akan dipanggil sekali lagi."),
    CaseState.SUMMONED_AGAIN: sentence(
        "Ini panggilan kedua. Jika Anda tidak hadir, keputusan diambil berdasarkan bukti yang ada."
    ),
    CaseState.ABSENT_TWICE: sentence("Keputusan diambil berdasarkan bukti yang ada."),
    CaseState.EXAMINED: sentence("Anda dapat memberi tanggapan sebelum keputusan diambil."),
    CaseState.REPLIED: sentence("Tunggu keputusan. Tidak ada yang perlu Anda lakukan sekarang."),
    CaseState.REFERRED: sentence("Tunggu keputusan. Tidak ada yang perlu Anda lakukan sekarang."),
    CaseState.DECIDED: sentence("Tunggu keputusan. Tidak ada yang perlu Anda lakukan sekarang."),
    CaseState.SENT: sentence("Tunggu keputusan. Tidak ada yang perlu Anda lakukan sekarang."),
    CaseState.DELIVERED: sentence("Bacalah keputusan di bawah. Anda dapat menyatakan keberatan."),
    CaseState.SUSPENDED: sentence("Keputusan belum berlaku sampai keberatan Anda diputus."),
    CaseState.CLEARED: sentence("Kasus ini diakhiri dan tidak dicatat sebagai hukuman."),
    CaseState.DISCONTINUED: sentence("Kasus ini dihentikan tanpa hukuman."),
    CaseState.ANNULLED: sentence("Hukuman ini dibatalkan dan tidak berlaku."),
}
