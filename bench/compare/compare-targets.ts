import type { TargetRow } from './read-target.ts'

/** The greatest relative difference that two ways of adding up the same numbers may make. */
const tolerance = 1e-9

/** Why two Targets are not the same; `undefined` if they are, to 1e-9 of each value. */
export function compareTargets(
  ours: readonly TargetRow[],
  theirs: readonly TargetRow[],
): string | undefined {
  if (ours.length !== theirs.length) return `${theirs.length} rows, not ${ours.length}`
  for (const [index, [signal, time, value]] of ours.entries()) {
    const [otherSignal, otherTime, otherValue] = theirs[index]!
    if (signal !== otherSignal || time !== otherTime) {
      return `row ${index + 1} is ${otherSignal} at ${otherTime}, not ${signal} at ${time}`
    }
    if (!isNear(value, otherValue)) {
      return `${signal} at ${time} is ${otherValue}, not ${value}`
    }
  }
  return undefined
}

/** A std of equal samples is 0 or a rounding error away from it. */
export function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b))
}
