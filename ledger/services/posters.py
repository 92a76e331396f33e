"""The poster of a counter, drawn from its service's standard and its public address."""

from collections.abc import Collection
from urllib.parse import urlsplit

from ledger.documents.poster import PosterContext, PosterSize, render
from ledger.domain.formats import number_text
from ledger.queries.counters import CounterLine, get_counter

FREE = "gratis"


def make_poster(
    code: str,
    size: PosterSize,
    *,
    public_url: str,
    agency_id: int,
    reach: Collection[int] | None = None,
) -> bytes:
    """The PDF for the counter of that code; NotFound when there is none within ``reach``."""
    return render(describe_poster(get_counter(code, agency_id, reach=reach), public_url), size)


def counter_address(counter: CounterLine, public_url: str) -> str:
    """Where the code of a counter leads, short enough to type."""
    return f"{public_url.rstrip('/')}/u/{counter.public_code}"


def describe_poster(counter: CounterLine, public_url: str) -> PosterContext:
    address = counter_address(counter, public_url)
    return PosterContext(
        agency=counter.agency,
        unit=counter.unit,
        service=counter.service,
        counter=counter.counter,
        promise_text=f"{number_text(counter.promised_amount)} {counter.promised_unit}",
        tariff_text=f"Rp{number_text(counter.tariff_rupiah)}" if counter.tariff_rupiah else FREE,
        address=address,
        typed_address=address.removeprefix(f"{urlsplit(address).scheme}://"),
    )
