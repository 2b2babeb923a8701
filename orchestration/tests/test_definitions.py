"""The code location loads, and has what is promised."""

import dagster as dg

from minuano_dagster.definitions import defs, plants
from minuano_dagster.settings import read_settings

ten_minute_statistics = plants[0].asset


def test_everything_resolves():
    dg.Definitions.validate_loadable(defs)


def test_the_asset_is_a_day_in_the_plants_zone():
    partitions = ten_minute_statistics.partitions_def
    assert isinstance(partitions, dg.DailyPartitionsDefinition)
    assert partitions.timezone == "UTC"
    assert partitions.get_first_partition_key() == "2025-01-01"


def test_a_backfills_run_carries_many_days_and_stands_in_the_pool():
    policy = ten_minute_statistics.backfill_policy
    assert policy == dg.BackfillPolicy.multi_run(max_partitions_per_run=31)
    assert ten_minute_statistics.op.pool == "connector"


def test_keys_and_names_of_one_plant_have_no_plant_in_them():
    assert ten_minute_statistics.key == dg.AssetKey("ten_minute_statistics")
    assert set(ten_minute_statistics.group_names_by_key.values()) == {"wind_turbine"}
    assert {job.name for job in defs.jobs or []} == {"load_days"}
    assert set(defs.resources or {}) == {"source", "target"}


def test_checks_and_schedules_are_there():
    checks = {key.name for key in defs.resolve_asset_graph().asset_check_keys}
    assert checks == {"complete_day", "values_in_range", "matches_source", "freshness_check"}
    schedules = {schedule.name for schedule in defs.schedules or []}
    assert schedules == {"yesterday", "late_days"}


def test_the_job_runs_our_checks_and_not_that_of_freshness():
    graph = defs.resolve_job_def("load_days").asset_layer.asset_graph
    checks = {key.name for key in graph.asset_check_keys}
    assert checks == {"complete_day", "values_in_range", "matches_source"}


def test_settings_come_from_the_environment():
    settings = read_settings(
        {
            "MINUANO_TIME_ZONE": "America/Sao_Paulo",
            "DAGSTER_FIRST_DAY": "2020-05-01",
            "DAGSTER_DAYS_PER_RUN": "7",
            "MINUANO_COMMAND": "node 'my app/main.js'",
        }
    )
    assert settings.time_zone == "America/Sao_Paulo"
    assert settings.first_day == "2020-05-01"
    assert settings.days_per_run == 7
    assert settings.command == ("node", "my app/main.js")


def test_an_empty_setting_is_none():
    assert read_settings({"MINUANO_TIME_ZONE": ""}).time_zone == "UTC"
