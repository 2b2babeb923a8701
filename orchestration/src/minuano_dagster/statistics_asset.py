"""The asset: a plant's 10-minute statistics, a partition a day, made by Minuano's command line."""

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import dagster as dg
from dagster import AssetExecutionContext

from .day_metadata import metadata_of
from .day_values import read_values
from .days import daily
from .minuano_process import Ended, run_in_pipes
from .settings import SETTINGS
from .shape import read_shape
from .source import SourceResource
from .target import TargetResource

# All runs that read the Source stand in this pool: its limit is the instance's setting.
CONNECTOR_POOL = "connector"


@dg.asset(
    partitions_def=daily,
    backfill_policy=dg.BackfillPolicy.multi_run(max_partitions_per_run=SETTINGS.days_per_run),
    pool=CONNECTOR_POOL,
    group_name="wind_turbine",
    kinds={"typescript", "postgres"},
)
def ten_minute_statistics(
    context: AssetExecutionContext, source: SourceResource, target: TargetResource
) -> dg.MaterializeResult:
    """Mean, minimum, maximum and standard deviation of each 10 minutes of a day's signals.

    One process of Minuano's loads all days of a run, each of them whole or not at all.
    """
    days = list(context.partition_keys)
    ended = run_in_pipes(
        context,
        ["backfill", days[0], days[-1]],
        source.environment() | target.environment(),
        # In a run of several days the context's own partition fields are empty.
        extras={"partition_keys": days},
    )
    metadata = _metadata_by_day(ended.days, source, target)
    if ended.exit_code != 0:
        _record_loaded(context, ended.days, metadata)
        _fail(context, ended)
    for day in days:
        context.add_asset_metadata(metadata[day], partition_key=day)
    return dg.MaterializeResult()


def _metadata_by_day(
    reported: Sequence[Mapping[str, Any]], source: SourceResource, target: TargetResource
) -> dict[str, dict[str, Any]]:
    if not reported:
        return {}
    days = sorted(message["day"] for message in reported)
    values = read_values(target, read_shape(), days)
    return {
        message["day"]: metadata_of(
            message, values[values["day"] == message["day"]], source.docs_url
        )
        for message in reported
    }


def _record_loaded(
    context: AssetExecutionContext,
    reported: Sequence[Mapping[str, Any]],
    metadata: Mapping[str, Mapping[str, Any]],
) -> None:
    """A run that fails as a whole may have loaded days: they are there, and Dagster is told so."""
    for message in reported:
        if message["status"] == "loaded":
            day = message["day"]
            context.log_event(
                dg.AssetMaterialization(context.asset_key, partition=day, metadata=metadata[day])
            )


def _fail(context: AssetExecutionContext, ended: Ended) -> NoReturn:
    failed = [f"{day['day']}: {day['message']}" for day in ended.days if day["status"] == "failed"]
    failure = dg.Failure(
        "\n".join([f"minuano ended with exit code {ended.exit_code}", *failed]), allow_retries=False
    )
    if not ended.is_worth_a_retry:
        raise failure
    # Asked for here, since a RetryPolicy would also start a run again that was cancelled.
    wait = SETTINGS.retry_seconds * 2**context.retry_number
    raise dg.RetryRequested(max_retries=SETTINGS.retries, seconds_to_wait=wait) from failure
