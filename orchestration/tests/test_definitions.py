"""The code location loads, and has what is promised."""

import os
from pathlib import Path

import dagster as dg
import pytest

from minuano_dagster.definitions import definitions_of, defs, plants
from minuano_dagster.plant_definitions import define_plant
from minuano_dagster.plants import find_plants
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
    assert settings.asset_prefix == ()
    assert settings.first_day == "2020-05-01"
    assert settings.days_per_run == 7
    assert settings.command == ("node", "my app/main.js")


def test_an_empty_setting_is_none():
    assert read_settings({"MINUANO_TIME_ZONE": ""}).time_zone == "UTC"


def test_a_prefix_begins_every_key_and_nothing_else(monkeypatch):
    monkeypatch.setenv("DAGSTER_ASSET_PREFIX", "wind-farms/minuano_1")
    prefixed = definitions_of([define_plant(plant) for plant in find_plants(os.environ, Path())])
    dg.Definitions.validate_loadable(prefixed)
    graph = prefixed.resolve_asset_graph()
    key = dg.AssetKey(["wind-farms", "minuano_1", "ten_minute_statistics"])
    assert graph.get_all_asset_keys() == {key}
    assert {check.asset_key for check in graph.asset_check_keys} == {key}
    assert len(graph.asset_check_keys) == 4
    assert graph.get(key).group_name == "wind_turbine"
    assert {job.name for job in prefixed.jobs or []} == {"load_days"}
    assert set(prefixed.resources or {}) == {"source", "target"}


@pytest.mark.parametrize("prefix", ["/", "wind/", "/wind", "wind//minuano", "a b", "São", "a.b"])
def test_a_prefix_that_is_no_key_is_refused_with_what_to_write(prefix):
    with pytest.raises(ValueError, match=r"DAGSTER_ASSET_PREFIX is .*such as wind/minuano") as refused:
        read_settings({"DAGSTER_ASSET_PREFIX": prefix})
    assert repr(prefix) in str(refused.value)
