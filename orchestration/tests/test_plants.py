"""Several plants, each a settings file, are several assets of one code location."""

import os
from pathlib import Path

import dagster as dg
import pytest
from loading import load
from sqlalchemy import text

from minuano_dagster.definitions import definitions_of
from minuano_dagster.plant_definitions import define_plant
from minuano_dagster.plants import find_plants

NOWHERE = "http://127.0.0.1:1"


def write(folder: Path, **contents: str) -> None:
    (folder / "plants").mkdir(exist_ok=True)
    for name, content in contents.items():
        (folder / "plants" / f"{name}.json").write_text(content)


def find(folder: Path, **env: str):
    return find_plants({"MINUANO_PLANTS": "plants/*.json", **env}, folder)


def define(folder: Path) -> dg.Definitions:
    """As the code location does, with the environment as it is."""
    env = {**os.environ, "MINUANO_PLANTS": "plants/*.json"}
    return definitions_of([define_plant(plant) for plant in find_plants(env, folder)])


def test_a_plant_is_an_asset_a_job_and_two_schedules(tmp_path):
    write(
        tmp_path,
        north='{"asset": "N", "timeZone": "America/Sao_Paulo"}',
        south='{"asset": "S", "timeZone": "UTC"}',
    )
    defs = define(tmp_path)
    dg.Definitions.validate_loadable(defs)
    graph = defs.resolve_asset_graph()
    assert {key.to_user_string() for key in graph.get_all_asset_keys()} == {
        "north/ten_minute_statistics",
        "south/ten_minute_statistics",
    }
    north = graph.get(dg.AssetKey(["north", "ten_minute_statistics"]))
    assert (north.group_name, north.pools) == ("north", {"north_connector"})
    assert north.partitions_def.timezone == "America/Sao_Paulo"
    assert {job.name for job in defs.jobs} == {"north_load_days", "south_load_days"}
    assert {schedule.name for schedule in defs.schedules} == {
        "north_yesterday",
        "north_late_days",
        "south_yesterday",
        "south_late_days",
    }
    job = defs.resolve_job_def("south_load_days")
    assert job.tags["minuano/plant"] == "south"
    assert {key.asset_key.path[0] for key in job.asset_layer.asset_graph.asset_check_keys} == {
        "south"
    }


def test_a_prefix_stands_before_the_plant_and_one_plant_may_have_its_own(tmp_path, monkeypatch):
    write(tmp_path, north='{"asset": "N"}', south='{"asset": "S"}')
    monkeypatch.setenv("DAGSTER_ASSET_PREFIX", "wind")
    monkeypatch.setenv("PLANT_SOUTH_DAGSTER_ASSET_PREFIX", "wind/far")
    defs = define(tmp_path)
    dg.Definitions.validate_loadable(defs)
    keys = {"wind/north/ten_minute_statistics", "wind/far/south/ten_minute_statistics"}
    graph = defs.resolve_asset_graph()
    assert {key.to_user_string() for key in graph.get_all_asset_keys()} == keys
    assert {graph.get(key).group_name for key in graph.get_all_asset_keys()} == {"north", "south"}
    assert {job.name for job in defs.jobs} == {"north_load_days", "south_load_days"}
    assert dg.AssetKey(["wind", "north", "ten_minute_statistics"]) in {
        key.asset_key
        for key in defs.resolve_job_def("north_load_days").asset_layer.asset_graph.asset_check_keys
    }


def test_names_are_made_valid(tmp_path):
    write(tmp_path, **{"São José 2": "{}", "off-shore": "{}"})
    assert [plant.name for plant in find(tmp_path)] == ["Sao_Jose_2", "off_shore"]


@pytest.mark.parametrize(
    ("contents", "env", "said"),
    [
        ({}, {}, ["no file matches plants/*.json in "]),
        ({"north": "[]"}, {}, ["north.json is not a JSON object"]),
        ({"north": "{"}, {}, ["north.json is not JSON: "]),
        ({"!": "{}"}, {}, ["!.json has no letter or digit in its name"]),
        ({"a-b": "{}", "a b": "{}"}, {}, ["a b.json and ", "a-b.json would both be the plant a_b"]),
        ({"A": "{}", "a": "{}"}, {}, ["A.json and ", "a.json would both be the plant a"]),
        ({"north": "{}"}, {"MINUANO_EVERY": "5m"}, ["MINUANO_EVERY would hold for all plants"]),
        (
            {"north": "{}"},
            {"PLANT_NROTH_TARGET_DATABASE_URL": "postgresql://u:secret@h/d"},
            ["PLANT_NROTH_TARGET_DATABASE_URL is of no plant: there are PLANT_NORTH_"],
        ),
    ],
)
def test_what_cannot_be_told_apart_is_refused(tmp_path, contents, env, said):
    write(tmp_path, **contents)
    with pytest.raises(ValueError, match="") as refused:
        find(tmp_path, **env)
    for part in said:
        assert part in str(refused.value)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("north", "south", "are_apart"),
    [
        ("{}", "{}", False),
        ('{"asset": "T01"}', '{"asset": "T01"}', False),
        ('{"asset": "T01"}', '{"onlyAssets": ["T01"]}', False),
        ('{"onlyAssets": ["T01", "T02"]}', '{"onlyAssets": ["T02", "T03"]}', False),
        ('{"onlyAssets": ["T01", "T02"]}', "{}", False),
        ('{"assetPrefix": "p-"}', '{"assetPrefix": "p-"}', False),
        ('{"asset": "T01"}', '{"asset": "T02"}', True),
        ('{"asset": "T01"}', "{}", True),
        ('{"onlyAssets": ["T01", "T02"]}', '{"onlyAssets": ["T03"]}', True),
        ('{"onlyAssets": ["T01", "T02"]}', '{"asset": "T03"}', True),
        ('{"assetPrefix": "n-"}', '{"assetPrefix": "s-"}', True),
    ],
)
def test_plants_of_one_target_must_be_told_apart(tmp_path, monkeypatch, north, south, are_apart):
    write(tmp_path, north=north, south=south)
    monkeypatch.setenv("TARGET_DATABASE_URL", "postgresql://etl:secret@db.example/wind")
    own = {"PLANT_SOUTH_TARGET_DATABASE_URL": "postgresql://etl:secret@db.example/other"}
    if are_apart:
        assert len(find(tmp_path, **os.environ)) == 2
    else:
        with pytest.raises(ValueError, match="into the same Target") as refused:
            find(tmp_path, **os.environ)
        assert "secret" not in str(refused.value)
    monkeypatch.setenv(*own.popitem())
    assert len(find(tmp_path, **os.environ)) == 2


