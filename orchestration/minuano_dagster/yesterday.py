"""The daily schedule: yesterday, in the plant's zone."""

import dagster as dg
import httpx

from .plant import Plant


def yesterday_of(plant: Plant, job) -> dg.ScheduleDefinition:
    @dg.schedule(
        name=plant.name_of("yesterday"),
        job=job,
        cron_schedule=plant.settings.daily_cron,
        execution_timezone=plant.settings.time_zone,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        required_resource_keys={plant.source_key},
    )
    def yesterday(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        """Loads yesterday; a day that the Source has nothing of is skipped."""
        source = plant.source_of(context.resources)
        day = plant.days.day_before(context.scheduled_execution_time)
        if day < plant.settings.first_day:
            return dg.SkipReason(f"{day} is before the first day, {plant.settings.first_day}")
        try:
            rows = source.count_rows(*plant.days.window_of(day, day))
        except httpx.HTTPError as error:
            # The run will try again; a tick that fails would not.
            context.log.warning(f"the Connector does not say what it has of {day}: {error}")
            return dg.RunRequest(partition_key=day)
        if rows == 0:
            return dg.SkipReason(f"the Source has no rows on {day}")
        return dg.RunRequest(partition_key=day)

    return yesterday
