"""Runs that ended with Dagster itself."""

import dagster as dg

from minuano_dagster.definitions import defs
from minuano_dagster.lost_runs import end_lost_runs


def test_runs_under_way_have_failed_and_others_are_left_alone(instance):
    def make(status):
        return instance.create_run_for_job(defs.resolve_job_def("load_days"), status=status).run_id

    started = make(dg.DagsterRunStatus.STARTED)
    cancelled = make(dg.DagsterRunStatus.CANCELING)
    done = make(dg.DagsterRunStatus.SUCCESS)
    assert sorted(end_lost_runs(instance)) == sorted([started, cancelled])
    found = {run.run_id: run.status for run in instance.get_runs()}
    assert found == {
        started: dg.DagsterRunStatus.FAILURE,
        cancelled: dg.DagsterRunStatus.CANCELED,
        done: dg.DagsterRunStatus.SUCCESS,
    }