def test_a_process_is_given_what_is_its_plants_and_nothing_of_another(tmp_path, monkeypatch):
    write(tmp_path, north="{}", north_2='{"timeZone": "Asia/Tokyo"}')
    for name, value in {
        "CONNECTOR_API_KEY": "secret of all",
        "PLANT_NORTH_CONNECTOR_API_KEY": "secret of north",
        "PLANT_NORTH_2_CONNECTOR_API_KEY": "secret of north 2",
        "PLANT_NORTH_2_MINUANO_EVERY": "5m",
        "PLANT_NORTH_2_DAGSTER_FIRST_DAY": "2020-05-01",
        "PLANT_NORTH_TARGET_DATABASE_URL": "postgresql://secret",
        "PLANT_NORTH_2_TARGET_DATABASE_URL": "postgresql://secret-2",
    }.items():
        monkeypatch.setenv(name, value)
    one, two = find(tmp_path, **os.environ)
    assert one.variable("CONNECTOR_API_KEY") == "PLANT_NORTH_CONNECTOR_API_KEY"
    assert two.settings.first_day == "2020-05-01"
    assert one.settings.first_day == "2025-01-01"
    env = two.environment()
    assert env["MINUANO_CONFIG"] == str(tmp_path / "plants/north_2.json")
    assert (env["MINUANO_TIME_ZONE"], env["MINUANO_EVERY"]) == ("Asia/Tokyo", "5m")
    assert "MINUANO_EVERY" not in one.environment()
    for given in (one.environment(), env):
        assert not [
            name for name in given if name.startswith(("PLANT_", "DAGSTER_", "CONNECTOR_A"))
        ]
        assert not [value for value in given.values() if "secret" in value]
    for plant in (one, two):
        assert "secret" not in repr(plant)


def test_the_connector_of_the_plants_file_wins_over_that_of_all_plants(tmp_path, monkeypatch):
    write(tmp_path, north='{"connector": {"url": "http://north"}}', south="{}")
    monkeypatch.setenv("CONNECTOR_URL", "http://all")
    monkeypatch.setenv("PLANT_SOUTH_TARGET_DATABASE_URL", "postgresql://other.example/wind")
    north, south = find(tmp_path, **os.environ)
    assert north.resources()["north_source"].url == "http://north"
    assert south.resources()["south_source"].process_config_and_initialize().url == "http://all"


def test_of_two_plants_one_is_down_the_other_is_whole_and_the_first_is_tried_again(
    instance, tmp_path, monkeypatch, target_owner
):
    connector = os.environ["CONNECTOR_URL"]
    write(
        tmp_path,
        north=f'{{"asset": "north", "connector": {{"url": "{NOWHERE}"}}}}',
        south=f'{{"asset": "south", "connector": {{"url": "{connector}"}}}}',
    )
    monkeypatch.delenv("CONNECTOR_URL")
    defs = define(tmp_path)
    days = ["2025-01-05", "2025-01-06"]
    north = load(instance, *days, definitions=defs, job="north_load_days")
    assert not north.success
    assert (north.retries, north.metadata) == (1, {})
    assert "exit code 75" in north.failures[0]
    south = load(instance, *days, definitions=defs, job="south_load_days")
    assert south.success, south.failures
    assert all(check.passed for check in south.checks.values())
    assert [south.metadata[day]["dagster/partition_row_count"] for day in days] == [1152, 1152]
    assert loaded_assets(target_owner) == {"south": 2}
    # Up again, it is loaded by the very same job.
    monkeypatch.setenv("PLANT_NORTH_CONNECTOR_URL", connector)
    again = load(instance, *days, definitions=define(tmp_path), job="north_load_days")
    assert again.success, again.failures
    assert loaded_assets(target_owner) == {"north": 2, "south": 2}


def loaded_assets(engine) -> dict[str, int]:
    """How many days of each of the two plants are there."""
    loaded = """select asset, count(distinct day) from load
                where asset in ('north', 'south') and status = 'loaded' group by 1"""
    with engine.connect() as connection:
        return dict(connection.execute(text(loaded)).tuples().all())
