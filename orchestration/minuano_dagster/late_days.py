"""The second schedule: days that came late, or changed in the Source since they were loaded."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import dagster as dg

from .minuano_process import read_json
from .plant import Plant

UNDER_WAY = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]

# Of a thousand assets a line names a few.
MOST_NAMED = 5


def late_days_of(plant: Plant, job: Any) -> dg.ScheduleDefinition:
    settings = plant.settings

    @dg.schedule(
        name=plant.name_of("late_days"),
        job=job,
        cron_schedule=settings.late_days_cron,
        execution_timezone=settings.time_zone,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        required_resource_keys={plant.source_key, plant.target_key},
    )
    def late_days(
        context: dg.ScheduleEvaluationContext,
    ) -> Sequence[dg.RunRequest] | dg.SkipReason:
        """Asks Minuano which of the last days are missing or changed, and has them loaded."""
        last = plant.days.day_before(context.scheduled_execution_time)
        first = max(settings.first_day, add_days(last, 1 - settings.late_days_window))
        if first > last:
            return dg.SkipReason(f"{last} is before the first day, {settings.first_day}")
        running = dg.RunsFilter(job_name=job.name, statuses=UNDER_WAY)
        if context.instance.get_runs_count(running) > 0:
            return dg.SkipReason("days are being loaded: looking again at the next tick")
        source, target = plant.source_of(context.resources), plant.target_of(context.resources)
        plan = read_json(
            plant,
            ["sync", "--from", first, "--to", last, "--dry-run"],
            source.environment() | target.environment(),
        )
        if not plan["toLoad"]:
            return dg.SkipReason(f"{first} to {last}: nothing to load")
        late: dict[str, list[Mapping[str, Any]]] = {}
        for entry in plan["toLoad"]:
            late.setdefault(entry["day"], []).append(entry)
        for day, entries in late.items():
            context.log.info(f"{day}: {describe_all(entries)}")
        # A tick that is tried again asks for no run twice; the next one may ask for the same days.
        tick = context.scheduled_execution_time.isoformat()
        found = stretches(sorted(late), settings.days_per_run)
        return [request_for(days, run_key=f"{days[0]} at {tick}") for days in found]

    return late_days


def describe_all(entries: Sequence[Mapping[str, Any]]) -> str:
    """Why a day is late; of a farm also which assets, some of them by name."""
    assets: dict[str, list[str]] = {}
    for entry in entries:
        assets.setdefault(describe(entry["reasons"]), []).append(entry.get("asset", ""))
    if list(assets.values()) == [[""]]:
        return next(iter(assets))
    said = [f"{reason}: {_name_some(names)}" for reason, names in assets.items()]
    more = [f"and {len(said) - MOST_NAMED} more reasons"] if len(said) > MOST_NAMED else []
    return "; ".join([*said[:MOST_NAMED], *more])


def _name_some(names: Sequence[str]) -> str:
    rest = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def describe(reasons: Mapping[str, Sequence[str]]) -> str:
    return "; ".join(f"{reason} ({', '.join(names)})" for reason, names in reasons.items())


def stretches(days: Sequence[str], most: int) -> Iterator[list[str]]:
    """Days that follow each other, at most so many together."""
    stretch: list[str] = []
    for day in days:
        if stretch and (len(stretch) == most or day != add_days(stretch[-1], 1)):
            yield stretch
            stretch = []
        stretch.append(day)
    if stretch:
        yield stretch


def request_for(days: Sequence[str], run_key: str) -> dg.RunRequest:
    """One run for one day, or for a stretch of them, as a backfill would ask for it."""
    if len(days) == 1:
        return dg.RunRequest(run_key, partition_key=days[0])
    tags: dict[str, Any] = {
        "dagster/asset_partition_range_start": days[0],
        "dagster/asset_partition_range_end": days[-1],
    }
    return dg.RunRequest(run_key, tags=tags)


def add_days(day: str, count: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=count)).isoformat()
