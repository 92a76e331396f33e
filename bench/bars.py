"""What is asked of the figures: a ratio to a peer of the same run, or a limit."""

from dataclasses import dataclass

Figures = dict[tuple[str, str], float]


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A figure (scenario, measure) asked to be at least or at most so much.

    With a peer, the bound is a multiple of the peer's figure; without, it is the figure itself.
    """

    figure: tuple[str, str]
    peer: tuple[str, str] | None = None
    at_least: float | None = None
    at_most: float | None = None

    def value(self, figures: Figures) -> float | None:
        """The ratio or figure to judge; None when this run did not measure it."""
        if self.figure not in figures or (self.peer and self.peer not in figures):
            return None
        return figures[self.figure] / (figures[self.peer] if self.peer else 1)

    def is_kept(self, value: float) -> bool:
        return (self.at_least is None or value >= self.at_least) and (
            self.at_most is None or value <= self.at_most
        )


RAW = ("raw_sqlite", "16 clients: rate")
PYTHON_ACCOUNTING = ("python_accounting", "1 client: rate")

HORDAK = ("django_hordak", "1 worker: rate")
SEALED = ("postgresql", "8 workers, sealed: rate")

BARS = (
    Bar(figure=("posting", "16 clients: rate"), peer=RAW, at_least=0.35),
    Bar(figure=("posting", "16 clients: p99"), at_most=50),
    Bar(figure=("posting", "16 clients: fairness"), at_least=0.5),
    Bar(figure=("posting", "16 clients: rate"), peer=PYTHON_ACCOUNTING, at_least=10),
    Bar(figure=("posting", "16 clients: rate"), peer=HORDAK, at_least=3),
    Bar(figure=("postgresql", "1 worker: rate"), peer=HORDAK, at_least=3),
    Bar(figure=("bulk", "SQLite: rate"), at_least=15_000),
    Bar(figure=("bulk", "PostgreSQL: rate"), at_least=15_000),
    Bar(figure=("simulation", "the same for 1,000,000 facts"), at_most=60),
    Bar(figure=("simulation", "largest memory"), at_most=1024),
    Bar(figure=("facts", "evaluated: rate"), at_least=10_000),
    Bar(figure=("facts", "evaluated: rate"), peer=("facts", "bare conditions: rate"), at_least=1),
    *(
        bar
        for name in ("SQLite", "PostgreSQL")
        for bar in (
            Bar(figure=("facts", f"{name}, no rule fires: rate"), at_least=10_000),
            Bar(figure=("facts", f"{name}, each fires and proposes: rate"), at_least=5_000),
            Bar(figure=("facts", f"{name}, one fact to its proposal: p95"), at_most=20),
        )
    ),
    Bar(figure=SEALED, at_least=4_000),
    Bar(figure=SEALED, peer=("postgresql", "8 workers: rate"), at_least=0.9),
    Bar(figure=("postgresql", "commit to seal: p99"), at_most=1),
    Bar(
        figure=("growth", "100,000 entries: median"),
        peer=("growth", "1,000 entries: median"),
        at_most=1.2,
    ),
    Bar(
        figure=("growth", "1,000,000 entries: median"),
        peer=("growth", "1,000 entries: median"),
        at_most=1.2,
    ),
    Bar(figure=("verifying", "a million at this rate: seconds"), at_most=15),
    *(
        bar
        for page in ("standing", "queue")
        for bar in (
            Bar(
                figure=("standing", f"100,000 people: {page}: median"),
                peer=("standing", f"1,000 people: {page}: median"),
                at_most=1.2,
            ),
            Bar(figure=("standing", f"100,000 people: {page}: queries"), at_most=12),
        )
    ),
    Bar(figure=("certificate", "fresh call, as often"), at_least=4),
    Bar(figure=("certificate", "fresh call, as often as one of a batch"), at_least=4),
    Bar(figure=("certificate", "on demand from a warm process of its own: p95"), at_most=400),
    Bar(
        figure=("certificate", "peak memory of 1,000, all processes"),
        peer=("certificate", "peak memory of 200, all processes"),
        at_most=1.1,
    ),
    Bar(figure=("numbers", "16 writers: rate"), at_least=1_000),
    Bar(figure=("absence", "bands of a year"), at_most=10),
    Bar(figure=("cases", "60 steps, 40 exhibits: median"), at_most=50),
    Bar(figure=("cases", "60 steps, 40 exhibits: queries"), at_most=12),
    Bar(figure=("recap", "in pieces, as often"), at_least=3),
    Bar(figure=("recap", "peak memory, all processes together"), at_most=400),
)
