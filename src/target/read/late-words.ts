import { plainLine } from '../../errors/plain-text.ts'
import type { LateChange } from './list-late-changes.ts'

/** What a load would change of a day of a variable. */
export type Measured = Omit<LateChange, 'asset' | 'fingerprint' | 'settingsVersion' | 'seenAt'>

/** `3 values would differ, mean 512.3 kW before, 514 kW after, a bin's mean by 60 kW at most, …`. */
export function lateWords(change: Measured): string {
  const { valuesDiffer, greatestDifference } = change
  const unit = change.unit === null ? '' : ` ${plainLine(change.unit)}`
  return [
    `${valuesDiffer} ${valuesDiffer === 1 ? 'value' : 'values'} would differ`,
    ...describeMeans(change, unit),
    ...(greatestDifference !== null && greatestDifference > 0
      ? [`a bin's mean by ${round(greatestDifference)}${unit} at most`]
      : []),
    ...describeBins(change),
    ...describeEnergy(change),
  ].join(', ')
}

function describeMeans({ meanBefore, meanAfter }: Measured, unit: string): string[] {
  if (meanBefore === null && meanAfter === null) return []
  const [before, after] = [meanBefore, meanAfter].map((mean) =>
    mean === null ? 'none' : `${round(mean)}${unit}`,
  )
  return [`mean ${before} before, ${after} after`]
}

function describeBins({ binsBefore, binsAfter }: Measured): string[] {
  return binsBefore === binsAfter ? [] : [`bins ${binsBefore} before, ${binsAfter} after`]
}

function describeEnergy(change: Measured): string[] {
  const energy = energyOf(change)
  if (energy === undefined) return []
  const [before, after] = [energy.before, energy.after].map((of) => `${round(of)} ${energy.unit}`)
  return [`energy ${before} before, ${after} after`]
}

/** Of power in W, kW, MW or GW: the mean power over the time that has one. */
export function energyOf({
  unit,
  meanBefore,
  meanAfter,
  binsBefore,
  binsAfter,
  periodSeconds,
}: Measured):
  { readonly before: number; readonly after: number; readonly unit: string } | undefined {
  if (unit === null || !/^[kMG]?W$/.test(unit)) return undefined
  const hours = periodSeconds / 3600
  return {
    before: (meanBefore ?? 0) * binsBefore * hours,
    after: (meanAfter ?? 0) * binsAfter * hours,
    unit: `${unit}h`,
  }
}

/** Six digits tell what is to be told. */
function round(value: number): number {
  return Number(value.toPrecision(6))
}
