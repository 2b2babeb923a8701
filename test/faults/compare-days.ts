import { statistics, variables } from './plant.ts'
import type { Variable } from './plant.ts'
import type { VariableDay } from './model.ts'

/** What is held of a day of an asset, by variable: undefined where nothing was loaded. */
export type HeldDay = Readonly<Record<Variable, VariableDay | undefined>>

export const nothingHeld: HeldDay = { wind_speed: undefined, power: undefined }

/** How far a value may be from the model's, relative to the numbers that it was made of. */
const tolerance = 1e-9

/** Where two days differ, in words; undefined where they are the same. */
export function findDifference(actual: HeldDay, expected: HeldDay): string | undefined {
  for (const variable of variables) {
    const difference = compareVariable(actual[variable], expected[variable])
    if (difference !== undefined) return `${variable}: ${difference}`
  }
  return undefined
}

function compareVariable(
  actual: VariableDay | undefined,
  expected: VariableDay | undefined,
): string | undefined {
  if (actual === undefined && expected === undefined) return undefined
  if (actual === undefined) return 'nothing is held'
  if (expected === undefined)
    return `${actual.facts.targetRows} values are held, and none should be`
  for (const [name, wanted] of Object.entries(expected.facts)) {
    const found = actual.facts[name as keyof typeof actual.facts]
    if (!(Math.abs(found - wanted) <= tolerance)) return `${name} is ${found}, not ${wanted}`
  }
  for (const statistic of statistics) {
    for (const [bin, wanted] of expected.bins[statistic].entries()) {
      const found = actual.bins[statistic][bin]!
      const scale = expected.scale?.[bin] ?? Math.abs(wanted)
      if (
        Number.isNaN(wanted) ? Number.isNaN(found) : Math.abs(found - wanted) <= tolerance * scale
      )
        continue
      return `${statistic} of bin ${bin} is ${found}, not ${wanted}`
    }
  }
  const [left, right] = [actual, expected].map(({ incomplete }) =>
    JSON.stringify([...incomplete].sort(([a], [b]) => a - b)),
  )
  return left === right ? undefined : `incomplete bins are ${left}, not ${right}`
}
