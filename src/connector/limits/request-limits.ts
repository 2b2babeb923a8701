import { MinuanoError } from '../../errors/minuano-error.ts'
import { microsecondsPerDay } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'

/** Throws `too-much-asked` where a request has more days than one may; `undefined`: any. */
export function demandDays({ start, end }: Interval, most: number | undefined): void {
  if (most === undefined || end - start <= most * microsecondsPerDay) return
  throw new MinuanoError(
    'too-much-asked',
    `the interval has more than ${most} days, the most that one request may ask for (CONNECTOR_MAX_DAYS): ask in parts`,
  )
}

/** Throws `too-much-asked` where a request names more variables, or assets, than one may; commas are counted. */
export function demandNames(
  asked: Readonly<Record<'variables' | 'assets', readonly string[] | undefined>>,
  most: number,
): void {
  for (const [what, names] of Object.entries(asked)) {
    const count = (names ?? []).reduce((sum, text) => sum + text.split(',').length, 0)
    if (count <= most) continue
    throw new MinuanoError(
      'too-much-asked',
      `the request names ${count} ${what}, and one may name ${most} (CONNECTOR_MAX_NAMES): ask in parts`,
    )
  }
}
