"""Days of the plant: partitions, and what they mean as time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import dagster as dg

from .settings import SETTINGS

ZONE = ZoneInfo(SETTINGS.time_zone)

# A day is a partition once it has ended in the plant's zone.
daily = dg.DailyPartitionsDefinition(start_date=SETTINGS.first_day, timezone=SETTINGS.time_zone)


def window_of(first: str, last: str) -> tuple[datetime, datetime]:
    """The days from `first` to `last`, as [start, end): each day has 23, 24 or 25 hours."""
    return daily.time_window_for_partition_key(first).start, daily.time_window_for_partition_key(
        last
    ).end


def day_before(time: datetime) -> str:
    """The day before the one that the plant's clock shows at a time."""
    return (time.astimezone(ZONE).date() - timedelta(days=1)).isoformat()
