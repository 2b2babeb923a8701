import { settings } from '../config/settings.ts'
import type { Config } from '../config/settings.ts'
import { textOf } from '../config/setting.ts'
import { describeError } from '../errors/describe-error.ts'
import { redact } from '../log/redact.ts'
import { say } from '../log/say.ts'
import type { SyncRun } from '../target/read/list-sync-runs.ts'
import { countDays } from '../time/day.ts'
import { readRuns, runSyncTick } from './run-sync-tick.ts'
import type { SyncTick, TickStack } from './run-sync-tick.ts'
import { isWide, runTicks } from './sync-schedule.ts'
import type { Clock } from './sync-schedule.ts'
import type { Later } from './teardown.ts'

export interface FreshOptions {
  readonly everySeconds: number
  /** Told of each `sync` that has ended by itself. */
  readonly onTick?: (tick: SyncTick) => void
  readonly clock?: Clock
}

/** Runs `sync` now and then, until the stack is stopped; a terminal hears of it where it loaded something, or failed. */
export function keepFresh(
  config: Config,
  stack: TickStack,
  later: Later,
  { everySeconds, onTick, clock = systemClock }: FreshOptions,
): void {
  const controller = new AbortController()
  const { signal } = controller
  const tell = createTeller(textOf(settings.syncEvery, everySeconds))
  const tick = async (days: number): Promise<boolean> => {
    try {
      const done = await runSyncTick(config, stack, days, signal)
      if (done.isStopped) return false
      tell(done)
      onTick?.(done)
      return done.run !== undefined && couldCompare(done.run)
    } catch (error) {
      tell({ failed: true, isStopped: false, run: undefined, text: redact(describeError(error)) })
      return false
    }
  }
  const ended = readRuns(config, stack, 1000).then((runs) => {
    const wide = runs.find((run) => isWide(countDays(run.first, run.last)) && couldCompare(run))
    const lastWide = wide === undefined ? undefined : wide.startedAt / 1000
    return runTicks({ everyMilliseconds: everySeconds * 1000, lastWide, clock, signal, tick })
  })
  later(async () => {
    controller.abort()
    await ended
  })
}

/** Whether it has seen all its days; which of them then failed for good is no reason to look at all of them again. */
function couldCompare({ endedAt, errorCode, isDryRun }: SyncRun): boolean {
  return endedAt !== null && !isDryRun && (errorCode === null || errorCode === 'days-failed')
}

/** Says what a tick did, where it is worth a line: the same failure once. */
function createTeller(every: string): (tick: SyncTick) => void {
  let failure: string | undefined
  return ({ failed, run, text }) => {
    const loaded = (run?.loaded ?? 0) > 0
    if (failed) {
      if (withoutRequest(text) !== failure || loaded)
        say(`sync: ${text} (tried again every ${every})`)
    } else if (loaded) say(`sync: ${text}`)
    else if (failure !== undefined) say(`sync works again: ${text}`)
    failure = failed ? withoutRequest(text) : undefined
  }
}

/** Each try is a request of its own, of which the Connector's log tells. */
function withoutRequest(text: string): string {
  return text.replace(/ \(request [\w-]+ in its log\)/, '')
}

const systemClock: Clock = {
  now: () => Date.now(),
  wait: (milliseconds, signal) =>
    new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', end)
        resolve()
      }
      const timer = setTimeout(end, milliseconds)
      signal.addEventListener('abort', end)
    }),
}
