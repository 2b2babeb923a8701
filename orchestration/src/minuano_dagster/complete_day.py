"""A check: the days are there whole."""

import dagster as dg

from .check_results import days_of, result_of
from .day_values import read_ledger, read_values
from .plant import Plant
from .shape import read_shape


def complete_day_of(plant: Plant, asset: dg.AssetsDefinition) -> dg.AssetChecksDefinition:
    @dg.asset_check(asset=asset, required_resource_keys={plant.target_key})
    def complete_day(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        """Every day is in the ledger as loaded, and the Target holds as many values as it says.

        Samples that the Source does not have are a warning; a day that is not there, values of one time
        that differ, and more samples than bins hold are errors. Rows that repeat another are a remark.
        """
        target = plant.target_of(context.resources)
        days, shape = days_of(context, plant, asset.key), read_shape(plant)
        ledger, values = (
            read_ledger(target, shape, days),
            read_values(target, shape, plant.days, days),
        )
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
                warnings.append(
                    f"{name}: {lost} of {row['expected']} samples missing or out of range"
                )
        remarks = {"repeated_rows": dg.MetadataValue.int(repeated)} if repeated > 0 else None
        return result_of(days, errors, warnings, remarks)

    return complete_day
