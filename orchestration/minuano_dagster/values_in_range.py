"""A check: values lie where they can."""

from collections.abc import Sequence

import dagster as dg
import pandas as pd

from .assets import Assets, assets_of
from .check_results import days_of, result_of
from .days import Days
from .plant import Plant
from .shape import Range, Shape, read_shape
from .target import TargetResource

# NaN is the greatest of all to PostgreSQL, and in no range.
OUTSIDE = """
with bounds as (
  select * from unnest(cast(:of_variable as text[]), cast(:of_statistic as text[]),
    cast(:of_own as boolean[]), cast(:lower as float8[]), cast(:upper as float8[]))
    as of (variable, statistic, own, lower, upper)
)
select to_char(data."timestamp" at time zone :zone, 'YYYY-MM-DD') as day, signal.name,
  min(data.value) as least, max(data.value) as greatest, bounds.lower, bounds.upper,
  count(*) over () as found
from data
join signal on signal.id = data.signal_id
join bounds on bounds.variable = signal.variable and bounds.statistic = signal.statistic
  and bounds.own = (signal.asset = any(cast(:with_settings as text[])))
where data."timestamp" >= :start and data."timestamp" < :end
  and signal.asset = any(:assets) and signal.period_seconds = :period_seconds
group by 1, signal.id, bounds.lower, bounds.upper
having not (min(data.value) >= bounds.lower and max(data.value) <= bounds.upper)
order by 1, signal.id limit :limit"""

STATISTICS = ("mean", "min", "max", "std", "count")
LARGEST = 1e300

# A thousand assets have many thousand signals.
MOST_NAMED = 100


def values_in_range_of(plant: Plant, asset: dg.AssetsDefinition) -> dg.AssetChecksDefinition:
    @dg.asset_check(asset=asset, required_resource_keys={plant.source_key, plant.target_key})
    def values_in_range(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        """Values are finite and within their variable's valid range, and no deviation is negative."""
        source, target = plant.source_of(context.resources), plant.target_of(context.resources)
        days, shape = days_of(context, plant, asset.key), read_shape(plant, source)
        assets = assets_of(shape, source)
        rows = _read_outside(target, shape, assets, plant.days, days)
        errors = [
            f"{row.day} {row.name}: {row.least:g} to {row.greatest:g}, "
            f"not {row.lower:g} to {row.upper:g}"
            for row in rows.itertuples(index=False)
        ]
        if errors and (left_out := int(rows["found"].iloc[0]) - len(errors)) > 0:
            errors.append(f"and {left_out} more")
        return result_of(days, errors, [], _remark_on(assets))

    return values_in_range


def _read_outside(
    target: TargetResource, shape: Shape, assets: Assets, days: Days, names: Sequence[str]
) -> pd.DataFrame:
    """A row a day and signal that has a value outside of its bounds."""
    start, end = days.window_of(names[0], names[-1])
    bounds = [
        (variable, statistic, own, *_bounds(shape, variable, statistic, own))
        for variable in shape.variables
        for statistic in STATISTICS
        for own in (False, True)
    ]
    columns = zip(("of_variable", "of_statistic", "of_own", "lower", "upper"), zip(*bounds))
    asked = {
        "assets": assets.names,
        "with_settings": assets.with_settings,
        "period_seconds": shape.period_seconds,
        "zone": days.time_zone,
        "start": start,
        "end": end,
        "limit": MOST_NAMED,
    }
    return target.query(OUTSIDE, asked | {name: list(values) for name, values in columns})


def _bounds(shape: Shape, variable: str, statistic: str, own: bool) -> Range:
    if statistic in ("std", "count"):
        return (0, LARGEST)
    ranges = shape.mean_ranges if statistic == "mean" else shape.ranges
    # What an asset has for itself is not part of the shape.
    return (-LARGEST, LARGEST) if own else ranges.get(variable, (-LARGEST, LARGEST))


def _remark_on(assets: Assets) -> dict[str, dg.MetadataValue] | None:
    own = assets.with_settings
    if not own:
        return None
    more = f" and {len(own) - MOST_NAMED} more" if len(own) > MOST_NAMED else ""
    words = "only checked to be finite, since settings of their own may say their ranges"
    return {
        "ranges_not_checked": dg.MetadataValue.text(f"{', '.join(own[:MOST_NAMED])}{more}: {words}")
    }
