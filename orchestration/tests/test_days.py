"""Days brought to the Target for real, and what Dagster is told of each."""

import dagster as dg
from loading import load
from sqlalchemy import text

OUR_CHECKS = {"complete_day", "values_in_range", "matches_source"}


def empty_target_days(engine, first, last):
    with engine.begin() as connection:
        for statement in (
            "delete from data where timestamp between :first and cast(:last as date) + 1",
            "delete from load where day between :first and :last",
        ):
            connection.execute(text(statement), {"first": first, "last": last})


def test_one_day(instance, target_owner):
    empty_target_days(target_owner, "2025-01-02", "2025-01-02")
    loaded = load(instance, "2025-01-02")
    assert loaded.success, loaded.failures
    assert list(loaded.metadata) == ["2025-01-02"]
    day = loaded.metadata["2025-01-02"]
    assert day["status"] == "loaded"
    assert day["rows_read"] == 1440
    assert day["dagster/partition_row_count"] == day["rows_inserted"] == 1152
    assert day["coverage_wind_speed"] == day["coverage_power"] == 1.0
    assert day["seconds"] > 0
    assert day["connector_docs"].endswith("/docs")
    assert [record.data["signal"] for record in day["values"].records][0] == "wind_speed_mean"
    assert len(day["values"].records) == 8
    assert {name for name, check in loaded.checks.items() if check.passed} == OUR_CHECKS


def test_a_range_in_one_run_has_metadata_of_each_day(instance, target_owner, source_owner):
    empty_target_days(target_owner, "2025-01-03", "2025-01-06")
    with source_owner.begin() as connection:
        connection.execute(
            text(
                """delete from data
                   where timestamp between '2025-01-04 12:00Z' and '2025-01-04 23:59Z'"""
            )
        )
    loaded = load(instance, "2025-01-03", "2025-01-06")
    assert loaded.success, loaded.failures
    days = ["2025-01-03", "2025-01-04", "2025-01-05", "2025-01-06"]
    assert sorted(loaded.metadata) == days
    assert [loaded.metadata[day]["rows_read"] for day in days] == [1440, 720, 1440, 1440]
    assert [loaded.metadata[day]["coverage_power"] for day in days] == [1.0, 0.5, 1.0, 1.0]
    complete = loaded.checks["complete_day"]
    assert (complete.passed, complete.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert "2025-01-04 power: 720 of 1440 samples missing" in complete.metadata["found"].value
    assert loaded.checks["values_in_range"].passed
    assert loaded.checks["matches_source"].passed


def test_a_day_without_source_data_is_reported_as_such(instance):
    loaded = load(instance, "2025-01-10", "2025-01-11")
    assert loaded.success, loaded.failures
    assert loaded.metadata["2025-01-10"]["status"] == "loaded"
    assert loaded.metadata["2025-01-11"]["status"] == "no-source-data"
    complete = loaded.checks["complete_day"]
    assert (complete.passed, complete.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert "2025-01-11 wind_speed: the Source has no data" in complete.metadata["found"].value
