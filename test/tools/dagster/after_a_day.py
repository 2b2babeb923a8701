"""Loads a day by Minuano's job, then what Dagster asks for after it: `dbt build` of the same day.

Prints, as JSON, which days of dbt's were asked for and what its table then holds, at each step: before
a day was loaded, after it, and after the Source's day was halved and loaded again.
"""

import json
import os
import sys

import dagster as dg
import downstream
from minuano_dagster.definitions import defs as minuano
from sqlalchemy import create_engine, make_url, text

DAY = "2025-01-05"
DAILY = dg.AssetKey("daily_power")
defs = dg.Definitions.merge(minuano, downstream.defs)


def ask(variable: str, statement: str):
    url = make_url(os.environ[variable]).set(drivername="postgresql+psycopg2")
    with create_engine(url).begin() as connection:
        result = connection.execute(text(statement))
        return [list(row) for row in result.tuples()] if result.returns_rows else []


def run(instance: dg.DagsterInstance, job: dg.JobDefinition, **how) -> None:
    result = job.execute_in_process(instance=instance, raise_on_error=False, **how)
    failed = [event for event in result.all_events if event.is_step_failure]
    if not result.success:
        sys.exit("\n".join(event.step_failure_data.error_display_string for event in failed))


def main() -> None:
    steps = []
    with dg.DagsterInstance.local_temp(os.environ["DAGSTER_HOME"]) as instance:
        cursor = None

        def follow() -> None:
            nonlocal cursor
            asked = dg.evaluate_automation_conditions(defs=defs, instance=instance, cursor=cursor)
            cursor = asked.cursor
            days = sorted(asked.get_requested_partitions(DAILY))
            job = defs.resolve_implicit_global_asset_job_def()
            for day in days:
                run(instance, job, partition_key=day, asset_selection=[DAILY])
            table = "select day::text, mean_power, bins from marts.daily_power order by day"
            rows = ask("TARGET_DATABASE_URL", table) if steps or days else []
            steps.append({"asked": days, "rows": rows})

        follow()
        run(instance, defs.resolve_job_def("load_days"), partition_key=DAY)
        follow()
        follow()
        halve = f"update data set power = power / 2 where timestamp::date = '{DAY}'"
        ask("TEST_SOURCE_URL", f"set time zone 'UTC'; {halve}")
        run(instance, defs.resolve_job_def("load_days"), partition_key=DAY)
        follow()
    graph = defs.resolve_asset_graph()
    node = graph.get(DAILY)
    print(
        json.dumps(
            {
                "parents": [key.to_user_string() for key in node.parent_keys],
                "checks": [key.name for key in node.check_keys],
                "steps": steps,
            }
        )
    )


if __name__ == "__main__":
    main()
