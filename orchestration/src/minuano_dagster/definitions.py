"""The code location's table of contents."""

import dagster as dg

from .checks import complete_day, freshness_checks, matches_source, values_in_range
from .jobs import load_days
from .late_days import late_days
from .secret_files import optional_env, read_secret_files
from .source import SourceResource
from .statistics_asset import ten_minute_statistics
from .target import TargetResource
from .yesterday import yesterday

read_secret_files()

defs = dg.Definitions(
    assets=[ten_minute_statistics],
    asset_checks=[complete_day, values_in_range, matches_source, *freshness_checks],
    jobs=[load_days],
    schedules=[yesterday, late_days],
    sensors=[dg.build_sensor_for_freshness_checks(freshness_checks=freshness_checks)],
    resources={
        "source": SourceResource(
            url=dg.EnvVar("CONNECTOR_URL"), api_key=optional_env("CONNECTOR_API_KEY")
        ),
        "target": TargetResource(database_url=dg.EnvVar("TARGET_DATABASE_URL")),
    },
    # A run is one process of Minuano's and a few queries; a Celery worker may have no children of
    # Dagster's own executor.
    executor=dg.in_process_executor,
)
