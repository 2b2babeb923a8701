import { clockChanges } from './clock-changes.ts'
import type { Instant } from './instant.ts'

/**
 * The other instant at which a zone's clock, being put back, showed what it shows at this one; undefined where it
 * showed that just once. `slack`: microseconds by which the instant may lie before the time that was shown.
 */
export function otherReading(zone: string, instant: Instant, slack = 0): Instant | undefined {
  const shown = instant + slack
  const year = new Date(Math.floor(shown / 1000)).getUTCFullYear()
  for (const { at, before, after } of clockChanges(zone, year)) {
    const shift = before - after
    if (shift <= 0 || shown < at - shift || shown >= at + shift) continue
    return shown < at ? instant + shift : instant - shift
  }
  return undefined
}
