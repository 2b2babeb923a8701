import { capacityOf } from './capacity.ts'
import type { DayCounts, Figures } from './figures.ts'
import { differenceOf } from './sum-days.ts'
import { sum } from './sum.ts'

/**
 * The figures of all assets of a period together, by sums: a mean is weighted by hours, a capacity factor is all energy over
 * all rated power. An asset that lacks a figure is in no sum of it. Of winds in unlike units there is none.
 */
export function sumFarm(assets: readonly Figures[], leastCoverage: number): Figures {
  const [first] = assets
  const ofWind = assets.filter(({ windVariable }) => windVariable !== null)
  const ofPower = assets.filter(({ powerVariable }) => powerVariable !== null)
  const windUnit = sharedOf(ofWind.map((asset) => asset.windUnit))
  const isOneWind = windUnit !== undefined
  const withWind = isOneWind ? ofWind.filter(({ meanWind }) => meanWind !== null) : []
  const windHours = sum(withWind.map((one) => one.windHours!))
  const powerCoverage = coverageOf(ofPower, (one) => one.powerCoverage)
  const counted = assets.filter((one) => one.counterDifference !== null)
  return {
    asset: null,
    period: first!.period,
    from: first!.from,
    to: first!.to,
    hours: sum(assets.map(({ hours }) => hours)),
    days: sumCounts(assets.map(({ days }) => days)),
    windVariable: sharedOf(ofWind.map((one) => one.windVariable)) ?? null,
    windUnit: windUnit ?? null,
    windCoverage: coverageOf(ofWind, (one) => one.windCoverage),
    windBinsMissing: total(assets, (one) => one.windBinsMissing),
    windHours: total(assets, (one) => one.windHours),
    meanWind:
      windHours === 0
        ? null
        : sum(withWind.map((one) => one.meanWind! * one.windHours!)) / windHours,
    greatestWind:
      withWind.length === 0 ? null : Math.max(...withWind.map((one) => one.greatestWind!)),
    greatestWindOf: withWind.some((one) => one.greatestWindOf === 'means')
      ? 'means'
      : (withWind[0]?.greatestWindOf ?? null),
    powerVariable: sharedOf(ofPower.map((one) => one.powerVariable)) ?? null,
    powerUnit: sharedOf(ofPower.map((one) => one.powerUnit)) ?? null,
    powerCoverage,
    powerBinsMissing: total(assets, (one) => one.powerBinsMissing),
    powerHours: total(assets, (one) => one.powerHours),
    // Of all of them, that of one is no power of theirs.
    meanPower: null,
    exportedKwh: total(assets, (one) => one.exportedKwh),
    importedKwh: total(assets, (one) => one.importedKwh),
    energyWithheld: assets.some((one) => one.exportedKwh !== null)
      ? null
      : (assets.find((one) => one.energyWithheld !== null)?.energyWithheld ?? null),
    counterVariable: sharedOf(assets.flatMap((one) => one.counterVariable ?? [])) ?? null,
    counterKwh: total(assets, (one) => one.counterKwh),
    counterDifference: differenceOf(
      sum(counted.map((one) => one.counterKwh! * (1 + one.counterDifference!))),
      sum(counted.map((one) => one.counterKwh!)),
    ),
    ratedKwh: total(assets, (one) => one.ratedKwh),
    ...capacityOf(
      ofPower.flatMap((one) =>
        one.exportedKwh === null
          ? []
          : [{ net: one.exportedKwh - (one.importedKwh ?? 0), rated: one.ratedKwh }],
      ),
      {
        hasDays: assets.some(({ days }) => days.asked > days.notLoaded),
        hasPower: ofPower.length > 0,
        coverage: powerCoverage,
        least: leastCoverage,
      },
    ),
    hoursAtRated: total(assets, (one) => one.hoursAtRated),
    hoursNoPowerInWind: total(assets, (one) => one.hoursNoPowerInWind),
    windAndPowerHours: total(assets, (one) => one.windAndPowerHours),
  }
}

/** What all have; `undefined` where they differ, or there is none. */
function sharedOf<T>(values: readonly T[]): T | undefined {
  return new Set(values).size === 1 ? values[0] : undefined
}

function coverageOf(assets: readonly Figures[], of: (one: Figures) => number | null) {
  const hours = sum(assets.map((one) => one.hours))
  return hours === 0 ? null : sum(assets.map((one) => (of(one) ?? 0) * one.hours)) / hours
}

function total(assets: readonly Figures[], of: (one: Figures) => number | null): number | null {
  const values = assets.flatMap((one) => of(one) ?? [])
  return values.length === 0 ? null : sum(values)
}

function sumCounts(counts: readonly DayCounts[]): DayCounts {
  const of = (name: keyof DayCounts) => counts.reduce((all, count) => all + count[name], 0)
  return {
    asked: of('asked'),
    loaded: of('loaded'),
    open: of('open'),
    failed: of('failed'),
    noSourceData: of('noSourceData'),
    notLoaded: of('notLoaded'),
    cut: of('cut'),
  }
}
