"""The peer: django-hordak transfers between two accounts, as its manual shows, on PostgreSQL."""

import os
from urllib.parse import urlsplit

import django
import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from moneyed import Money

from bench.clients import Work, drive
from bench.measures import report

SECONDS = 6.0
DATABASE = "neraca_bench_hordak"
GIVEN = "NERACA_TEST_POSTGRES"
#: What the peer calls an account of this kind.
INCOME = "IN"
LOCAL = "postgresql://postgres@127.0.0.1:5432/postgres"


def server() -> str:
    return os.environ.get(GIVEN, LOCAL).replace("+psycopg", "")


def set_up(url: str) -> None:
    """A Django of its own with nothing but what the peer asks for."""
    address = urlsplit(url)
    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "mptt", "hordak"],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": DATABASE,
                "HOST": address.hostname,
                "PORT": address.port,
                "USER": address.username,
                "PASSWORD": address.password,
            }
        },
        DEFAULT_CURRENCY="IDR",
        CURRENCIES=["IDR"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    django.setup()
    call_command("migrate", verbosity=0)


def transfers() -> Work:
    # Django lets nobody import models before it is set up, so they are asked for by name.
    accounts = apps.get_model("hordak", "Account").objects
    quota, person = (
        accounts.create(name=name, type=INCOME, currencies=["IDR"]) for name in ("Quota", "Person")
    )

    def transfer() -> None:
        quota.transfer_to(person, Money(1, "IDR"))

    return transfer


def count_of_legs() -> int:
    return int(apps.get_model("hordak", "Leg").objects.count())


if __name__ == "__main__":
    with psycopg.connect(server(), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {DATABASE}")
        try:
            set_up(server())
            load = drive(clients=1, seconds=SECONDS, prepare=lambda _: transfers())
            assert count_of_legs() == 2 * load.done
        finally:
            admin.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
    report("django-hordak, transfers, PostgreSQL, synchronous commit", load.measures("1 worker"))
