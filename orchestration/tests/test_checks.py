"""Each check fails on what it is there for."""

import dagster as dg
from loading import load
from sqlalchemy import text

from minuano_dagster.definitions import defs, plants

(plant,) = plants
OUR_CHECKS = {"complete_day", "values_in_range", "matches_source"}


def run_check(instance, check):
    """One check alone, as Dagster's own button does: of the newest day that is materialized."""
    job = dg.Definitions(
        assets=defs.assets,
        asset_checks=[check],
        resources=defs.resources,
        jobs=[dg.define_asset_job("one_check", selection=dg.AssetSelection.checks(check))],
    ).resolve_job_def("one_check")
    result = job.execute_in_process(instance=instance, raise_on_error=False)
    return result.get_asset_check_evaluations()[0]


def test_a_check_alone_looks_at_the_newest_day_and_fails_on_lost_values(instance, target_owner):
    assert load(instance, "2025-01-07").success
    assert load(instance, "2025-01-08").success
    assert run_check(instance, plant.complete_day).passed
    change(target_owner, "delete from data where timestamp = '2025-01-08 10:00Z'")
    found = run_check(instance, plant.complete_day)
    assert (found.passed, found.severity) == (False, dg.AssetCheckSeverity.ERROR)
    assert "2025-01-08 power: 572 values, not 576" in found.metadata["found"].value


def test_values_out_of_range_are_found(instance, target_owner):
    assert load(instance, "2025-01-09").success
    assert run_check(instance, plant.values_in_range).passed
    change(
        target_owner,
        """update data set value = 'nan' from signal
           where signal_id = signal.id and name = 'wind_speed_max'
             and timestamp = '2025-01-09 10:00Z'""",
    )
    found = run_check(instance, plant.values_in_range)
    assert (found.passed, found.severity) == (False, dg.AssetCheckSeverity.ERROR)
    assert "2025-01-09 wind_speed_max" in found.metadata["found"].value


def test_samples_that_the_source_calls_bad_are_told_with_the_reason(instance, target_owner):
    assert load(instance, "2025-01-09").success
    change(
        target_owner,
        """update load set missing = 12, reasons = '{"bad-quality": 12}'
           where day = '2025-01-09' and variable = 'power'""",
    )
    found = run_check(instance, plant.complete_day)
    assert (found.passed, found.severity) == (False, dg.AssetCheckSeverity.WARN)
    words = "2025-01-09 power: 12 of 1440 samples missing or out of range (12 bad-quality)"
    assert words in found.metadata["found"].value


def test_a_target_that_is_not_the_sources_is_found(instance, target_owner):
    assert load(instance, "2025-01-09").success
    change(
        target_owner,
        """update data set value = value + 0.001 from signal where signal_id = signal.id
           and name = 'power_std' and timestamp between '2025-01-09Z' and '2025-01-10Z'""",
    )
    found = run_check(instance, plant.matches_source)
    assert not found.passed
    assert "power_std" in found.metadata["found"].value
    # Loading the day again mends it.
    assert load(instance, "2025-01-09").checks["matches_source"].passed


def test_degrees_of_temperature_are_compared(instance, target_owner, monkeypatch):
    shape(monkeypatch, "Celsius", "ambient_temperature", "ambient_temperature=°C")
    loaded = load(instance, "2025-01-09")
    assert loaded.checks["matches_source"].passed
    change(
        target_owner,
        "update data set value = value + 1 from signal where signal_id = signal.id and asset = 'Celsius'",
    )
    found = run_check(instance, plant.matches_source)
    assert "Celsius.ambient_temperature_mean" in found.metadata["found"].value


def test_a_direction_is_not_compared_with_an_arithmetic_mean(instance, monkeypatch):
    # Its samples lie around north, and its own range is that of the samples, not of the mean.
    shape(monkeypatch, "vane", "wind_speed,power", "wind_speed=degrees from N")
    monkeypatch.setenv("MINUANO_RANGES", "wind_speed=-180..180")
    loaded = load(instance, "2025-01-09")
    assert loaded.success, loaded.failures
    compared = loaded.checks["matches_source"].metadata["compared"].value
    assert "vane.power_mean" in compared
    assert "vane.wind_speed" not in compared
    assert {name for name, check in loaded.checks.items() if check.passed} == OUR_CHECKS
    table = loaded.metadata["2025-01-09"]["values"].records
    averages = {record.data["signal"]: record.data["average"] for record in table}
    assert averages["vane.wind_speed_mean"] is None
    assert averages["vane.power_mean"] is not None and averages["vane.wind_speed_std"] is not None
    assert "vane.wind_speed_max" not in averages


def test_ranges_and_the_bin_width_are_those_of_the_settings(instance, target_owner, monkeypatch):
    shape(monkeypatch, "hourly", "wind_speed", "wind_speed=m/s")
    monkeypatch.setenv("MINUANO_EVERY", "1h")
    monkeypatch.setenv("MINUANO_RANGES", "wind_speed=0..100")
    loaded = load(instance, "2025-01-09")
    assert {name for name, check in loaded.checks.items() if check.passed} == OUR_CHECKS
    most = """update data set value = {} from signal where signal_id = signal.id
              and name = 'hourly.wind_speed_max_1h' and timestamp = '2025-01-09 10:00Z'"""
    change(target_owner, most.format(99))
    assert run_check(instance, plant.values_in_range).passed
    change(target_owner, most.format(101))
    assert not run_check(instance, plant.values_in_range).passed


def shape(monkeypatch, asset, variables, units):
    """Settings of an asset of its own, whose signals no other test has."""
    monkeypatch.setenv("MINUANO_ASSET", asset)
    monkeypatch.setenv("MINUANO_VARIABLES", variables)
    monkeypatch.setenv("MINUANO_UNITS", units)


def change(engine, statement):
    with engine.begin() as connection:
        assert connection.execute(text(statement)).rowcount > 0
