"""One typed configuration, read from NERACA_… once and refused with a sentence when wrong."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

PREFIX = "NERACA_"
DEVELOPMENT_SECRET = "development-only-secret-never-in-production"  # noqa: S105 - refused elsewhere
SHORTEST_SECRET = 32
#: A secret of fewer different letters was typed by somebody who was in a hurry.
FEWEST_LETTERS = 10
#: What an operator may choose; tests give their application the third mode, "testing", by hand.
MODES = ("development", "production")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
#: How each address may begin, and the package that must be there for it.
BROKERS = {"amqp": "celery", "amqps": "celery", "redis": "celery", "rediss": "celery"}
LIMITERS = {"memory": "limits", "redis": "redis", "rediss": "redis"}
FILES = {"file": "fsspec", "s3": "s3fs"}
#: The least and the most of each number.
RANGES = {
    "job_lease_seconds": (1, 3600),
    "session_hours": (1, 24),
    "session_idle_minutes": (1, 24 * 60),
    "max_upload_mb": (1, 1000),
    "proxies": (0, 9),
    "witness_seconds": (1, 24 * 3600),
    "bsre_version": (1, 2),
    "bsre_connect_seconds": (1, 60),
    "bsre_read_seconds": (1, 300),
}
#: The longest path of a Unix socket, in bytes.
_LONGEST_SOCKET = 107


class ConfigurationError(Exception):
    """One or more settings are wrong; ``problems`` holds a sentence for each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True, kw_only=True)
class Config:
    """Every setting of Neraca. The README lists each with its default."""

    mode: str = "development"
    data_dir: Path = field(default_factory=lambda: Path("var"))
    database_url: str = ""
    broker_url: str = ""
    files_url: str = ""
    job_lease_seconds: int = 60
    secret_key: str = DEVELOPMENT_SECRET
    public_url: str = "http://127.0.0.1:8000"
    trusted_hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    proxies: int = 0
    agency: str = ""
    session_hours: int = 8
    session_idle_minutes: int = 30
    max_upload_mb: int = 20
    limiter_url: str = "memory://"
    log_level: str = "INFO"
    signer_socket: str = ""
    timestamp_url: str = ""
    timestamp_ca: str = ""
    #: Each as it was typed: an address, a blank, the public line of the witness.
    witnesses: tuple[str, ...] = ()
    witness_seconds: int = 60
    signature_keys: str = ""
    signature_ca: str = ""
    bsre_url: str = ""
    bsre_user: str = ""
    bsre_password: str = ""
    bsre_version: int = 2
    bsre_connect_seconds: int = 5
    bsre_read_seconds: int = 60

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> "Config":
        """Read and check the settings; raises ConfigurationError with all mistakes at once."""
        env = os.environ if env is None else env
        given = {k.removeprefix(PREFIX).lower(): v for k, v in env.items() if k.startswith(PREFIX)}
        # An empty line in a file of settings sets nothing.
        given = {k: v for k, v in given.items() if not k.startswith("test_") and v.strip()}
        problems = _unknown(given)
        values = _read(given, problems)
        config = cls(**values)  # type: ignore[arg-type]
        problems += _mistakes(config)
        if problems:
            raise ConfigurationError(problems)
        return config

    @property
    def database(self) -> str:
        """The SQLAlchemy URL: the one given, else the SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'neraca.sqlite3'}"

    @property
    def is_sqlite(self) -> bool:
        return self.database.startswith("sqlite")

    @property
    def is_production(self) -> bool:
        return self.mode == "production"

    @property
    def files(self) -> str:
        """Where issued papers lie: the address given, else a folder of the data folder."""
        return self.files_url or f"file://{self.data_dir.resolve() / 'files'}"

    @property
    def exports(self) -> str:
        """Where exports of the ledger lie until newer ones take their place."""
        return f"{self.files.rstrip('/')}/exports"

    @property
    def broker_file(self) -> Path:
        """Carries the messages of one machine when no broker is set."""
        return self.data_dir / "broker.sqlite3"

    @property
    def keys_dir(self) -> Path:
        return self.data_dir / "keys"

    @property
    def official_keys_dir(self) -> Path:
        """Where the PKCS#12 files of officials lie: the folder given, else one beside our keys."""
        return Path(self.signature_keys) if self.signature_keys else self.keys_dir / "pejabat"


