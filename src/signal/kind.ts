import { namesDirection, readDegrees } from './direction.ts'
import type { ValidRange } from './valid-range.ts'

/**
 * What a variable's values are: a `scalar` is averaged arithmetically; two go round a circle, a `direction` from 0 to
 * 360 degrees, a `signed-angle` from -180 to 180. A `state` is a code, a whole number that is averaged with no other; a
 * `counter` only grows, and what counts is by how much.
 */
export const kinds = ['scalar', 'direction', 'signed-angle', 'state', 'counter'] as const

export type Kind = (typeof kinds)[number]

/** A variable's kind, and what says so; `assumed`: nothing does, and it may be another. */
export interface FoundKind {
  readonly kind: Kind
  readonly from: 'setting' | 'unit' | 'name' | 'no unit' | 'assumed'
}

/** By variable. */
export type Kinds = ReadonlyMap<string, FoundKind>

/**
 * The setting's kind, if there is one. Else a direction where the unit says it, or where it is degrees
 * and the name says it. Everything else is a scalar; `assumed` where unit or name speak of an angle. States and
 * counters are never guessed: a setting alone makes one.
 */
export function findKind(
  name: string,
  unit: string | null | undefined,
  setting: Kind | undefined,
): FoundKind {
  if (setting !== undefined) return { kind: setting, from: 'setting' }
  const degrees = readDegrees(unit)
  if (degrees === 'direction') return { kind: 'direction', from: 'unit' }
  const isNamed = namesDirection(name)
  if (degrees === 'plain' && isNamed) return { kind: 'direction', from: 'name' }
  if (degrees === 'plain' || isNamed) return { kind: 'scalar', from: 'assumed' }
  return { kind: 'scalar', from: unit == null ? 'no unit' : 'unit' }
}

/** The degrees that a kind's mean lies between; `undefined` for what goes round no circle. */
export function circleOf(kind: Kind): ValidRange | undefined {
  if (kind === 'direction') return { least: 0, most: 360 }
  return kind === 'signed-angle' ? { least: -180, most: 180 } : undefined
}

/** Whether values are measured and so have a mean: those of a state or a counter have none. */
export function isMeasure(kind: Kind): boolean {
  return kind !== 'state' && kind !== 'counter'
}
