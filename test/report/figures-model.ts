import { dayInterval, listDays } from '../../src/time/day.ts'

/** A minute of an asset, at its start in microseconds; null or out of range: no sample. */
export interface Minute {
  readonly time: number
  readonly wind: number | null
  readonly power: number | null
}

export interface ModelRules {
  readonly timeZone: string
  readonly rated: (day: string) => number | null
  readonly cutIn: number
  /** kW of a unit of power. */
  readonly kilowatt: number
}

/** The figures of some loaded days, in the plainest way: a loop over bins, each over its minutes. */
export function modelFigures(
  minutes: readonly Minute[],
  period: { readonly from: string; readonly to: string },
  loaded: readonly string[],
  { timeZone, rated, cutIn, kilowatt }: ModelRules,
) {
  const all = { hours: 0, samples: [0, 0], expected: 0, bins: [0, 0], both: 0 }
  const sums = { wind: 0, power: 0, out: 0, in: 0, net: 0, rated: 0, atRated: 0, noPower: 0 }
  let greatest = -Infinity
  for (const day of listDays(period.from, period.to)) {
    const { start, end } = dayInterval(day, timeZone)
    all.hours += (end - start) / 3600e6
    all.expected += (end - start) / 60e6
    if (!loaded.includes(day)) continue
    const most = rated(day)
    const ofDay = minutes.filter(({ time }) => time >= start && time < end)
    for (let bin = start; bin < end; bin += 600e6) {
      const own = ofDay.filter(({ time }) => time >= bin && time < bin + 600e6)
      const winds = own.flatMap(({ wind }) => (isIn(wind, 0, 75) ? [wind!] : []))
      const powers = own.flatMap(({ power }) =>
        isIn(power, most === null ? -Infinity : -0.1 * most, most === null ? Infinity : 1.2 * most)
          ? [power!]
          : [],
      )
      all.samples[0]! += winds.length
      all.samples[1]! += powers.length
      const [wind, power] = [meanOf(winds), meanOf(powers)]
      if (wind !== null) {
        all.bins[0]!++
        sums.wind += wind
        greatest = Math.max(greatest, ...winds)
      }
      if (power !== null) {
        all.bins[1]!++
        sums.power += power
        sums.out += Math.max(0, power) / 6
        sums.in += Math.max(0, -power) / 6
        if (most !== null) {
          sums.net += power
          sums.rated += most
          if (power >= 0.98 * most) sums.atRated += 1 / 6
        }
      }
      if (wind !== null && power !== null) {
        all.both++
        if (wind > cutIn && power <= 0.01 * (most ?? 0)) sums.noPower += 1 / 6
      }
    }
  }
  return {
    hours: all.hours,
    windCoverage: all.samples[0]! / all.expected,
    powerCoverage: all.samples[1]! / all.expected,
    windHours: all.bins[0]! / 6,
    powerHours: all.bins[1]! / 6,
    windAndPowerHours: all.both / 6,
    meanWind: sums.wind / all.bins[0]!,
    greatestWind: greatest,
    meanPower: sums.power / all.bins[1]!,
    exportedKwh: sums.out * kilowatt,
    importedKwh: sums.in * kilowatt,
    capacityFactor:
      all.samples[1]! / all.expected < 0.9 || sums.rated === 0 ? null : sums.net / sums.rated,
    hoursAtRated: sums.atRated,
    hoursNoPowerInWind: sums.noPower,
  }
}

function isIn(value: number | null, least: number, most: number): boolean {
  return value !== null && value >= least && value <= most
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}