def _unknown(given: Mapping[str, str]) -> list[str]:
    known = {f.name for f in fields(Config)}
    return [
        f"{PREFIX}{name.upper()} tidak dikenal. Hapus, atau periksa ejaannya di README."
        for name in sorted(set(given) - known)
    ]


def _read(given: Mapping[str, str], problems: list[str]) -> dict[str, object]:
    values: dict[str, object] = {}
    for item in fields(Config):
        if item.name not in given:
            continue
        text = given[item.name].strip()
        if item.type in (int, "int"):
            if not (text.isascii() and text.isdigit()):
                problems.append(f"{PREFIX}{item.name.upper()} harus angka, bukan {text!r}.")
                continue
            values[item.name] = int(text)
        elif item.name == "data_dir":
            values[item.name] = Path(text)
        elif item.name in ("trusted_hosts", "witnesses"):
            values[item.name] = tuple(part.strip() for part in text.split(",") if part.strip())
        else:
            values[item.name] = text
    return values


def _mistakes(config: Config) -> list[str]:
    problems = []
    if config.mode not in MODES:
        problems.append(f"{PREFIX}MODE harus salah satu dari: {', '.join(MODES)}.")
    if config.log_level.upper() not in LOG_LEVELS:
        problems.append(f"{PREFIX}LOG_LEVEL harus salah satu dari: {', '.join(LOG_LEVELS)}.")
    for name, (least, most) in RANGES.items():
        if not least <= getattr(config, name) <= most:
            problems.append(f"{PREFIX}{name.upper()} harus antara {least} dan {most}.")
    problems += _wrong_places(config)
    problems += _wrong_outsiders(config)
    problems += _wrong_signatures(config)
    return problems + (_unsafe(config) if config.is_production else [])


def _wrong_places(config: Config) -> Iterator[str]:
    """What is wrong with folders and addresses, a sentence for each."""
    if not _can_be_folder(config.data_dir):
        yield f"{PREFIX}DATA_DIR harus folder yang dapat ditulisi, bukan {config.data_dir}."
    if not _is_origin(config.public_url):
        yield (
            f"{PREFIX}PUBLIC_URL harus http:// atau https:// dan nama host, tanpa jalur, misalnya "
            "https://neraca.contoh.go.id."
        )
    if not config.trusted_hosts or not all(map(_is_host, config.trusted_hosts)):
        yield f"{PREFIX}TRUSTED_HOSTS harus nama host yang dipisahkan koma, tanpa https:// dan *."
    if config.database_url:
        yield from _wrong_database(config.database_url)
    yield from _wrong_address("BROKER_URL", config.broker_url, BROKERS)
    yield from _wrong_address("LIMITER_URL", config.limiter_url, LIMITERS)
    yield from _wrong_address("FILES_URL", config.files_url, FILES)


def _wrong_outsiders(config: Config) -> Iterator[str]:
    """What is wrong with the signer, the time-stamping authority and the witnesses."""
    socket = config.signer_socket
    if socket and (not socket.startswith("/") or len(os.fsencode(socket)) > _LONGEST_SOCKET):
        yield (
            f"{PREFIX}SIGNER_SOCKET harus jalur lengkap, paling panjang {_LONGEST_SOCKET} bita, "
            "misalnya /run/neraca-signer/socket."
        )
    if config.timestamp_url and not _is_web_address(config.timestamp_url):
        yield f"{PREFIX}TIMESTAMP_URL harus mulai dengan http:// atau https://."
    if config.timestamp_url and not config.timestamp_ca:
        yield f"{PREFIX}TIMESTAMP_CA harus menyebut berkas sertifikat (PEM) otoritas cap waktu."
    if config.timestamp_ca and not os.access(config.timestamp_ca, os.R_OK):
        yield f"{PREFIX}TIMESTAMP_CA: berkas {config.timestamp_ca} tidak dapat dibaca."
    for one in config.witnesses:
        address, _, key = one.partition(" ")
        if not _is_web_address(address) or key.strip().count("+") < 2:
            yield (
                f"{PREFIX}WITNESSES: {one!r} harus alamat saksi, spasi, lalu kunci publiknya; "
                "beberapa saksi dipisahkan koma."
            )


