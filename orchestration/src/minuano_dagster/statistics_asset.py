"""The asset: a plant's 10-minute statistics, a partition a day, made by Minuano's command line."""

from collections.abc import Iterator
from typing import NoReturn

import dagster as dg
from dagster import AssetExecutionContext

from .day_metadata import metadata_of, table_of
from .day_values import read_values
from .minuano_process import Ended, run_in_pipes
from .plant import Plant
from .shape import read_shape


def statistics_of(plant: Plant) -> dg.AssetsDefinition:
    @dg.asset(
        key_prefix=plant.name or None,
        partitions_def=plant.days.partitions,
        backfill_policy=dg.BackfillPolicy.multi_run(
            max_partitions_per_run=plant.settings.days_per_run
        ),
        # All runs that read one Source stand in a pool: its limit is the instance's setting.
        pool=plant.name_of("connector"),
        group_name=plant.name or "wind_turbine",
        kinds={"typescript", "postgres"},
        required_resource_keys={plant.source_key, plant.target_key},
    )
    def ten_minute_statistics(
        context: AssetExecutionContext,
    ) -> Iterator[dg.AssetMaterialization | dg.MaterializeResult]:
        """Mean, minimum, maximum and standard deviation of each 10 minutes of a day's signals.

        One process of Minuano's loads all days of a run, each of them whole or not at all.
        """
        source, target = plant.source_of(context.resources), plant.target_of(context.resources)
        days = list(context.partition_keys)
        ended = run_in_pipes(
            context,
            plant,
            ["backfill", days[0], days[-1], "--keep-emptied"],
            source.environment() | target.environment(),
            # In a run of several days the context's own partition fields are empty.
            extras={"partition_keys": days},
        )
        if ended.exit_code != 0:
            # A run that fails as a whole may have loaded days: they are there, and Dagster is told so.
            for day in [report for report in ended.days if report["status"] == "loaded"]:
                metadata = metadata_of(day, source.docs_url)
                yield dg.AssetMaterialization(
                    context.asset_key, metadata=metadata, partition=day["day"]
                )
            _fail(context, plant, ended)
        shape = read_shape(plant, source)
        values = read_values(target, shape, plant.days, days)
        for day in ended.days:
            table = table_of(values[values["day"] == day["day"]], shape)
            metadata = metadata_of(day, source.docs_url) | {"values": table}
            context.add_asset_metadata(metadata, partition_key=day["day"])
        yield dg.MaterializeResult()

    return ten_minute_statistics


def _fail(context: AssetExecutionContext, plant: Plant, ended: Ended) -> NoReturn:
    failed = [f"{day['day']}: {day['message']}" for day in ended.days if day["status"] == "failed"]
    failure = dg.Failure(
        "\n".join([f"minuano ended with exit code {ended.exit_code}", *failed]), allow_retries=False
    )
    if not ended.is_worth_a_retry:
        raise failure
    # Asked for here, since a RetryPolicy would also start a run again that was cancelled.
    wait = plant.settings.retry_seconds * 2**context.retry_number
    raise dg.RetryRequested(max_retries=plant.settings.retries, seconds_to_wait=wait) from failure
