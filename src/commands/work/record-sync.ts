import { asMinuanoError, describeError } from '../../errors/describe-error.ts'
import type { MinuanoError } from '../../errors/minuano-error.ts'
import { plainLine } from '../../errors/plain-text.ts'
import type { DayOutcome } from '../../etl/day-outcome.ts'
import { redact } from '../../log/redact.ts'
import { say } from '../../log/say.ts'
import { beginSyncRun, endSyncRun } from '../../target/ledger/write-sync-run.ts'
import type { BegunSync, EndedSync } from '../../target/ledger/write-sync-run.ts'
import { isLoaded } from '../../target/ledger/is-loaded.ts'
import type { TargetLimits } from '../../target/limits.ts'
import { openReadyTarget } from '../../target/tables/open-ready-target.ts'
import type { Target } from '../../target/tables/schema.ts'
import { describeSync } from '../words/describe-sync.ts'

/** What a sync tells of itself while it is at work. */
export interface SyncRecord {
  /** For the look at what is there; not any more once it was released. */
  readonly target: Target
  /** What it is going to do: so many days, of a farm of assets, and why, a line for each run of days. */
  plan(days: number, why: readonly string[]): void
  day(outcome: DayOutcome): void
  /** No connection is kept open while days are loaded. */
  release(): Promise<void>
}

interface Options {
  readonly targetUrl: string
  readonly targetLimits?: TargetLimits | undefined
}

/**
 * Runs a sync, and writes to the Target when it began, when it ended and what it did. A Target that takes the days
 * but not that is told of, and nothing else comes of it.
 */
export async function recordSync(
  { targetUrl, targetLimits }: Options,
  begun: Omit<BegunSync, 'startedAt'>,
  work: (record: SyncRecord) => Promise<void>,
): Promise<void> {
  const target = await openReadyTarget(targetUrl, targetLimits)
  const open = new Set([target])
  try {
    const run = { ...begun, startedAt: Date.now() * 1000 }
    const id = await sayFault(beginSyncRun(target, run))
    const counts = { planned: 0, loaded: 0, failed: 0, why: [] as readonly string[] }
    let failure: MinuanoError | undefined
    const record: SyncRecord = {
      target,
      plan: (days, why) => Object.assign(counts, { planned: days, why }),
      day: (outcome) => {
        if (isLoaded(outcome)) counts.loaded++
        if (outcome.status !== 'failed') return
        counts.failed++
        failure ??= outcome.error
      },
      release: async () => {
        open.delete(target)
        await target.close()
      },
    }
    const end = async (error?: MinuanoError) => {
      if (id === undefined) return
      const { loaded, failed } = counts
      const fault = failure ?? error
      const message = fault === undefined ? undefined : plainLine(redact(fault.message))
      const isInterrupted = process.exitCode === 130
      const text = describeSync({ ...counts, ...begun, message, isInterrupted })
      const ended: EndedSync = { loaded, failed, errorCode: error?.code, text }
      try {
        if (open.has(target)) {
          await endSyncRun(target, id, ended)
          return
        }
      } catch {
        // What the sync ended with may be that this connection broke.
      }
      const another = await openReadyTarget(targetUrl, targetLimits)
      open.add(another)
      await endSyncRun(another, id, ended)
    }
    try {
      await work(record)
    } catch (error) {
      await sayFault(end(asMinuanoError(error)))
      throw error
    }
    await sayFault(end())
  } finally {
    for (const each of open) await each.close()
  }
}

async function sayFault<T>(writing: Promise<T>): Promise<T | undefined> {
  try {
    return await writing
  } catch (error) {
    say(`that there was a sync is not written down in the Target: ${redact(describeError(error))}`)
    return undefined
  }
}
