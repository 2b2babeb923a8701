import { MinuanoError } from '../../errors/minuano-error.ts'
import type { SecondDigits } from '../../time/instant.ts'

/**
 * Throws `source-unavailable`, and calls `forget`, where a time has more decimals of a second than its answer would
 * show: an import widened the column.
 */
export function demandDigits(times: Float64Array, digits: SecondDigits, forget: () => void): void {
  if (digits === 6) return
  const unit = digits === 0 ? 1e6 : 1000
  // Not `%`, which takes ten times as long.
  if (!times.some((time) => Math.floor(time / unit) * unit !== time)) return
  forget()
  throw new MinuanoError(
    'source-unavailable',
    'the Source’s time column keeps more decimals of a second than when it was looked at: try again',
  )
}
