import { describeError } from '../errors/describe-error.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import type { Side } from './classify-error.ts'

/** A wait that was ended: worth a retry later, but not at once, since it would be as long again. */
export class WaitError extends MinuanoError {}

const lockNotAvailable = '55P03'
const cancelled = '57014'

/** What was waited for, how long, and which setting says so. */
export interface WaitLimits {
  readonly side: Side
  /** Completes "… waited": what needed the answer. */
  readonly what: string
  readonly lock: { readonly seconds: number; readonly setting: string }
  readonly statement: { readonly seconds: number; readonly setting: string }
}

/** A wait that PostgreSQL itself ended, as such; any other error as it is. */
export function explainWait(error: unknown, limits: WaitLimits): unknown {
  const { code } = error as { code?: unknown }
  if (code === lockNotAvailable) {
    const { seconds, setting } = limits.lock
    return waitError(
      limits,
      `waited ${seconds} s for a lock that another session holds (${setting})`,
      error,
    )
  }
  if (code === cancelled) {
    const { seconds, setting } = limits.statement
    const said = `was cancelled, "${describeError(error)}"; a statement may take ${seconds} s (${setting})`
    return waitError(limits, said, error)
  }
  return error
}

export function waitError(
  { side, what }: Pick<WaitLimits, 'side' | 'what'>,
  did: string,
  cause?: unknown,
): WaitError {
  const code = side === 'Source' ? 'source-timeout' : 'target-unavailable'
  return new WaitError(code, `the ${side} is not available: ${what} ${did}. Try again`, { cause })
}
