"""A farm: a partition is a day of all its assets."""

import json
from collections.abc import Iterator

import dagster as dg
import pytest
from farm import connector_of_farm, make_table
from loading import load
from sqlalchemy import Engine, text
from test_plants import define, write
from test_schedules import tick

ASSETS = ["T01", "T02", "T03"]
DAYS = ["2025-01-05", "2025-01-06"]


@pytest.fixture
def farm(source_owner: Engine, target_owner: Engine) -> Iterator[str]:
    """The Connector's URL. T02 has no rows on the second day, and T03 no power in half of it."""
    make_table(source_owner, ASSETS)
    run(
        source_owner,
        "delete from farm where turbine = 'T02' and timestamp >= '2025-01-06Z' and timestamp < '2025-01-07Z'",
        """update farm set power = null where turbine = 'T03'
           and timestamp >= '2025-01-06 12:00Z' and timestamp < '2025-01-07Z'""",
    )
    with connector_of_farm() as url:
        yield url
    run(
        target_owner,
        "delete from data where signal_id in (select id from signal where asset like 'f-%')",
        "delete from load where asset like 'f-%'",
    )


def run(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def define_farm(tmp_path, url: str, **settings) -> dg.Definitions:
    content = {"assetPrefix": "f-", "connector": {"url": url}, **settings}
    write(tmp_path, farm=json.dumps(content))
    return define(tmp_path)


def table(metadata) -> dict[str, tuple]:
    rows = [record.data for record in metadata["by_asset"].records]
    columns = ("status", "source_rows", "values", "least_coverage", "variable", "reason")
    return {row["asset"]: tuple(row[column] for column in columns) for row in rows}


def test_a_days_metadata_tells_of_each_asset_and_its_checks_name_what_is_not_whole(
    instance, tmp_path, monkeypatch, farm
):
    monkeypatch.delenv("CONNECTOR_URL")
    loaded = load(instance, *DAYS, definitions=define_farm(tmp_path, farm), job="farm_load_days")
    assert loaded.success, loaded.failures
    first, second = (loaded.metadata[day] for day in DAYS)
    assert (first["status"], first["assets"], first["assets_whole"]) == ("loaded", 3, 3)
    assert (first["rows_read"], first["dagster/partition_row_count"]) == (3 * 1440, 3 * 1152)
    assert first["coverage_power"] == 1.0
    assert list(table(first)) == ["f-T01", "f-T02", "f-T03"]
    assert second["status"] == "no-source-data: 1, loaded: 2"
    assert (second["assets"], second["assets_whole"]) == (3, 1)
    assert (second["rows_read"], second["dagster/partition_row_count"]) == (2880, 1152 + 864)
    assert table(second) == {
        "f-T02": ("no-source-data", None, None, None, None, "the Source has no rows"),
        "f-T03": ("loaded", 1440, 864, 0.5, "power", "power: of 1,440 samples 720 missing"),
        "f-T01": ("loaded", 1440, 1152, 1.0, "power", ""),
    }
    complete = loaded.checks["complete_day"]
    assert (complete.passed, complete.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert complete.metadata["found"].value == (
        "- 2025-01-06: 1 of 3 assets whole; f-T02 no source data; f-T03 coverage 0.5"
    )
    assert loaded.checks["values_in_range"].passed
    compared = loaded.checks["matches_source"]
    assert compared.passed
    assert "| f-T0" in compared.metadata["compared"].value


def test_a_day_of_which_an_asset_fails_is_not_materialized_and_tells_of_all_assets(
    instance, tmp_path, monkeypatch, farm, source_owner
):
    monkeypatch.delenv("CONNECTOR_URL")
    defs = define_farm(tmp_path, farm, duplicates="refuse")
    run(
        source_owner,
        """insert into farm (turbine, timestamp, power, wind_speed)
           select turbine, timestamp, power + 1, wind_speed from farm
           where turbine = 'T03' and timestamp = '2025-01-06 03:00Z'""",
    )
    loaded = load(instance, *DAYS, definitions=defs, job="farm_load_days")
    assert not loaded.success
    assert list(loaded.metadata) == ["2025-01-05"]
    assert "2025-01-06: 1 of 3 assets failed: f-T03: " in loaded.failures[0]
    told = loaded.observations["2025-01-06"]
    assert told["status"] == "failed: 1, no-source-data: 1, loaded: 1"
    assert next(iter(table(told))) == "f-T03"
    run(source_owner, "delete from farm where timestamp = '2025-01-06 03:00Z'")
    assert load(instance, *DAYS, definitions=defs, job="farm_load_days").success


def test_a_day_is_late_where_one_asset_of_it_is(
    instance, tmp_path, monkeypatch, farm, source_owner
):
    monkeypatch.delenv("CONNECTOR_URL")
    monkeypatch.setenv("PLANT_FARM_DAGSTER_FIRST_DAY", DAYS[0])
    defs = define_farm(tmp_path, farm)
    assert load(instance, *DAYS, definitions=defs, job="farm_load_days").success
    schedule = next(one for one in defs.schedules if one.name == "farm_late_days")
    late = tick(schedule, instance, "2025-01-07T00:30", definitions=defs)
    assert late.skip_message == "2025-01-05 to 2025-01-06: nothing to load"
    run(
        source_owner,
        """update farm set power = 1
           where turbine in ('T01', 'T03') and timestamp = '2025-01-05 03:00Z'""",
    )
    (request,) = tick(schedule, instance, "2025-01-07T00:30", definitions=defs).run_requests
    assert request.partition_key == "2025-01-05"


def test_checks_find_what_was_lost_of_one_asset(
    instance, tmp_path, monkeypatch, farm, target_owner
):
    monkeypatch.delenv("CONNECTOR_URL")
    defs = define_farm(
        tmp_path, farm, onlyAssets=["T01", "T03"], assets={"T03": {"minimumCoverage": 0.1}}
    )
    assert load(instance, DAYS[0], definitions=defs, job="farm_load_days").success
    run(
        target_owner,
        """delete from data using signal where signal_id = signal.id
           and name = 'f-T01.power_max' and timestamp = '2025-01-05 10:00Z'""",
        """update data set value = -99 from signal where signal_id = signal.id
           and name = 'f-T01.wind_speed_min' and timestamp = '2025-01-05 10:00Z'""",
        """update data set value = 'nan' from signal where signal_id = signal.id
           and name = 'f-T03.wind_speed_min' and timestamp = '2025-01-05 10:00Z'""",
    )
    found = run_checks(instance, defs)
    assert found["complete_day"].severity == dg.AssetCheckSeverity.ERROR
    assert found["complete_day"].description == (
        "2025-01-05: 1 of 2 assets whole; f-T01 power: 575 values, not 576"
    )
    outside = found["values_in_range"]
    assert "2025-01-05 f-T01.wind_speed_min: -99 to " in outside.metadata["found"].value
    assert "2025-01-05 f-T03.wind_speed_min: " in outside.metadata["found"].value
    assert outside.metadata["ranges_not_checked"].value.startswith("f-T03: only checked")


def run_checks(instance, defs) -> dict[str, dg.AssetCheckEvaluation]:
    """All checks alone, as Dagster's own button runs them."""
    checks = [
        check for check in defs.asset_checks if "freshness_check" not in str(check.check_keys)
    ]
    job = dg.Definitions(
        assets=defs.assets,
        asset_checks=checks,
        resources=defs.resources,
        jobs=[dg.define_asset_job("checks", selection=dg.AssetSelection.checks(*checks))],
    ).resolve_job_def("checks")
    result = job.execute_in_process(instance=instance, raise_on_error=False)
    return {check.check_name: check for check in result.get_asset_check_evaluations()}
