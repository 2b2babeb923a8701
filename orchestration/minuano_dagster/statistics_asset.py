"""The asset: a plant's 10-minute statistics, a partition a day, made by Minuano's command line."""

import os
from collections.abc import Iterator, Sequence
from typing import NoReturn

import dagster as dg
from dagster import AssetExecutionContext

from .day_metadata import metadata_of, table_of
from .day_values import read_values
from .farm_metadata import describe_statuses
from .minuano_process import Ended, has_come_to_its_end, is_worth_a_retry, run_in_pipes
from .plant import Plant
from .reported_day import ReportedDay, group_by_day
from .shape import read_shape
from .source import SourceResource
from .target import TargetResource
from .target_table import metadata_of_definition, metadata_of_event


def statistics_of(plant: Plant) -> dg.AssetsDefinition:
    @dg.asset(
        key_prefix=plant.key_prefix or None,
        metadata=metadata_of_definition(os.environ.get(plant.variable("TARGET_DATABASE_URL"))),
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
    ) -> Iterator[dg.AssetMaterialization | dg.AssetObservation | dg.MaterializeResult]:
        """Mean, minimum, maximum and standard deviation of each 10 minutes of a day's signals.

        One process of Minuano's loads all days of a run, each of them whole or not at all; of a farm
        each asset's day.
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
        reported = group_by_day(ended.days)
        _log_farm(context, reported)
        if ended.exit_code != 0:
            yield from _tell_of(context, ended.exit_code, reported, source.docs_url)
            _fail(context, plant, ended, reported)
        # Of a farm the table of its assets says more than one of its thousands of signals.
        of_one = [day for day in reported if not day.is_of_a_farm]
        tables = _tables_of(plant, source, target, of_one) if of_one else {}
        of_all = metadata_of_event(target)
        for day in reported:
            metadata = metadata_of(day, source.docs_url) | tables.get(day.day, {}) | of_all
            context.add_asset_metadata(metadata, partition_key=day.day)
        yield dg.MaterializeResult()

    return ten_minute_statistics


def _log_farm(context: AssetExecutionContext, reported: Sequence[ReportedDay]) -> None:
    """A line a day; of a single asset's days Minuano itself has said one of each."""
    for day in reported:
        if day.is_of_a_farm:
            log = context.log.error if day.failed else context.log.info
            log(f"{day.day}: {len(day.reports)} assets: {describe_statuses(day.reports)}")


def _tables_of(
    plant: Plant, source: SourceResource, target: TargetResource, days: Sequence[ReportedDay]
) -> dict[str, dict[str, dg.TableMetadataValue]]:
    shape = read_shape(plant, source)
    values = read_values(target, shape, plant.days, [day.day for day in days])
    return {day.day: {"values": table_of(values[values["day"] == day.day], shape)} for day in days}


def _tell_of(
    context: AssetExecutionContext, exit_code: int, reported: Sequence[ReportedDay], docs_url: str
) -> Iterator[dg.AssetMaterialization | dg.AssetObservation]:
    """A run that fails as a whole may have loaded days: they are there, and Dagster is told so.

    A farm's day of which an asset has failed is no materialization, and so is tried again; what there
    is of it, and which assets failed, is told beside.
    """
    for day in reported:
        # A process that was ended may have told of some assets alone.
        if day.is_loaded and (not day.is_of_a_farm or has_come_to_its_end(exit_code)):
            yield dg.AssetMaterialization(
                context.asset_key, metadata=metadata_of(day, docs_url), partition=day.day
            )
        elif day.is_of_a_farm:
            yield dg.AssetObservation(
                context.asset_key, metadata=metadata_of(day, docs_url), partition=day.day
            )


def _fail(
    context: AssetExecutionContext,
    plant: Plant,
    ended: Ended,
    reported: Sequence[ReportedDay],
) -> NoReturn:
    failed = [day.describe_failure() for day in reported if day.failed]
    if not failed and ended.reason:
        failed = [ended.reason]
    failure = dg.Failure(
        "\n".join([f"minuano ended with exit code {ended.exit_code}", *failed]),
        allow_retries=False,
    )
    if not is_worth_a_retry(ended.exit_code):
        raise failure
    # Asked for here, since a RetryPolicy would also start a run again that was cancelled.
    wait = plant.settings.retry_seconds * 2**context.retry_number
    raise dg.RetryRequested(max_retries=plant.settings.retries, seconds_to_wait=wait) from failure
