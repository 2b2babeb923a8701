"""A check: the Target says what the Source says."""

import dagster as dg
import pandas as pd

from .assets import assets_of
from .check_results import days_of, result_of
from .plant import Plant
from .sampled_bin import SampledBin, choose_asset, choose_bin, compare_bin
from .shape import read_shape


def matches_source_of(plant: Plant, asset: dg.AssetsDefinition) -> dg.AssetChecksDefinition:
    @dg.asset_check(asset=asset, required_resource_keys={plant.source_key, plant.target_key})
    def matches_source(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        """One bin, taken by chance, is what pandas makes of the Source's samples as they are now.

        Of a farm it is one of an asset that has no settings for itself.
        """
        source, target = plant.source_of(context.resources), plant.target_of(context.resources)
        days, shape = days_of(context, plant, asset.key), read_shape(plant, source)
        chosen = choose_asset(target, shape, assets_of(shape, source), days)
        sampled = chosen and choose_bin(target, shape, chosen, plant.days, days)
        if sampled is None:
            return result_of(days, [], ["there is no bin to compare"])
        compared = compare_bin(source, shape, sampled)
        wrong = compared[~compared["equal"]]
        errors = [f"{row.signal}: {row.target:g}, not {row.source:g}" for row in wrong.itertuples()]
        return result_of(days, errors, [], _describe(sampled, compared))

    return matches_source


def _describe(sampled: SampledBin, compared: pd.DataFrame) -> dict[str, dg.MetadataValue]:
    return {
        "bin": dg.MetadataValue.text(sampled.start.isoformat()),
        "compared": dg.MetadataValue.md(compared.to_markdown(index=False)),
    }
