/** Days that a tick looks at, and those that it looks at once a day. */
const fewDays = 2
const manyDays = 30

const dayMilliseconds = 86_400_000

/** What is to be done next: when, in milliseconds since 1970, and how many of the last days to look at. */
export interface NextTick {
  readonly at: number
  readonly days: number
}

/** When the last tick began, and the last that looked at many days and could compare them; undefined: never. */
export interface LastTicks {
  readonly any: number | undefined
  readonly wide: number | undefined
}

/**
 * The first tick is at once, the others a period apart. One that was missed, since the last took longer or the machine
 * slept, is made up for by one, at once. A time that lies ahead, since a clock was put back, counts as now.
 */
export function nextTick(now: number, everyMilliseconds: number, last: LastTicks): NextTick {
  const dueAfter = (time: number | undefined, wait: number) =>
    time === undefined ? now : Math.min(time, now) + wait
  const at = Math.max(now, dueAfter(last.any, everyMilliseconds))
  return { at, days: dueAfter(last.wide, dayMilliseconds) <= at ? manyDays : fewDays }
}

/** A clock that tests can turn. */
export interface Clock {
  now(): number
  /** Ends early where the signal aborts. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>
}

export interface TicksOptions {
  readonly everyMilliseconds: number
  /** When many days were compared last, by whomever. */
  readonly lastWide: number | undefined
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Looks at so many of the last days; gives whether it could compare them. It does not throw. */
  readonly tick: (days: number) => Promise<boolean>
}

/** Runs one tick after another, never two at once, until the signal aborts. */
export async function runTicks(options: TicksOptions): Promise<void> {
  const { everyMilliseconds, clock, signal, tick } = options
  let last: LastTicks = { any: undefined, wide: options.lastWide }
  while (!signal.aborted) {
    const now = clock.now()
    const { at, days } = nextTick(now, everyMilliseconds, last)
    if (at > now) {
      // A timer takes some weeks at the most, and does not run while the machine sleeps.
      await clock.wait(Math.min(at - now, dayMilliseconds), signal)
      continue
    }
    const couldCompare = await tick(days)
    last = { any: now, wide: days >= manyDays && couldCompare ? now : last.wide }
  }
}

/** Whether a run looked at as many days as are looked at once a day. */
export function isWide(days: number): boolean {
  return days >= manyDays
}
