import { text as readText } from 'node:stream/consumers'
import type { Config } from '../config/settings.ts'
import { fetchSourceFacts } from '../etl/extract/fetch-source-facts.ts'
import { newestDay } from '../etl/plan/newest-day.ts'
import { connectorClientOf } from '../etl/shape/etl-settings.ts'
import { targetLimitsOf } from '../target/limits.ts'
import { listSyncRuns } from '../target/read/list-sync-runs.ts'
import type { SyncRun } from '../target/read/list-sync-runs.ts'
import { openTarget } from '../target/tables/open-target.ts'
import { addDays, dayOf } from '../time/day.ts'
import type { Day } from '../time/day.ts'
import { parseTime } from '../time/parse-time.ts'
import { stopChild, waitForExit } from './spawn-minuano.ts'
import type { Stack } from './start-stack.ts'
import { spawnEtl } from './supervise-pipeline.ts'

/** How a `sync` ended that was started as a process of its own. */
export interface SyncTick {
  readonly failed: boolean
  /** It was told to end. */
  readonly isStopped: boolean
  /** What it wrote down of itself; undefined where it could not. */
  readonly run: SyncRun | undefined
  /** What it did, or why it failed, for a person. */
  readonly text: string
}

export type TickStack = Pick<Stack, 'connectorUrl' | 'etlUrl'>

/** Runs `sync` of the last days as a process of its own; it ends when the signal aborts. */
export async function runSyncTick(
  config: Config,
  stack: TickStack,
  days: number,
  signal: AbortSignal,
): Promise<SyncTick> {
  const last = await lastDay(config, stack)
  const first = addDays(last, 1 - days)
  const startedAt = Date.now() * 1000
  if (signal.aborted) return { failed: false, isStopped: true, run: undefined, text: '' }
  const child = spawnEtl(
    config,
    ['sync', '--from', first, '--to', last, '--json'],
    { connectorUrl: stack.connectorUrl, targetUrl: stack.etlUrl },
    'pipe',
    'pipe',
  )
  const stop = () => void stopChild(child, 'SIGINT')
  signal.addEventListener('abort', stop)
  try {
    // What it prints is read, so that it is not held up; what it did is read from the Target.
    const [exitCode, , messages] = await Promise.all([
      waitForExit(child),
      readText(child.stdout!),
      readText(child.stderr!),
    ])
    const runs = await readRuns(config, stack, 5)
    const run = runs.find(
      (of) => of.startedAt >= startedAt && of.first === first && of.last === last,
    )
    const failed = exitCode !== 0
    const said = messages.split('\n').findLast((line) => line.startsWith('minuano: '))
    const text =
      run === undefined || run.text === '' ? (said?.slice('minuano: '.length) ?? '') : run.text
    return { failed, isStopped: signal.aborted, run, text: text || `exit code ${exitCode}` }
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** The runs of `sync` that were written down, the newest first; none where the Target cannot be asked. */
export async function readRuns(config: Config, stack: TickStack, most: number): Promise<SyncRun[]> {
  try {
    const target = await openTarget(stack.etlUrl, targetLimitsOf(config))
    try {
      return await listSyncRuns(target, most)
    } finally {
      await target.close()
    }
  } catch {
    // What is the matter with it, `sync` says.
    return []
  }
}

/**
 * Today, or the day of the Source's newest row where that is older: so the last days are always days that there can be
 * something of. Where the Connector cannot be had, `sync` says so.
 */
async function lastDay(config: Config, { connectorUrl }: TickStack): Promise<Day> {
  const today = newestDay(config)
  const connector = { ...connectorClientOf(config, connectorUrl), retries: 0 }
  const facts = await fetchSourceFacts(connector).catch(() => undefined)
  const time = facts?.last == null ? undefined : parseTime(facts.last, 'UTC')
  if (time === undefined) return today
  const newest = dayOf(time, config.timeZone)
  return newest < today ? newest : today
}
