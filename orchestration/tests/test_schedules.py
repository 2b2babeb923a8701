"""Both schedules, evaluated as the daemon would."""

from datetime import datetime, timezone

import dagster as dg
from loading import load
from sqlalchemy import text

from minuano_dagster.definitions import defs, plants
from minuano_dagster.late_days import describe_all, stretches
from minuano_dagster.source import SourceResource

late_days, yesterday = plants[0].late_days, plants[0].yesterday


def tick(schedule, instance, time, definitions=defs, **resources):
    context = dg.build_schedule_context(
        instance=instance,
        scheduled_execution_time=datetime.fromisoformat(time).replace(tzinfo=timezone.utc),
        repository_def=definitions.get_repository_def(),
        resources={**definitions.resources, **resources},
    )
    return schedule.evaluate_tick(context)


def test_yesterday_is_asked_for(instance):
    found = tick(yesterday, instance, "2025-01-04T01:00")
    assert [request.partition_key for request in found.run_requests] == ["2025-01-03"]


def test_a_day_without_source_data_is_skipped_with_the_reason(instance):
    found = tick(yesterday, instance, "2025-03-01T01:00")
    assert not found.run_requests
    assert found.skip_message == "the Source has no rows on 2025-02-28"


def test_a_day_before_the_first_is_skipped(instance):
    found = tick(yesterday, instance, "2024-06-01T01:00")
    assert found.skip_message == "2024-05-31 is before the first day, 2025-01-01"


def test_a_connector_that_is_down_leaves_the_day_to_the_run(instance):
    found = tick(
        yesterday, instance, "2025-01-04T01:00", source=SourceResource(url="http://127.0.0.1:1")
    )
    assert [request.partition_key for request in found.run_requests] == ["2025-01-03"]


def test_late_days_are_asked_for_in_stretches(instance, target_owner):
    assert load(instance, "2025-01-01", "2025-01-10").success
    with target_owner.begin() as connection:
        connection.execute(
            text("delete from load where day in ('2025-01-02', '2025-01-05', '2025-01-06')")
        )
    found = tick(late_days, instance, "2025-01-11T00:30")
    alone, stretch = found.run_requests
    assert alone.partition_key == "2025-01-02"
    assert stretch.partition_key is None
    assert stretch.tags["dagster/asset_partition_range_start"] == "2025-01-05"
    assert stretch.tags["dagster/asset_partition_range_end"] == "2025-01-06"
    job = defs.resolve_job_def("load_days")
    for tags in (alone.tags | {"dagster/partition": "2025-01-02"}, stretch.tags):
        assert job.execute_in_process(instance=instance, tags=dict(tags)).success
    assert tick(late_days, instance, "2025-01-11T00:30").skip_message == (
        "2025-01-01 to 2025-01-10: nothing to load"
    )


def test_late_days_wait_for_runs_under_way(instance):
    instance.create_run_for_job(
        defs.resolve_job_def("load_days"), status=dg.DagsterRunStatus.STARTED
    )
    assert "being loaded" in tick(late_days, instance, "2025-01-11T00:30").skip_message


def test_stretches_are_no_longer_than_a_run_may_be():
    days = ["2025-01-30", "2025-01-31", "2025-02-01", "2025-02-03"]
    assert list(stretches(days, 2)) == [days[:2], days[2:3], days[3:]]


def test_of_a_farm_it_is_said_which_assets_are_late_and_why():
    one = {"day": "2025-01-05", "reasons": {"changed": ["power"]}}
    assert describe_all([one]) == "changed (power)"
    new = {"day": "2025-01-05", "asset": "T99", "reasons": {"missing": ["power", "wind_speed"]}}
    many = [{**one, "asset": f"T{n:02}"} for n in range(7)]
    assert describe_all([*many, new]) == (
        "changed (power): T00, T01, T02, T03, T04 and 2 more; missing (power, wind_speed): T99"
    )
