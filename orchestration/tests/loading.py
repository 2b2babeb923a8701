"""Runs the job in this process, and reads what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dagster as dg

from minuano_dagster.definitions import defs


@dataclass(frozen=True)
class Loaded:
    success: bool
    metadata: Mapping[str, Mapping[str, Any]]
    """Of each materialization, by its day."""
    observations: Mapping[str, Mapping[str, Any]]
    """Of each observation, by its day."""
    checks: Mapping[str, dg.AssetCheckEvaluation]
    failures: list[str]
    """What each step failed with."""
    retries: int


def load(
    instance: dg.DagsterInstance,
    first: str,
    last: str | None = None,
    resources: Mapping[str, Any] | None = None,
    definitions: dg.Definitions = defs,
    job: str = "load_days",
) -> Loaded:
    """Loads one day, or a range of days in one run, as a backfill does."""
    of_range = {
        "dagster/asset_partition_range_start": first,
        "dagster/asset_partition_range_end": last,
    }
    result = definitions.resolve_job_def(job).execute_in_process(
        instance=instance,
        raise_on_error=False,
        resources=dict(resources) if resources else None,
        **({"partition_key": first} if last is None else {"tags": of_range}),
    )
    made = [
        event.step_materialization_data.materialization
        for event in result.all_events
        if event.is_step_materialization
    ]
    observed = [
        event.asset_observation_data.asset_observation
        for event in result.all_events
        if event.event_type == dg.DagsterEventType.ASSET_OBSERVATION
    ]
    failed = [event for event in result.all_events if event.is_step_failure]
    return Loaded(
        success=result.success,
        metadata=_metadata_by_day(made),
        observations=_metadata_by_day(observed),
        checks={check.check_name: check for check in result.get_asset_check_evaluations()},
        failures=[event.step_failure_data.error_display_string for event in failed],
        retries=sum(event.is_step_up_for_retry for event in result.all_events),
    )


def _metadata_by_day(events: Sequence[Any]) -> dict[str, dict[str, Any]]:
    return {
        event.partition: {name: value.value for name, value in event.metadata.items()}
        for event in events
    }
