"""The workers' settings. `dagster_celery.app` looks for a module of this name on PYTHONPATH."""

import os

broker_url = os.environ["DAGSTER_REDIS_URL"]
result_backend = broker_url
broker_connection_retry_on_startup = True

# A worker takes one run at a time, and says so once it has ended: one that dies keeps no run to itself
# that it has not begun.
worker_prefetch_multiplier = 1
task_acks_late = True

# A task that nobody acknowledged for so long is handed out again. Longer than any run may take
# (run_monitoring.max_runtime_seconds); by then Dagster has ended and retried it, and ignores the copy.
broker_transport_options = {"visibility_timeout": 3600}

# Nothing reads a result but Dagster's monitor, of runs under way.
result_expires = 24 * 3600
