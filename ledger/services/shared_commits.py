"""Writers of one process that wait at the same time share one durable commit.

What a commit costs is the wait for the disk and not what is in it. So of the writers that wait in
this process one leads: it takes its turn before the database, writes what all who wait by then have
brought, in the order they came, commits once, and only then is each of them answered.
"""

import os
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from ledger.database import engine

#: So that nobody waits long for others: who comes later shares the next commit.
MOST_TOGETHER = 64

Piece = TypeVar("Piece")
Answer = TypeVar("Answer")


class LeaderLost(RuntimeError):
    """Whoever wrote for the others was stopped; what was brought may or may not stand."""

    def __init__(self) -> None:
        super().__init__("the writer that led was stopped")


@dataclass(eq=False)
class _Place(Generic[Piece, Answer]):
    """A writer in line: what it brought, and how it is called."""

    piece: Piece
    called: threading.Event = field(default_factory=threading.Event)
    leads: bool = False
    outcome: tuple[Answer] | Exception = field(default_factory=LeaderLost)

    def answer(self) -> Answer:
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome[0]


class Shared(Generic[Piece, Answer]):
    """Work that threads of a process do together where they would wait for each other.

    ``turn`` is held around what is done together; ``do`` answers each piece in its place, once it
    is durable, or raises and has done none of them.
    """

    def __init__(
        self,
        do: Callable[[Sequence[Piece]], Sequence[Answer]],
        *,
        turn: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        self.do = do
        self.turn = turn
        self._lines: WeakKeyDictionary[Engine, _Line[Piece, Answer]] = WeakKeyDictionary()
        # A forked worker is another process: nobody in it waits yet.
        os.register_at_fork(after_in_child=self._lines.clear)

    def bring(self, piece: Piece) -> Answer:
        """Wait until the piece is done; raises what ``do`` raises for this piece alone."""
        return self._line().bring(piece)

    def waiting(self) -> int:
        """How many stand in line at this moment, the one included who leads but has no turn."""
        return len(self._line().places)

    def _line(self) -> "_Line[Piece, Answer]":
        return self._lines.setdefault(engine(), _Line(self))


class _Line(Generic[Piece, Answer]):
    """Who waits in this process before one database."""

    def __init__(self, work: "Shared[Piece, Answer]") -> None:
        self._work = work
        self._mutex = threading.Lock()
        self.places: list[_Place[Piece, Answer]] = []
        self._is_led = False

    def bring(self, piece: Piece) -> Answer:
        place: _Place[Piece, Answer] = _Place(piece)
        try:
            self._join(place)
            if not place.leads:
                place.called.wait()
            if place.leads:
                self._lead()
        except BaseException:
            self._leave(place)
            raise
        return place.answer()

    def _join(self, place: _Place[Piece, Answer]) -> None:
        with self._mutex:
            self.places.append(place)
            place.leads, self._is_led = not self._is_led, True

    def _lead(self) -> None:
        drawn: list[_Place[Piece, Answer]] = []
        try:
            with self._work.turn():
                drawn = self._draw()
                self._serve(drawn)
        finally:
            self._call_next_leader()
            for place in drawn:
                place.called.set()

    def _draw(self) -> list[_Place[Piece, Answer]]:
        with self._mutex:
            drawn = self.places[:MOST_TOGETHER]
            del self.places[:MOST_TOGETHER]
        return drawn

    def _serve(self, places: Sequence[_Place[Piece, Answer]]) -> None:
        """Write all at once; what fails is halved until whoever is at fault stands alone."""
        try:
            answers = self._work.do([place.piece for place in places])
        except Exception as failure:
            if len(places) == 1:
                places[0].outcome = failure
                return
            half = len(places) // 2
            self._serve(places[:half])
            self._serve(places[half:])
        else:
            for place, answer in zip(places, answers, strict=True):
                place.outcome = (answer,)

    def _call_next_leader(self) -> None:
        with self._mutex:
            if not self.places:
                self._is_led = False
                return
            following = self.places[0]
            following.leads = True
        following.called.set()

    def _leave(self, place: _Place[Piece, Answer]) -> None:
        """Whoever is interrupted while waiting must not leave the line without a leader."""
        with self._mutex:
            if place not in self.places:
                return
            self.places.remove(place)
        if place.leads:
            self._call_next_leader()
