"""The closed door of the type-setter: nothing is fetched but data: and assets shipped with us."""

from pathlib import Path

from weasyprint.urls import URLFetcher, URLFetcherResponse

_STATIC = Path(__file__).resolve().parent.parent / "static"

ASSETS = {f"app:fonts/{path.name}": path for path in sorted((_STATIC / "fonts").glob("*.ttf"))}


class ClosedFetcher(URLFetcher):  # type: ignore[misc]
    """Answers ``data:`` and registered ``app:`` addresses; every other one stops the rendering."""

    def __init__(self) -> None:
        super().__init__(
            allowed_protocols={"data", "app"}, allow_redirects=False, fail_on_errors=True
        )

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if not url.startswith("app:"):
            return super().fetch(url, headers)
        asset = ASSETS.get(url)
        if asset is None:
            message = f"no such asset: {url}"
            raise ValueError(message)
        return URLFetcherResponse(url, asset.read_bytes(), {"Content-Type": "font/ttf"})
