"""The daily schedule: yesterday, in the plant's zone."""

import dagster as dg
import httpx

from .days import day_before, window_of
from .jobs import load_days
from .settings import SETTINGS
from .source import SourceResource


@dg.schedule(
    job=load_days,
    cron_schedule=SETTINGS.daily_cron,
    execution_timezone=SETTINGS.time_zone,
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
def yesterday(
    context: dg.ScheduleEvaluationContext, source: SourceResource
) -> dg.RunRequest | dg.SkipReason:
    """Loads yesterday; a day that the Source has nothing of is skipped."""
    day = day_before(context.scheduled_execution_time)
    if day < SETTINGS.first_day:
        return dg.SkipReason(f"{day} is before the first day, {SETTINGS.first_day}")
    try:
        rows = source.count_rows(*window_of(day, day))
    except httpx.HTTPError as error:
        # The run will try again; a tick that fails would not.
        context.log.warning(f"the Connector does not say what it has of {day}: {error}")
        return dg.RunRequest(partition_key=day)
    if rows == 0:
        return dg.SkipReason(f"the Source has no rows on {day}")
    return dg.RunRequest(partition_key=day)
