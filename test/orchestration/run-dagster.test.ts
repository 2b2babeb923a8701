import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { readRunning } from '../../src/embedded/read-running.ts'
import { dagsterApi, location, rangeTags, until } from '../support/dagster-api.ts'
import type { DagsterApi, Run } from '../support/dagster-api.ts'
import { startDagsterCommand, untilGone, untilServing } from '../support/dagster-command.ts'
import type { DagsterCommand } from '../support/dagster-command.ts'
import { createDataFolder } from '../support/data-folder.ts'
import { isWaited, lockLedger } from '../support/ledger-lock.ts'
import { runMinuano } from '../support/minuano.ts'
import { commandOf, knowsChildren } from '../support/processes.ts'
import { findPython } from '../support/python.ts'
import { queryRows } from '../support/system-postgres.ts'

const found = await findPython('orchestration/requirements.lock')
const skip =
  'missing' in found
    ? found.missing
    : !knowsChildren && 'this system has no /proc that names a process’s children'

describe('npm run dagster', { skip }, () => {
  const folder = createDataFolder()
  const env = {
    ...folder.env,
    // The daemon's next tick is less than a minute away; the other schedule's is not.
    DAGSTER_DAILY_CRON: '* * * * *',
    DAGSTER_LATE_DAYS_CRON: '0 0 1 1 *',
  }
  let command: DagsterCommand
  let api: DagsterApi
  let target: string

  before(async () => {
    command = startDagsterCommand(env)
    api = dagsterApi(await untilServing(command))
    const running = await readRunning(folder.path)
    assert.ok(running)
    target = running.targetUrl
  })
  after(async () => {
    command.signal('SIGINT')
    await command.ended
  })

  test('materializes a partition, with metadata and checks', async () => {
    const run = await api.launch({ 'dagster/partition': '2025-01-03' })
    await succeeds(api, run)
    assert.equal(await countValues(target, '2025-01-03'), 1152)
    const { metadata, checks } = await readAsset(api, '2025-01-03')
    assert.equal(metadata['rows_read'], 1440)
    assert.equal(metadata['dagster/partition_row_count'], 1152)
    assert.equal(metadata['coverage_power'], 1)
    assert.equal(typeof metadata['seconds'], 'number')
    assert.match(String(metadata['connector_docs']), /^http:.*\/docs$/)
    assert.equal((metadata['values'] as unknown[]).length, 8)
    assert.deepEqual(checks, {
      complete_day: 'SUCCEEDED',
      matches_source: 'SUCCEEDED',
      values_in_range: 'SUCCEEDED',
    })
  })

  test('loads yesterday by the daemon’s own tick', async () => {
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
    // Today as well: midnight may pass meanwhile.
    const seed = ['source', 'seed', '--from', yesterday, '--days', '2']
    const seeded = await runMinuano(seed, folder.env)
    assert.equal(seeded.code, 0, seeded.stderr)
    let ticks: Tick[] = []
    await until('a tick has asked for a run', async () => {
      ticks = await readTicks(api)
      return ticks.some(({ runIds }) => runIds.length > 0)
    })
    const { runIds } = ticks.find(({ runIds }) => runIds.length > 0)!
    const { tags } = await succeeds(api, runIds[0]!)
    const tagged = (key: string) => tags.find((tag) => tag.key === key)?.value
    assert.equal(tagged('dagster/schedule_name'), 'yesterday')
    assert.ok(tagged('dagster/partition')! >= yesterday)
    assert.equal(await countValues(target, tagged('dagster/partition')!), 1152)
    // The ticks before had nothing to load, and said so.
    for (const tick of ticks.filter((one) => one.runIds.length === 0)) {
      assert.match(tick.skipReason ?? tick.status, /^the Source has no rows on |^STARTED$/)
    }
  })

  test('is one to a data folder', async () => {
    const second = startDagsterCommand(env)
    assert.equal(await second.ended, 1)
    assert.match(second.output(), /runs here already \(process \d+\): http:/)
  })

  test('leaves nothing behind when it is killed; the run under way is begun again', async () => {
    // The schedule would add its own.
    await api.ask(stopSchedule, { id: await scheduleStateId(api) })
    await api.untilAllEnded(() => true)
    const unlock = await lockLedger(target)
    const lost = await api.launch(rangeTags('2025-01-04', '2025-01-06'))
    await until('its days are about to be written', () => isWaited(target))
    const processes = command.processes()
    const ours = processes.filter((pid) => commandOf(pid).includes('backfill'))
    assert.equal(ours.length, 1)
    command.signal('SIGKILL')
    await command.ended
    await untilGone(processes)
    await unlock().catch(() => undefined)

    command = startDagsterCommand(env)
    api = dagsterApi(await untilServing(command))
    assert.match(command.output(), new RegExp(`run ${lost} was under way`))
    target = (await readRunning(folder.path))!.targetUrl
    const again = (run: Run) =>
      run.tags.some(({ key, value }) => key === 'dagster/parent_run_id' && value === lost)
    const runs = await api.untilAllEnded((all) => all.some(again))
    assert.equal(runs.find(({ runId }) => runId === lost)?.status, 'FAILURE')
    assert.equal(runs.find(again)?.status, 'SUCCESS')
    for (const day of ['2025-01-04', '2025-01-05', '2025-01-06']) {
      assert.equal(await countValues(target, day), 1152)
    }
  })

  test('ends all by Ctrl-C', async () => {
    const processes = command.processes()
    assert.ok(processes.length > 4)
    command.signal('SIGINT')
    assert.equal(await command.ended, 0)
    await untilGone(processes)
    assert.match(command.output(), /Stopping \.\.\.\n$/)
  })

  test('ends all by Ctrl-C while it starts', async () => {
    const starting = startDagsterCommand(env)
    const isDagster = (pid: number) => commandOf(pid).includes('dagster')
    await until('Dagster starts', () => starting.processes().some(isDagster))
    starting.signal('SIGINT')
    assert.equal(await starting.ended, 130)
    await untilGone(starting.processes())
  })
})

