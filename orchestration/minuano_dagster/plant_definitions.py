"""All that Dagster has of one plant."""

from collections.abc import Sequence
from dataclasses import dataclass

import dagster as dg

from .complete_day import complete_day_of
from .jobs import load_days_of
from .late_days import late_days_of
from .matches_source import matches_source_of
from .plant import Plant
from .statistics_asset import statistics_of
from .values_in_range import values_in_range_of
from .yesterday import yesterday_of


@dataclass(frozen=True)
class PlantDefinitions:
    plant: Plant
    asset: dg.AssetsDefinition
    complete_day: dg.AssetChecksDefinition
    values_in_range: dg.AssetChecksDefinition
    matches_source: dg.AssetChecksDefinition
    freshness: Sequence[dg.AssetChecksDefinition]
    """Said of the newest day that should be there, whatever day a run loads."""
    load_days: dg.JobDefinition
    yesterday: dg.ScheduleDefinition
    late_days: dg.ScheduleDefinition

    @property
    def checks(self) -> list[dg.AssetChecksDefinition]:
        """The checks of what a run has made."""
        return [self.complete_day, self.values_in_range, self.matches_source]


def define_plant(plant: Plant) -> PlantDefinitions:
    asset = statistics_of(plant)
    checks = [of(plant, asset) for of in (complete_day_of, values_in_range_of, matches_source_of)]
    job = load_days_of(plant, asset, checks)
    return PlantDefinitions(
        plant,
        asset,
        *checks,
        freshness=dg.build_time_partition_freshness_checks(
            assets=[asset],
            deadline_cron=plant.settings.freshness_cron,
            timezone=plant.settings.time_zone,
        ),
        load_days=job,
        yesterday=yesterday_of(plant, job),
        late_days=late_days_of(plant, job),
    )
