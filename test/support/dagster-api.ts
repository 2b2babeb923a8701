import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'

/** A run of the code location's job. */
export interface Run {
  readonly runId: string
  readonly status: string
  readonly tags: readonly { readonly key: string; readonly value: string }[]
}

/** Dagster's webserver, asked by GraphQL. */
export interface DagsterApi {
  /** Gives the answer's data. */
  ask<Data>(query: string, variables?: object): Promise<Data>
  /** Asks for one run of a job, `load_days`, with these tags; gives its id. */
  launch(tags: Readonly<Record<string, string>>, jobName?: string): Promise<string>
  readRuns(): Promise<Run[]>
  /** Waits until all runs have ended, and are such as `areAll` wants them. */
  untilAllEnded(areAll: (runs: readonly Run[]) => boolean): Promise<Run[]>
}

/** The code location, as a query's selector names it. */
export const location = {
  repositoryLocationName: 'minuano_dagster.definitions',
  repositoryName: '__repository__',
}

const launchRun = `mutation ($run: ExecutionParams!) { launchRun(executionParams: $run) {
  ... on LaunchRunSuccess { run { runId } } ... on PythonError { message } } }`
const runsQuery = '{ runsOrError { ... on Runs { results { runId status tags { key value } } } } }'

/** The API of the webserver at this URL. */
export function dagsterApi(url: string): DagsterApi {
  const api: DagsterApi = {
    async ask<Data>(query: string, variables: object = {}): Promise<Data> {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      })
      const { data, errors } = (await response.json()) as { data: Data; errors?: unknown }
      assert.equal(errors, undefined, JSON.stringify(errors))
      return data
    },
    async launch(tags, jobName = 'load_days') {
      const run = {
        selector: { ...location, jobName },
        executionMetadata: { tags: Object.entries(tags).map(([key, value]) => ({ key, value })) },
      }
      type Answer = { launchRun: { run?: { runId: string }; message?: string } }
      const { launchRun: answer } = await api.ask<Answer>(launchRun, { run })
      assert.ok(answer.run, answer.message)
      return answer.run.runId
    },
    async readRuns() {
      type Answer = { runsOrError: { results: Run[] } }
      return (await api.ask<Answer>(runsQuery)).runsOrError.results
    },
    async untilAllEnded(areAll) {
      let runs: Run[] = []
      await until('all runs have ended', async () => {
        runs = await api.readRuns()
        const ended = ({ status }: Run) => /^(SUCCESS|FAILURE|CANCELED)$/.test(status)
        return areAll(runs) && runs.every(ended)
      })
      return runs
    },
  }
  return api
}

/** The tags of a run of several days. */
export function rangeTags(first: string, last: string): Record<string, string> {
  return {
    'dagster/asset_partition_range_start': first,
    'dagster/asset_partition_range_end': last,
  }
}

/** Waits until it is so; fails after seven minutes, for a busy machine. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 420_000
  while (!(await isSo())) {
    assert.ok(Date.now() < deadline, `not in time: ${what}`)
    await sleep(200)
  }
}
