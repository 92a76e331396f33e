"""One typed configuration, read from NERACA_… once and refused with a sentence when wrong."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

PREFIX = "NERACA_"
DEVELOPMENT_SECRET = "development-only-secret-never-in-production"  # noqa: S105 - refused elsewhere
SHORTEST_SECRET = 32
MODES = ("development", "production", "testing")


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
    agency: str = ""
    mail_url: str = ""
    mail_from: str = "neraca@localhost"
    session_hours: int = 8
    session_idle_minutes: int = 30
    max_upload_mb: int = 20
    limiter_url: str = "memory://"
    log_level: str = "INFO"

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> "Config":
        """Read and check the settings; raises ConfigurationError with all mistakes at once."""
        env = os.environ if env is None else env
        given = {k.removeprefix(PREFIX).lower(): v for k, v in env.items() if k.startswith(PREFIX)}
        given = {k: v for k, v in given.items() if not k.startswith("test_")}
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
    def broker_file(self) -> Path:
        """Carries the messages of one machine when no broker is set."""
        return self.data_dir / "broker.sqlite3"

    @property
    def keys_dir(self) -> Path:
        return self.data_dir / "keys"


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
            if not text.isdigit():
                problems.append(f"{PREFIX}{item.name.upper()} harus angka, bukan {text!r}.")
                continue
            values[item.name] = int(text)
        elif item.name == "data_dir":
            values[item.name] = Path(text)
        elif item.name == "trusted_hosts":
            values[item.name] = tuple(part.strip() for part in text.split(",") if part.strip())
        else:
            values[item.name] = text
    return values


def _mistakes(config: Config) -> list[str]:
    problems = []
    if config.mode not in MODES:
        problems.append(f"{PREFIX}MODE harus salah satu dari: {', '.join(MODES)}.")
    if urlsplit(config.public_url).scheme not in ("http", "https"):
        problems.append(f"{PREFIX}PUBLIC_URL harus mulai dengan http:// atau https://.")
    if config.database_url and not config.database_url.startswith(
        ("sqlite:///", "postgresql+psycopg://")
    ):
        problems.append(
            f"{PREFIX}DATABASE_URL harus mulai dengan sqlite:/// atau postgresql+psycopg://."
        )
    if config.broker_url and not config.broker_url.startswith(("amqp://", "redis://")):
        problems.append(f"{PREFIX}BROKER_URL harus mulai dengan amqp:// atau redis://.")
    if config.job_lease_seconds < 1:
        problems.append(f"{PREFIX}JOB_LEASE_SECONDS paling sedikit 1.")
    if config.session_hours < 1 or config.session_idle_minutes < 1:
        problems.append(f"{PREFIX}SESSION_HOURS dan SESSION_IDLE_MINUTES paling sedikit 1.")
    return problems + (_unsafe(config) if config.is_production else [])


def _unsafe(config: Config) -> list[str]:
    """What would be dangerous outside development is refused at start, never warned about."""
    problems = []
    if config.secret_key == DEVELOPMENT_SECRET or len(config.secret_key) < SHORTEST_SECRET:
        problems.append(
            f"{PREFIX}SECRET_KEY harus rahasia acak paling sedikit {SHORTEST_SECRET} huruf. "
            'Buat dengan: python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
        )
    if not config.public_url.startswith("https://"):
        problems.append(f"{PREFIX}PUBLIC_URL harus https:// di luar pengembangan.")
    if urlsplit(config.public_url).hostname not in config.trusted_hosts:
        problems.append(f"{PREFIX}TRUSTED_HOSTS harus memuat nama host dari PUBLIC_URL.")
    return problems
