"""Every setting is read from the environment, and each mistake is told in a sentence of its own."""

from pathlib import Path

import pytest

from ledger.config import Config, ConfigurationError

SECRET = "Zx4-kq9LmTr0vWb7yHc2NfEa8sUd5Pg1"
PRODUCTION = {
    "NERACA_MODE": "production",
    "NERACA_SECRET_KEY": SECRET,
    "NERACA_PUBLIC_URL": "https://neraca.contoh.go.id",
    "NERACA_TRUSTED_HOSTS": "neraca.contoh.go.id",
}


def problems(**given: str) -> list[str]:
    """What is told of these settings, named without their prefix."""
    try:
        Config.from_env({f"NERACA_{name}": text for name, text in given.items()})
    except ConfigurationError as refusal:
        return refusal.problems
    return []


def test_nothing_set_is_development_on_sqlite_in_the_data_folder():
    config = Config.from_env({})
    assert (config.mode, config.is_sqlite, config.proxies) == ("development", True, 0)
    assert config.database.endswith("/var/neraca.sqlite3")
    assert config.files.endswith("/var/files")


def test_settings_are_read_with_their_types(tmp_path: Path):
    config = Config.from_env(
        {
            "NERACA_DATA_DIR": str(tmp_path),
            "NERACA_TRUSTED_HOSTS": "satu.go.id, .dua.go.id",
            "NERACA_PROXIES": "2",
            "NERACA_SESSION_HOURS": "12",
            "NERACA_LOG_LEVEL": "warning",
            "NERACA_TEST_POSTGRES": "postgresql+psycopg://somewhere/postgres",
            "PATH": "/usr/bin",
        }
    )
    assert config.data_dir == tmp_path
    assert config.trusted_hosts == ("satu.go.id", ".dua.go.id")
    assert (config.proxies, config.session_hours, config.log_level) == (2, 12, "warning")


def test_empty_setting_is_not_set():
    config = Config.from_env({"NERACA_DATA_DIR": "", "NERACA_PUBLIC_URL": "  "})
    assert config == Config()


def test_safe_settings_start_production():
    assert Config.from_env(PRODUCTION).is_production


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("MODE", "testing"),
        ("MODE", "prod"),
        ("LOG_LEVEL", "loud"),
        ("JOB_LEASE_SECONDS", "0"),
        ("JOB_LEASE_SECONDS", "-5"),
        ("SESSION_HOURS", "8 jam"),
        ("SESSION_HOURS", "²"),
        ("SESSION_HOURS", "100"),
        ("SESSION_IDLE_MINUTES", "0"),
        ("MAX_UPLOAD_MB", "0"),
        ("PROXIES", "10"),
        ("PUBLIC_URL", "neraca.contoh.go.id"),
        ("PUBLIC_URL", "ftp://neraca.contoh.go.id"),
        ("PUBLIC_URL", "https://"),
        ("PUBLIC_URL", "https://neraca.contoh.go.id/neraca"),
        ("PUBLIC_URL", "https://budi:rahasia@neraca.contoh.go.id"),
        ("PUBLIC_URL", "https://neraca.contoh.go.id:pintu"),
        ("PUBLIC_URL", "http://[::1"),
        ("TRUSTED_HOSTS", "*"),
        ("TRUSTED_HOSTS", "https://neraca.contoh.go.id"),
        ("TRUSTED_HOSTS", ","),
        ("DATABASE_URL", "mysql://server/neraca"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "postgresql+psycopg://server"),
        ("DATABASE_URL", "postgresql+psycopg://server/?sslmode=require"),
        ("BROKER_URL", "kafka://server"),
        ("BROKER_URL", "redis"),
        ("LIMITER_URL", "disk:///somewhere"),
        ("FILES_URL", "/srv/neraca/files"),
        ("SECRETKEY", "misspelt"),
    ],
)
def test_wrong_setting_is_told_in_one_sentence_that_names_it(name: str, text: str):
    (problem,) = problems(**{name: text})
    assert problem.startswith(f"NERACA_{name} ")
    assert problem.endswith(".")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PUBLIC_URL", "http://[::1]:8000"),
        ("PUBLIC_URL", "https://neraca.contoh.go.id/"),
        ("DATABASE_URL", "sqlite:////srv/neraca.sqlite3"),
        ("DATABASE_URL", "sqlite:///neraca.sqlite3"),
        ("DATABASE_URL", "postgresql+psycopg://neraca@server/neraca?sslmode=require"),
        ("DATABASE_URL", "postgresql+psycopg:///neraca?host=/run/postgresql"),
        ("BROKER_URL", "amqps://budi:rahasia@server//"),
        ("BROKER_URL", "redis://server/1"),
        ("LIMITER_URL", "redis://server/2"),
        ("FILES_URL", "file:///srv/neraca/files"),
        ("MAX_UPLOAD_MB", "50"),
    ],
)
def test_right_setting_is_taken(name: str, text: str):
    assert problems(**{name: text}) == []