def _wrong_signatures(config: Config) -> Iterator[str]:
    """What is wrong with the electronic signatures on papers."""
    if config.signature_ca and not os.access(config.signature_ca, os.R_OK):
        yield f"{PREFIX}SIGNATURE_CA: berkas {config.signature_ca} tidak dapat dibaca."
    if config.bsre_url and not _is_web_address(config.bsre_url):
        yield f"{PREFIX}BSRE_URL harus mulai dengan http:// atau https://."
    if config.bsre_url and not (config.bsre_user and config.bsre_password):
        yield f"{PREFIX}BSRE_USER dan {PREFIX}BSRE_PASSWORD harus diisi jika BSRE_URL diisi."
    if config.signature_keys and not os.path.isdir(config.signature_keys):
        yield f"{PREFIX}SIGNATURE_KEYS harus folder yang sudah ada, bukan {config.signature_keys}."


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def _can_be_folder(path: Path) -> bool:
    """Whether the folder is there, or can be made, and may be written to."""
    there = next((one for one in (path, *path.absolute().parents) if one.exists()), path)
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def _is_origin(url: str) -> bool:
    try:
        parts = urlsplit(url)
        is_host = bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False
    bare = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)
    return parts.scheme in ("http", "https") and is_host and bare


def _is_host(name: str) -> bool:
    # A leading dot stands for every host below, as Werkzeug has it.
    return bool(name.strip(".")) and all(letter.isalnum() or letter in "-." for letter in name)


def _wrong_database(url: str) -> Iterator[str]:
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite":
        if not rest.startswith("/") or rest.partition("?")[0] in ("/", "/:memory:"):
            yield f"{PREFIX}DATABASE_URL harus menyebut berkas, misalnya sqlite:////srv/neraca.db."
    elif scheme != "postgresql+psycopg":
        yield f"{PREFIX}DATABASE_URL harus mulai dengan sqlite:/// atau postgresql+psycopg://."
    elif not rest.partition("?")[0].partition("/")[2]:
        yield f"{PREFIX}DATABASE_URL harus menyebut nama basis data sesudah alamat server."
    elif find_spec("psycopg") is None:
        yield _missing_package("DATABASE_URL", "psycopg")


def _wrong_address(name: str, url: str, packages: Mapping[str, str]) -> Iterator[str]:
    if not url:
        return
    package = packages.get(url.partition("://")[0]) if "://" in url else None
    if package is None:
        schemes = ", ".join(f"{scheme}://" for scheme in packages)
        yield f"{PREFIX}{name} harus mulai dengan salah satu dari: {schemes}."
    elif find_spec(package) is None:
        yield _missing_package(name, package)


def _missing_package(name: str, package: str) -> str:
    return (
        f"{PREFIX}{name} memerlukan paket Python {package} yang belum terpasang. "
        f"Pasang dengan: pip install {package}"
    )


def _unsafe(config: Config) -> list[str]:
    """What would be dangerous outside development is refused at start, never warned about."""
    problems = []
    secret = config.secret_key
    weak = len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_LETTERS
    if secret == DEVELOPMENT_SECRET or weak:
        problems.append(
            f"{PREFIX}SECRET_KEY harus rahasia acak paling sedikit {SHORTEST_SECRET} huruf. "
            'Buat dengan: python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
        )
    if config.public_url.startswith("http://"):
        problems.append(f"{PREFIX}PUBLIC_URL harus https:// di luar pengembangan.")
    host = urlsplit(config.public_url).hostname if _is_origin(config.public_url) else None
    if host and host not in config.trusted_hosts:
        problems.append(f"{PREFIX}TRUSTED_HOSTS harus memuat nama host dari PUBLIC_URL.")
    return problems
