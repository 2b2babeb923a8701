"""The job that all runs of days use: the asset, and the checks of what it made."""

import dagster as dg

from .checks import complete_day, matches_source, values_in_range
from .statistics_asset import ten_minute_statistics

load_days = dg.define_asset_job(
    "load_days",
    selection=dg.AssetSelection.assets(ten_minute_statistics).without_checks()
    | dg.AssetSelection.checks(complete_day, values_in_range, matches_source),
    description="Brings days from the Source to the Target, and checks them.",
)
