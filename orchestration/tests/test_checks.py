"""Each check fails on what it is there for."""

import dagster as dg
from loading import load
from sqlalchemy import text

from minuano_dagster.checks import complete_day, matches_source, values_in_range
from minuano_dagster.definitions import defs


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
    assert run_check(instance, complete_day).passed
    change(target_owner, "delete from data where timestamp = '2025-01-08 10:00Z'")
    found = run_check(instance, complete_day)
    assert (found.passed, found.severity) == (False, dg.AssetCheckSeverity.ERROR)
    assert "2025-01-08 power: 572 values, not 576" in found.metadata["found"].value


def test_values_out_of_range_are_found(instance, target_owner):
    assert load(instance, "2025-01-09").success
    assert run_check(instance, values_in_range).passed
    change(
        target_owner,
        """update data set value = 'nan' from signal
           where signal_id = signal.id and name = 'wind_speed_max'
             and timestamp = '2025-01-09 10:00Z'""",
    )
    found = run_check(instance, values_in_range)
    assert (found.passed, found.severity) == (False, dg.AssetCheckSeverity.ERROR)
    assert "2025-01-09 wind_speed_max" in found.metadata["found"].value


def test_a_target_that_is_not_the_sources_is_found(instance, target_owner):
    assert load(instance, "2025-01-09").success
    change(
        target_owner,
        """update data set value = value + 0.001 from signal where signal_id = signal.id
           and name = 'power_std' and timestamp between '2025-01-09Z' and '2025-01-10Z'""",
    )
    found = run_check(instance, matches_source)
    assert not found.passed
    assert "power_std" in found.metadata["found"].value
    # Loading the day again mends it.
    assert load(instance, "2025-01-09").checks["matches_source"].passed


def change(engine, statement):
    with engine.begin() as connection:
        assert connection.execute(text(statement)).rowcount > 0
