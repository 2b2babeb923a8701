"""What the checks of days have in common: which days, and how they say what they found."""

from collections.abc import Sequence

import dagster as dg

from .plant import Plant


def days_of(
    context: dg.AssetCheckExecutionContext, plant: Plant, asset: dg.AssetKey
) -> Sequence[str]:
    """The run's days; of a run of checks alone, the newest day that is materialized."""
    run = context.op_execution_context
    if run.run.tags.keys() & {"dagster/partition", "dagster/asset_partition_range_start"}:
        return list(run.partition_keys)
    done = context.instance.get_materialized_partitions(asset)
    known = [day for day in done if plant.days.partitions.has_partition_key(day)]
    if not known:
        raise dg.Failure("no day is materialized yet", allow_retries=False)
    return [max(known)]


def result_of(
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