interface Tick {
  readonly status: string
  readonly runIds: readonly string[]
  readonly skipReason: string | null
}

const schedule = { ...location, scheduleName: 'yesterday' }
const scheduleQuery = `query ($schedule: ScheduleSelector!) {
  scheduleOrError(scheduleSelector: $schedule) { ... on Schedule { scheduleState {
    id ticks(limit: 20) { status runIds skipReason } } } } }`
const stopSchedule = `mutation ($id: String!) { stopRunningSchedule(id: $id) { __typename } }`

interface ScheduleAnswer {
  readonly scheduleOrError: { readonly scheduleState: { readonly id: string; ticks: Tick[] } }
}

async function readTicks(api: DagsterApi): Promise<Tick[]> {
  const answer = await api.ask<ScheduleAnswer>(scheduleQuery, { schedule })
  return answer.scheduleOrError.scheduleState.ticks
}

async function scheduleStateId(api: DagsterApi): Promise<string> {
  const answer = await api.ask<ScheduleAnswer>(scheduleQuery, { schedule })
  return answer.scheduleOrError.scheduleState.id
}

const assetQuery = `query ($day: String!) {
  assetNodeOrError(assetKey: { path: ["ten_minute_statistics"] }) { ... on AssetNode {
    assetMaterializations(partitions: [$day], limit: 1) { metadataEntries { label
      ... on IntMetadataEntry { intValue } ... on FloatMetadataEntry { floatValue }
      ... on TextMetadataEntry { text } ... on UrlMetadataEntry { url }
      ... on TableMetadataEntry { table { records } } } }
    assetChecksOrError { ... on AssetChecks { checks { name
      executionForLatestMaterialization { status } } } } } } }`

interface AssetAnswer {
  readonly assetNodeOrError: {
    readonly assetMaterializations: readonly {
      readonly metadataEntries: readonly {
        readonly label: string
        readonly intValue?: number
        readonly floatValue?: number
        readonly text?: string
        readonly url?: string
        readonly table?: { readonly records: readonly unknown[] }
      }[]
    }[]
    readonly assetChecksOrError: {
      readonly checks: readonly {
        readonly name: string
        readonly executionForLatestMaterialization: { readonly status: string } | null
      }[]
    }
  }
}

/** The metadata of a day's latest materialization, and the checks that looked at it. */
async function readAsset(api: DagsterApi, day: string) {
  const { assetNodeOrError: asset } = await api.ask<AssetAnswer>(assetQuery, { day })
  const entries = asset.assetMaterializations[0]!.metadataEntries
  const values = entries.map((entry) => [
    entry.label,
    entry.intValue ?? entry.floatValue ?? entry.text ?? entry.url ?? entry.table?.records,
  ])
  const checks = asset.assetChecksOrError.checks.map(
    ({ name, executionForLatestMaterialization: latest }) => [name, latest?.status],
  )
  return {
    metadata: Object.fromEntries(values) as Record<string, unknown>,
    checks: Object.fromEntries(checks.filter(([, status]) => status !== undefined)) as object,
  }
}

async function succeeds(api: DagsterApi, runId: string): Promise<Run> {
  let run: Run | undefined
  await until('the run has ended', async () => {
    run = (await api.readRuns()).find((one) => one.runId === runId)
    return run !== undefined && /^(SUCCESS|FAILURE|CANCELED)$/.test(run.status)
  })
  assert.equal(run!.status, 'SUCCESS')
  return run!
}

async function countValues(url: string, day: string): Promise<number> {
  const [row] = await queryRows<{ count: number }>(
    url,
    `select count(*)::int from data
     where "timestamp" >= '${day}T00:00Z' and "timestamp" < '${day}T00:00Z'::timestamptz + interval '1 day'`,
  )
  return row!.count
}
