import { isDay } from '../time/day.ts'
import type { Day } from '../time/day.ts'
import { calendarDayPattern } from '../time/calendar-day-pattern.ts'
import type { ValidRange } from '../signal/valid-range.ts'
import { numberForm, stringForm } from './json-form.ts'
import { fraction, positive, text } from './readers.ts'
import type { Reader } from './setting.ts'

/** What an asset is from a day on; what is left out is as for all. */
export interface AssetEra {
  /** The first day that it counts; `null`: since ever. */
  readonly validFrom: Day | null
  /** What the maker calls it. */
  readonly type?: string
  /** In the unit of the power that it bounds. */
  readonly ratedPower?: number
  /** Metres. */
  readonly hubHeight?: number
  readonly rotorDiameter?: number
  /** Degrees, WGS 84. */
  readonly latitude?: number
  readonly longitude?: number
  /** The wind from which it feeds, in m/s. */
  readonly cutInSpeed?: number
  readonly ranges?: ReadonlyMap<string, ValidRange | null>
  readonly minimumCoverage?: number
}

/** Degrees to either side. */
function degrees(most: number): Reader<number> {
  const expects = `a number of degrees from -${most} to ${most}`
  return {
    read: (value) => {
      const number = /^-?\d+(\.\d+)?(e-?\d+)?$/.test(value) ? Number(value) : NaN
      return Math.abs(number) <= most ? number : undefined
    },
    expects,
    json: numberForm(expects, { minimum: -most, maximum: most }),
  }
}

const day: Reader<Day> = {
  read: (value) => (isDay(value) ? value : undefined),
  expects: 'a day, such as 2024-06-01',
  json: stringForm(`^${calendarDayPattern}$`, { examples: ['2024-06-01'] }),
}

/** What an asset may be from a day on, beside its ranges. */
export const eraMembers: Readonly<Record<string, Reader<unknown>>> = {
  validFrom: day,
  type: text,
  ratedPower: positive,
  hubHeight: positive,
  rotorDiameter: positive,
  latitude: degrees(90),
  longitude: degrees(180),
  cutInSpeed: positive,
  minimumCoverage: fraction,
} satisfies Partial<Record<keyof AssetEra, Reader<unknown>>>

/**
 * What counts on a day: the last of the eras, which are in order, that has begun; `undefined` before the first.
 */
export function eraOn(eras: readonly AssetEra[], on: Day): AssetEra | undefined {
  return eras.findLast(({ validFrom }) => validFrom === null || validFrom <= on)
}
