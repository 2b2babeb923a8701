import type { Storage } from './storage.ts'

/** `dagster.yaml`. It holds no password: the storage's URL is in the environment. */
export function instanceSettings(storage: Storage): string {
  return `# Written by \`npm run dagster\` at every start.
telemetry:
  enabled: false
# No dialog that asks for an address.
nux:
  enabled: false
${storage.url === undefined ? '' : postgres}concurrency:
  pools:
    # Runs that read the Connector stand in a pool; a run that finds it full waits in the queue.
    default_limit: ${storage.url === undefined ? 1 : 4}
    granularity: run
  runs:
    max_concurrent_runs: ${storage.url === undefined ? 1 : 4}
${storage.url === undefined ? '' : byPlant}run_monitoring:
  enabled: true
  poll_interval_seconds: 10
  cancel_timeout_seconds: 60
  # Until then a pool's slot of a run that ended badly is kept.
  free_slots_after_run_end_seconds: 10
run_retries:
  enabled: true
  max_retries: 3
  # What failed in our asset says itself whether it is worth a retry; this is for a run that was killed.
  retry_on_asset_or_op_failure: false
`
}

const postgres = `storage:
  postgres:
    postgres_url:
      env: DAGSTER_DATABASE_URL
`

// One run at a time leaves nothing to share out.
const byPlant = `    # Of several plants one has so many at most: one that is down leaves the others theirs.
    tag_concurrency_limits:
      - key: minuano/plant
        value:
          applyLimitPerUniqueValue: true
        limit: 2
schedules:
  # One whose Connector does not answer holds up no other.
  use_threads: true
  num_workers: 4
`
