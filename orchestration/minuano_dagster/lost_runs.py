"""Runs that were under way when Dagster itself was ended: nobody else would ever say so.

Dagster's default launcher does not look after its runs. Only for where no other Dagster is at work:
`npm run dagster` calls this before it starts one.
"""

import dagster as dg

UNDER_WAY = [
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


def end_lost_runs(instance: dg.DagsterInstance) -> list[str]:
    """Fails these runs, so that they are tried again; those that were being cancelled are cancelled."""
    lost = instance.get_runs(dg.RunsFilter(statuses=UNDER_WAY))
    for run in lost:
        if run.status == dg.DagsterRunStatus.CANCELING:
            instance.report_run_canceled(run, "Dagster was ended while it cancelled this run.")
        else:
            instance.report_run_failed(run, "Dagster was ended while this run was under way.")
    return [run.run_id for run in lost]


if __name__ == "__main__":
    with dg.DagsterInstance.get() as home:
        for run_id in end_lost_runs(home):
            print(f"run {run_id} was under way when an earlier Dagster ended: it has failed")
