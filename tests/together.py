"""Writers that start at the same moment, each a thread with a session of its own."""

import threading
from collections import Counter
from collections.abc import Callable

from ledger.database import db, session
from ledger.errors import RuleRefused

WRITERS = 16


def together(app, work: Callable[[int], object], writers: int = WRITERS) -> Counter[str]:
    """Run the work in threads that start at the same moment; count what became of each."""
    ready, outcomes = threading.Barrier(writers), []

    def live(number: int) -> None:
        with app.app_context():
            ready.wait()
            try:
                work(number)
                outcomes.append("done")
            except RuleRefused as refusal:
                outcomes.append(refusal.constraint)
            except BaseException as failure:
                outcomes.append(repr(failure))
            finally:
                db.session.remove()

    threads = [threading.Thread(target=live, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session().rollback()
    session().expire_all()
    return Counter(outcomes)
