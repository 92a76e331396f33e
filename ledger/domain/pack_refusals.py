"""The sentences of what the database refuses about rule packs and their simulations."""

from ledger.errors import sentence

PACKS = {
    "ck_rule_pack_activated_by_another": sentence(
        "Paket aturan harus diaktifkan oleh orang lain, bukan oleh yang memuatnya."
    ),
    "tg_rule_pack_no_overlap": sentence(
        "Masa berlaku versi ini bertumpuk dengan versi lain. Pilih tanggal mulai yang lebih akhir."
    ),
    "tg_rule_pack_fixed": sentence("Versi paket aturan tidak dapat diubah. Muat versi baru."),
    "tg_rule_pack_starts_as_draft": sentence("Versi paket aturan dimulai sebagai rancangan."),
    "tg_rule_pack_states": sentence(
        "Versi paket aturan berjalan dari rancangan, disimulasikan, berlaku, lalu diganti."
    ),
    "tg_rule_pack_simulated_first": sentence(
        "Versi ini belum disimulasikan. Jalankan simulasi, baca hasilnya, lalu aktifkan."
    ),
    "tg_rule_pack_seen_is_fresh": sentence(
        "Tidak ada simulasi baru yang sudah dibaca untuk versi ini. Jalankan simulasi lagi."
    ),
    "tg_rule_pack_rule_in_one_pack": sentence(
        "Sebuah aturan dalam versi ini sudah berlaku dalam paket lain pada tanggal yang sama."
    ),
    "tg_rule_pack_activation_fixed": sentence(
        "Masa berlaku dan pengaktif sebuah versi tidak dapat diubah."
    ),
    "tg_rule_pack_ends_after_firings": sentence(
        "Versi yang berlaku sudah diterapkan sesudah tanggal itu. Pilih tanggal yang lebih akhir."
    ),
    "tg_rule_pack_retired_by_two": sentence(
        "Versi yang berlaku berakhir karena diganti versi lain, atau karena diminta satu orang dan"
        " disetujui orang lain."
    ),
    "uq_rule_version_agency_id_code_version": sentence(
        "Sebuah kode aturan dalam paket ini sudah dipakai paket lain. Beri aturan itu kode lain."
    ),
    "uq_rule_version_pack_id_code": sentence(
        "Sebuah kode aturan dipakai dua kali dalam paket ini."
    ),
    "uq_rule_pack_agency_id_code_version": sentence(
        "Versi dengan nomor ini baru saja dimuat orang lain. Muat sekali lagi."
    ),
    "uq_rule_pack_agency_id_code_sha256": sentence(
        "Paket dengan isi yang sama sudah dimuat sebelumnya."
    ),
    "uq_rule_pack_active": sentence(
        "Versi lain dari paket ini sudah berlaku. Buka lagi halamannya."
    ),
    "uq_firing_agency_id_rule_code_subject_key_once_key": sentence(
        "Aturan ini sudah pernah berlaku bagi pegawai atau unit itu dalam rentang yang sama."
    ),
    "ck_pack_retirement_decided_by_another": sentence(
        "Anda yang meminta aturan ini diakhiri, jadi orang lain yang memutuskan."
    ),
    "ck_pack_retirement_reason_given": sentence("Tulis alasan paling sedikit 20 huruf."),
    "ck_pack_retirement_is_decided": sentence("Putusan disimpan bersama siapa yang memutuskan."),
    "ck_pack_retirement_closed_with_moment": sentence("Putusan disimpan bersama waktunya."),
    "uq_pack_retirement_open": sentence(
        "Permintaan mengakhiri versi ini sudah ada dan menunggu keputusan."
    ),
    "tg_pack_retirement_starts_asked": sentence("Pengakhiran aturan dimulai dengan permintaan."),
    "tg_pack_retirement_fixed": sentence(
        "Permintaan mengakhiri aturan tidak dapat diubah, dan diputuskan hanya sekali."
    ),
    "tg_pack_retirement_kept": sentence("Permintaan mengakhiri aturan disimpan dan tidak dihapus."),
    "tg_rule_version_of_draft": sentence(
        "Aturan tidak dapat ditambahkan ke versi yang sudah disimulasikan atau berlaku."
    ),
    "tg_firing_version_in_force": sentence(
        "Sebuah fakta dinilai dengan versi aturan yang berlaku ketika fakta itu terjadi."
    ),
    "tg_simulation_fixed": sentence("Hasil simulasi yang sudah selesai tidak dapat diubah."),
    "tg_simulation_kept": sentence("Simulasi disimpan bersama versinya dan tidak dihapus."),
    "ck_simulation_days_ordered": sentence("Tanggal akhir tidak boleh sebelum tanggal awal."),
}