def test_folder_of_data_that_is_a_file_or_below_one_is_refused(tmp_path: Path):
    file = tmp_path / "catatan.txt"
    file.touch()
    assert problems(DATA_DIR=str(tmp_path / "new" / "deep")) == []
    for place in (file, file / "below"):
        (problem,) = problems(DATA_DIR=str(place))
        assert problem.startswith("NERACA_DATA_DIR harus folder")


def test_address_that_needs_an_absent_package_names_it():
    (problem,) = problems(FILES_URL="s3://ember/berkas")
    assert problem.endswith("Pasang dengan: pip install s3fs")


def test_all_mistakes_are_told_at_once():
    told = problems(MODE="prod", SESSION_HOURS="lama", BROKER_URL="kafka://", WARNA="biru")
    assert len(told) == 4


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "development-only-secret-never-in-production"),
        ("SECRET_KEY", SECRET[:31]),
        ("SECRET_KEY", "abcabcabcabcabcabcabcabcabcabcabcabc"),
        ("PUBLIC_URL", "http://neraca.contoh.go.id"),
        ("TRUSTED_HOSTS", "lain.contoh.go.id"),
    ],
)
def test_unsafe_setting_refuses_to_start_production(name: str, text: str):
    with pytest.raises(ConfigurationError) as refusal:
        Config.from_env({**PRODUCTION, f"NERACA_{name}": text})
    (problem,) = refusal.value.problems
    assert problem.startswith(f"NERACA_{name} ")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"SIGNER_SOCKET": "soket"}, "jalur lengkap"),
        ({"SIGNER_SOCKET": "/" + "x" * 107}, "paling panjang 107"),
        ({"TIMESTAMP_URL": "ftp://cap.go.id", "TIMESTAMP_CA": __file__}, "http:// atau https://"),
        ({"TIMESTAMP_URL": "https://cap.go.id"}, "berkas sertifikat"),
        ({"TIMESTAMP_CA": "/tidak/ada.pem"}, "tidak dapat dibaca"),
        ({"WITNESSES": "https://saksi.go.id"}, "kunci publiknya"),
        ({"WITNESSES": "saksi.go.id a+b+c"}, "alamat saksi"),
        ({"WITNESSES": "https://saksi.go.id:x a+b+c"}, "alamat saksi"),
        ({"WITNESS_SECONDS": "0"}, "antara 1 dan 86400"),
    ],
)
def test_way_outside_that_cannot_be_gone_is_told(given: dict[str, str], why: str):
    (told,) = problems(**given)
    assert why in told


def test_ways_outside_are_read():
    config = Config.from_env(
        {
            "NERACA_SIGNER_SOCKET": "/run/neraca-signer/socket",
            "NERACA_TIMESTAMP_URL": "https://cap.go.id/tsa",
            "NERACA_TIMESTAMP_CA": __file__,
            "NERACA_WITNESSES": "https://a.go.id a+b+c, http://b.go.id/saksi d+e+f",
            "NERACA_WITNESS_SECONDS": "5",
        }
    )
    assert config.witnesses == ("https://a.go.id a+b+c", "http://b.go.id/saksi d+e+f")
    assert (config.witness_seconds, config.timestamp_url) == (5, "https://cap.go.id/tsa")
