"""Days of a plant: partitions, and what they mean as time."""

from datetime import datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import dagster as dg


class Days:
    """The days of one time zone, from the first that is asked for."""

    def __init__(self, time_zone: str, first_day: str) -> None:
        self.zone = ZoneInfo(time_zone)
        self.time_zone = time_zone
        self.first_day = first_day

    @cached_property
    def partitions(self) -> dg.DailyPartitionsDefinition:
        """A day is a partition once it has ended in the plant's zone."""
        return dg.DailyPartitionsDefinition(start_date=self.first_day, timezone=self.time_zone)

    def window_of(self, first: str, last: str) -> tuple[datetime, datetime]:
        """The days from `first` to `last`, as [start, end): each day has 23, 24 or 25 hours."""
        window = self.partitions.time_window_for_partition_key
        return window(first).start, window(last).end

    def day_before(self, time: datetime) -> str:
        """The day before the one that the plant's clock shows at a time."""
        return (time.astimezone(self.zone).date() - timedelta(days=1)).isoformat()
