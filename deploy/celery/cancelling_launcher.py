"""Dagster's launcher for Celery, with the one thing that it leaves out of a cancellation."""

from dagster import DagsterRunStatus
from dagster_celery.launcher import CeleryRunLauncher


class CancellingLauncher(CeleryRunLauncher):
    """Says that a run is being cancelled before its process is told to end.

    dagster-celery 0.29 does not say so: a cancelled run was called failed, as one whose worker is lost,
    and with `run_retries` it began again seconds later.
    """

    def terminate(self, run_id: str) -> bool:
        run = self._instance.get_run_by_id(run_id)
        if run is None or run.is_finished:
            return False
        if run.status != DagsterRunStatus.CANCELING:
            self._instance.report_run_canceling(run)
        return super().terminate(run_id)
