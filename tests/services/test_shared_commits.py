"""Writers that wait together share a commit: in order, each with an answer of its own."""

import threading
from contextlib import contextmanager

import pytest

from ledger.services.shared_commits import MOST_TOGETHER, LeaderLost, Shared

PATIENCE_SECONDS = 30


class Doorkeeper:
    """What is done together, behind a door that the test opens when enough wait."""

    def __init__(self) -> None:
        self.door, self.knocked = threading.Event(), threading.Event()
        self.batches: list[list[int]] = []
        self.shared = Shared(self.do, turn=self.turn)

    @contextmanager
    def turn(self):
        self.knocked.set()
        assert self.door.wait(PATIENCE_SECONDS)
        yield

    def do(self, pieces):
        self.batches.append(list(pieces))
        if any(piece < 0 for piece in pieces):
            raise ValueError(f"refused {[piece for piece in pieces if piece < 0]}")
        return [piece * 10 for piece in pieces]

    def all_wait(self, app, pieces):
        """Threads that bring the pieces one after the other, none of them answered yet."""
        answers: dict[int, object] = {}
        threads = [
            threading.Thread(target=self._bring, args=(app, piece, answers)) for piece in pieces
        ]
        for number, thread in enumerate(threads, start=1):
            thread.start()
            with app.app_context():
                while self.shared.waiting() < number:
                    threading.Event().wait(0.001)
        return threads, answers

    def answered(self, app, pieces):
        threads, answers = self.all_wait(app, pieces)
        self.door.set()
        for thread in threads:
            thread.join(PATIENCE_SECONDS)
            assert not thread.is_alive()
        return answers

    def _bring(self, app, piece, answers):
        with app.app_context():
            try:
                answers[piece] = self.shared.bring(piece)
            except BaseException as failure:
                answers[piece] = failure


def test_those_who_wait_are_done_at_once_and_in_order(app):
    keeper = Doorkeeper()
    assert keeper.answered(app, [3, 1, 2]) == {3: 30, 1: 10, 2: 20}
    assert keeper.batches == [[3, 1, 2]]


def test_nobody_passes_those_who_came_before(app):
    keeper, pieces = Doorkeeper(), list(range(MOST_TOGETHER + 5))
    answers = keeper.answered(app, pieces)
    assert keeper.batches == [pieces[:MOST_TOGETHER], pieces[MOST_TOGETHER:]]
    assert answers == {piece: piece * 10 for piece in pieces}


def test_one_that_is_refused_leaves_the_others(app):
    keeper = Doorkeeper()
    answers = keeper.answered(app, [1, 2, -3, 4, 5])
    refusal = answers.pop(-3)
    assert answers == {1: 10, 2: 20, 4: 40, 5: 50}
    assert isinstance(refusal, ValueError)
    assert str(refusal) == "refused [-3]"


def test_leader_that_is_stopped_wakes_everybody_and_the_line_goes_on(app):
    keeper = Doorkeeper()

    def stop(_pieces):
        raise SystemExit

    keeper.shared.do = stop
    answers = keeper.answered(app, [1, 2, 3])
    assert isinstance(answers.pop(1), SystemExit)
    assert [type(failure) for failure in answers.values()] == [LeaderLost, LeaderLost]
    keeper.shared.do = keeper.do
    assert keeper.shared.bring(4) == 40


def test_leader_that_gets_no_turn_lets_the_next_one_lead(app):
    keeper = Doorkeeper()

    @contextmanager
    def no_turn():
        keeper.shared.turn = keeper.turn
        assert keeper.door.wait(PATIENCE_SECONDS)
        raise OSError("the file of the line is gone")
        yield

    keeper.shared.turn = no_turn
    answers = keeper.answered(app, [1, 2, 3])
    assert isinstance(answers.pop(1), OSError)
    assert answers == {2: 20, 3: 30}


def test_one_alone_waits_for_nobody(app):
    keeper = Doorkeeper()
    keeper.door.set()
    assert [keeper.shared.bring(piece) for piece in (1, 2)] == [10, 20]
    with pytest.raises(ValueError, match="refused"):
        keeper.shared.bring(-1)
