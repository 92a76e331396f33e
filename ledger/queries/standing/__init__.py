"""What a person reads about themselves: merit, the story of each line, and conduct apart."""

from ledger.queries.standing.conduct import Conduct, get_conduct
from ledger.queries.standing.distances import Distance, distances
from ledger.queries.standing.glance import Glance, find_glance
from ledger.queries.standing.page import Standing, get_standing, period_choices
from ledger.queries.standing.past import PastStanding, get_past_standing
from ledger.queries.standing.people import (
    PersonHead,
    get_head,
    is_never_subject,
    require_merit_reader,
)
from ledger.queries.standing.stories import EntryStory, get_entry_story, require_own_entry

__all__ = [
    "Conduct",
    "Distance",
    "EntryStory",
    "Glance",
    "PastStanding",
    "PersonHead",
    "Standing",
    "distances",
    "find_glance",
    "get_conduct",
    "get_entry_story",
    "get_head",
    "get_past_standing",
    "get_standing",
    "is_never_subject",
    "period_choices",
    "require_merit_reader",
    "require_own_entry",
]
