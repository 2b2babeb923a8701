"""The job that all runs of a plant's days use: the asset, and the checks of what it made."""

from collections.abc import Sequence

import dagster as dg

from .plant import Plant

# Of which plant a run is: dagster.yaml limits by it how many runs one plant has at once.
PLANT_TAG = "minuano/plant"


def load_days_of(
    plant: Plant, asset: dg.AssetsDefinition, checks: Sequence[dg.AssetChecksDefinition]
):
    return dg.define_asset_job(
        plant.name_of("load_days"),
        selection=dg.AssetSelection.assets(asset).without_checks()
        | dg.AssetSelection.checks(*checks),
        tags={PLANT_TAG: plant.name} if plant.name else None,
        description="Brings days from the Source to the Target, and checks them.",
    )
