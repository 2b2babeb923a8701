"""A check: the days are there whole."""

import dagster as dg

from .assets import assets_of
from .check_results import days_of, result_of
from .farm_lacks import describe_farm
from .lacks import count_repeated, read_lacks
from .plant import Plant
from .shape import read_shape


def complete_day_of(plant: Plant, asset: dg.AssetsDefinition) -> dg.AssetChecksDefinition:
    @dg.asset_check(asset=asset, required_resource_keys={plant.source_key, plant.target_key})
    def complete_day(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        """Every day is in the ledger as loaded, and the Target holds as many values as it says.

        Samples that the Source does not have are a warning; a day that is not there, values of one time
        that differ, and more samples than bins hold are errors. Rows that repeat another are a remark.
        Of a farm it says how many assets are whole, and names those that are not.
        """
        target = plant.target_of(context.resources)
        days, shape = days_of(context, plant, asset.key), read_shape(plant)
        assets = assets_of(shape, plant.source_of(context.resources))
        if not assets.all:
            return result_of(days, [], ["the Source has no asset"])
        lacks = read_lacks(target, shape, assets.names, plant.days, days)
        if assets.are_of_a_farm:
            count = len(assets.all)
            errors, warnings = describe_farm(lacks, days, count, len(shape.variables))
        else:
            lines = [(lack.is_error, f"{lack.day} {lack.variable}: {lack.words}") for lack in lacks]
            errors = [line for is_error, line in lines if is_error]
            warnings = [line for is_error, line in lines if not is_error]
        repeated = count_repeated(target, shape, assets.names, days)
        remarks = {"repeated_rows": dg.MetadataValue.int(repeated)} if repeated > 0 else None
        return result_of(days, errors, warnings, remarks)

    return complete_day
