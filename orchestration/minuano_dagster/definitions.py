"""The code location's table of contents."""

import os
from collections.abc import Sequence
from pathlib import Path

import dagster as dg

from .plant_definitions import PlantDefinitions, define_plant
from .plants import find_plants
from .secret_files import read_secret_files


def definitions_of(plants: Sequence[PlantDefinitions]) -> dg.Definitions:
    freshness = [check for plant in plants for check in plant.freshness]
    return dg.Definitions(
        assets=[plant.asset for plant in plants],
        asset_checks=[check for plant in plants for check in plant.checks] + freshness,
        jobs=[plant.load_days for plant in plants],
        schedules=[schedule for plant in plants for schedule in (plant.yesterday, plant.late_days)],
        sensors=[dg.build_sensor_for_freshness_checks(freshness_checks=freshness)],
        resources={
            key: resource for plant in plants for key, resource in plant.plant.resources().items()
        },
        # A run is one process of Minuano's and a few queries; a Celery worker may have no children of
        # Dagster's own executor.
        executor=dg.in_process_executor,
    )


read_secret_files()
plants = [define_plant(plant) for plant in find_plants(os.environ, Path.cwd())]
defs = definitions_of(plants)
