import { MinuanoError } from '../../errors/minuano-error.ts'
import { quoteShort } from '../../errors/quote-short.ts'
import type { ThinnerOptions } from '../../frame/create-thinner.ts'
import { circleOf, findKind } from '../../signal/kind.ts'
import type { Kind } from '../../signal/kind.ts'
import type { SourceFacts, SourceVariable } from '../../source/source.ts'
import type { Interval } from '../../time/interval.ts'

/** What `points` may be. Few screens have more columns of pixels than a fifth of the most. */
export const pointBounds = { least: 5, most: 40_000 }

/** A whole number within them, as it is written. */
export const pointsPattern = '^([5-9]|[1-9][0-9]{1,3}|[1-3][0-9]{4}|40000)$'

/** Points times variables, of which so many values may be held: 8 MB. */
export const mostPointCells = 1_000_000

/** How many points a chart shall have. Throws `invalid-parameter`. */
export function readPoints(text: string, variables: number): number {
  const { least, most } = pointBounds
  const points = Number(text)
  if (!new RegExp(pointsPattern).test(text)) {
    throw new MinuanoError(
      'invalid-parameter',
      `points is ${quoteShort(text)}: write a whole number from ${least} to ${most}, such as 2000`,
    )
  }
  if (points * variables > mostPointCells) {
    const possible = Math.floor(mostPointCells / variables)
    const fewer = possible < least ? '' : `points=${possible} or `
    throw new MinuanoError(
      'invalid-parameter',
      `points=${points} of ${variables} variables is more than the ${mostPointCells} values that a chart may have: ask for ${fewer}fewer \`variables\``,
    )
  }
  return points
}

/** How such rows are to be thinned. A variable's kind is the setting's, else that of its unit and name. */
export function thinningOf(
  interval: Interval,
  points: number,
  { timeDigits }: SourceFacts,
  variables: readonly SourceVariable[],
  kinds: ReadonlyMap<string, Kind> | undefined,
): ThinnerOptions {
  return {
    interval,
    points,
    variables: variables.map(({ name }) => name),
    drawn: variables.map(({ name, unit }) =>
      circleOf(findKind(name, unit, kinds?.get(name)).kind) === undefined ? 'line' : 'points',
    ),
    timeUnit: 10 ** (6 - timeDigits),
  }
}
