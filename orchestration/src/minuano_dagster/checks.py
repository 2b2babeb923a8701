"""Checks of what the Target holds of a run's days."""

from collections.abc import Sequence

import dagster as dg
import pandas as pd

from .day_values import read_ledger, read_values
from .days import daily
from .sampled_bin import SampledBin, choose_bin, compare_bin
from .settings import SETTINGS
from .shape import Range, Shape, read_shape
from .source import SourceResource
from .statistics_asset import ten_minute_statistics
from .target import TargetResource


@dg.asset_check(asset=ten_minute_statistics)
def complete_day(
    context: dg.AssetCheckExecutionContext, target: TargetResource
) -> dg.AssetCheckResult:
    """Every day is in the ledger as loaded, and the Target holds as many values as it says.

    Samples that the Source does not have are a warning; a day that is not there, values of one time
    that differ, and more samples than bins hold are errors. Rows that repeat another are a remark.
    """
    days, shape = days_of(context), read_shape()
    ledger, values = read_ledger(target, shape, days), read_values(target, shape, days)
    held = values.groupby(["day", "variable"])["values"].sum()
    errors, warnings, repeated = [], [], 0
    rows = ledger.set_index(["day", "variable"])
    for key in [(day, variable) for day in days for variable in shape.variables]:
        name = f"{key[0]} {key[1]}"
        if key not in rows.index:
            errors.append(f"{name}: never loaded")
            continue
        row = rows.loc[key]
        repeated += int(row["duplicates"])
        if row["conflicts"] > 0:
            errors.append(f"{name}: {row['conflicts']} values differ at one time")
        if row["excess"] > 0:
            errors.append(f"{name}: {row['excess']} samples more than bins hold")
        if row["status"] == "no-source-data":
            warnings.append(f"{name}: the Source has no data")
        elif row["status"] == "failed":
            errors.append(f"{name}: failed, {row['error_code']}")
        elif held.get(key, 0) != row["target_rows"]:
            errors.append(f"{name}: {held.get(key, 0)} values, not {row['target_rows']}")
        elif row["status"] == "open":
            warnings.append(f"{name}: still under way")
        elif row["ambiguous"] > 0:
            warnings.append(f"{name}: {row['ambiguous']} samples left out for ambiguous times")
        elif row["missing"] + row["out_of_range"] > 0:
            lost = row["missing"] + row["out_of_range"]
            warnings.append(f"{name}: {lost} of {row['expected']} samples missing or out of range")
    remarks = {"repeated_rows": dg.MetadataValue.int(repeated)} if repeated > 0 else None
    return _result(days, errors, warnings, remarks)


@dg.asset_check(asset=ten_minute_statistics)
def values_in_range(
    context: dg.AssetCheckExecutionContext, source: SourceResource, target: TargetResource
) -> dg.AssetCheckResult:
    """Values are finite and within their variable's valid range, and no deviation is negative."""
    days, shape = days_of(context), read_shape(source)
    errors = []
    for row in read_values(target, shape, days).to_dict("records"):
        least, most = _bounds(shape, row["variable"], row["statistic"])
        # NaN is the greatest of all to PostgreSQL, and in no range.
        if not (least <= row["least"] and row["greatest"] <= most):
            found = f"{row['least']:g} to {row['greatest']:g}"
            errors.append(f"{row['day']} {row['name']}: {found}, not {least:g} to {most:g}")
    return _result(days, errors, [])


def _bounds(shape: Shape, variable: str, statistic: str) -> Range:
    largest = 1e300
    if statistic in ("std", "count"):
        return (0, largest)
    ranges = shape.mean_ranges if statistic == "mean" else shape.ranges
    return ranges.get(variable, (-largest, largest))


@dg.asset_check(asset=ten_minute_statistics)
def matches_source(
    context: dg.AssetCheckExecutionContext, source: SourceResource, target: TargetResource
) -> dg.AssetCheckResult:
    """One bin, taken by chance, is what pandas makes of the Source's samples as they are now."""
    days, shape = days_of(context), read_shape(source)
    sampled = choose_bin(target, shape, days)
    if sampled is None:
        return _result(days, [], ["there is no bin to compare"])
    compared = compare_bin(source, shape, sampled)
    wrong = compared[~compared["equal"]]
    errors = [f"{row.signal}: {row.target:g}, not {row.source:g}" for row in wrong.itertuples()]
    return _result(days, errors, [], _describe(sampled, compared))


def _describe(sampled: SampledBin, compared: pd.DataFrame) -> dict[str, dg.MetadataValue]:
    return {
        "bin": dg.MetadataValue.text(sampled.start.isoformat()),
        "compared": dg.MetadataValue.md(compared.to_markdown(index=False)),
    }


def days_of(context: dg.AssetCheckExecutionContext) -> Sequence[str]:
    """The run's days; of a run of checks alone, the newest day that is materialized."""
    run = context.op_execution_context
    if run.run.tags.keys() & {"dagster/partition", "dagster/asset_partition_range_start"}:
        return list(run.partition_keys)
    done = context.instance.get_materialized_partitions(ten_minute_statistics.key)
    known = [day for day in done if daily.has_partition_key(day)]
    if not known:
        raise dg.Failure("no day is materialized yet", allow_retries=False)
    return [max(known)]


def _result(
    days: Sequence[str],
    errors: Sequence[str],
    warnings: Sequence[str],
    metadata: dict[str, dg.MetadataValue] | None = None,
) -> dg.AssetCheckResult:
    """Fails for errors, and as a warning for warnings alone."""
    found = [*errors, *warnings]
    listed = (
        {"found": dg.MetadataValue.md("\n".join(f"- {line}" for line in found))} if found else {}
    )
    return dg.AssetCheckResult(
        passed=not found,
        severity=dg.AssetCheckSeverity.ERROR if errors else dg.AssetCheckSeverity.WARN,
        description=found[0] if found else None,
        metadata={"first_day": days[0], "last_day": days[-1], **(metadata or {}), **listed},
    )


# Said of the newest day that should be there, whatever day a run loads.
freshness_checks = dg.build_time_partition_freshness_checks(
    assets=[ten_minute_statistics],
    deadline_cron=SETTINGS.freshness_cron,
    timezone=SETTINGS.time_zone,
)
