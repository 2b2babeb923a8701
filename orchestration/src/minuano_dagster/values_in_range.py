"""A check: values lie where they can."""

import dagster as dg

from .check_results import days_of, result_of
from .day_values import read_values
from .plant import Plant
from .shape import Range, Shape, read_shape


def values_in_range_of(plant: Plant, asset: dg.AssetsDefinition) -> dg.AssetChecksDefinition:
    @dg.asset_check(asset=asset, required_resource_keys={plant.source_key, plant.target_key})
    def values_in_range(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        """Values are finite and within their variable's valid range, and no deviation is negative."""
        target = plant.target_of(context.resources)
        days = days_of(context, plant, asset.key)
        shape = read_shape(plant, plant.source_of(context.resources))
        errors = []
        for row in read_values(target, shape, plant.days, days).to_dict("records"):
            least, most = _bounds(shape, row["variable"], row["statistic"])
            # NaN is the greatest of all to PostgreSQL, and in no range.
            if not (least <= row["least"] and row["greatest"] <= most):
                found = f"{row['least']:g} to {row['greatest']:g}"
                errors.append(f"{row['day']} {row['name']}: {found}, not {least:g} to {most:g}")
        return result_of(days, errors, [])

    return values_in_range


def _bounds(shape: Shape, variable: str, statistic: str) -> Range:
    largest = 1e300
    if statistic in ("std", "count"):
        return (0, largest)
    ranges = shape.mean_ranges if statistic == "mean" else shape.ranges
    return ranges.get(variable, (-largest, largest))
