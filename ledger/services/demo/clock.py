"""The clock the demo acts by: working days up to the moment it was given, some seconds an act."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from ledger.domain.calendars import WorkingCalendar
from ledger.domain.zones import zone_info

#: Weeks before the agency's files come, in which a few cases are told from beginning to end.
STORY_DAYS = 30
#: From the first day to the moment the demo ends: the files come after the stories.
WORKING_DAYS = STORY_DAYS + 16
_OPENS = time(7, 30)
_SECONDS_AN_ACT = 3


class DemoClock:
    """Moments that only go forward; the same end gives the same moments."""

    def __init__(self, days: Sequence[date], zone: str) -> None:
        self._days = days
        self._zone = zone_info(zone)
        self._moment = self._opening(0)

    @classmethod
    def until(cls, end: datetime, calendar: WorkingCalendar, zone: str) -> "DemoClock":
        """The last working days before ``end``, that day not included."""
        last = end.astimezone(zone_info(zone)).date()
        # Twice as many calendar days and some holidays surely hold enough working days.
        around = list(calendar.working_days(last - timedelta(days=3 * WORKING_DAYS), last))
        return cls(around[-WORKING_DAYS:], zone)

    def go_to(self, day: int) -> date:
        """Begin the working day of that number (0 is the import); never backwards."""
        self._moment = max(self._moment, self._opening(day))
        return self.today

    def tick(self) -> datetime:
        """The moment of the next act, in UTC."""
        self._moment += timedelta(seconds=_SECONDS_AN_ACT)
        return self._moment

    @property
    def now(self) -> datetime:
        return self._moment

    @property
    def today(self) -> date:
        return self._moment.astimezone(self._zone).date()

    def day(self, number: int) -> date:
        return self._days[number]

    def _opening(self, day: int) -> datetime:
        return datetime.combine(self._days[day], _OPENS, tzinfo=self._zone).astimezone(UTC)
