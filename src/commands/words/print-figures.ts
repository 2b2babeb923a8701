import { noDay } from '../../report/capacity.ts'
import { plainLine } from '../../errors/plain-text.ts'
import { listSome } from '../../errors/list-some.ts'
import { formatTable } from '../../log/format-table.ts'
import { sayToned } from '../../log/paint.ts'
import { print, say } from '../../log/say.ts'
import type { DayCounts, Figures } from '../../report/figures.ts'
import type { Report } from '../../report/make-report.ts'
import type { ReportPeriod } from '../../report/report-period.ts'

/** What the mean power says otherwise than the counter is worth a look from here on. */
const muchDifference = 0.01
/** Assets that a line names. */
const mostNamed = 5

interface Asked {
  readonly period: ReportPeriod
  readonly by: 'day' | 'month' | undefined
  readonly timeZone: string
}

/**
 * A table that fits a terminal: coverage of wind speed and power, wind, energy, capacity factor, hours at rated power, and
 * hours with wind and no power. Below it, on stderr, what is not in the figures.
 */
export function printFigures(report: Report, { period, by, timeZone }: Asked): void {
  const { rows } = report
  print(`${period.name}, ${timeZone}`)
  const isFarm = rows.some(({ asset }) => asset === null)
  const hasCounter = rows.some(({ counterVariable }) => counterVariable !== null)
  const columns = [
    ...(by === undefined ? [] : [[by, (row: Figures) => row.period] as const]),
    ...(isFarm || rows.some(({ asset }) => asset !== '')
      ? [['asset', (row: Figures) => (row.asset === null ? 'all' : plainLine(row.asset))] as const]
      : []),
    ['wind %', (row: Figures) => hundredths(row.windCoverage)],
    [`mean ${unitOf(rows, 'windUnit')}`, (row: Figures) => fixed(row.meanWind, 1)],
    ['max', (row: Figures) => fixed(row.greatestWind, 1)],
    ['power %', (row: Figures) => hundredths(row.powerCoverage)],
    ['MWh out', (row: Figures) => megawatt(row.exportedKwh)],
    ['in', (row: Figures) => megawatt(row.importedKwh)],
    ...(hasCounter
      ? ([
          ['counter', (row: Figures) => megawatt(row.counterKwh)],
          ['off %', (row: Figures) => hundredths(row.counterDifference)],
        ] as const)
      : []),
    ['CF %', (row: Figures) => hundredths(row.capacityFactor)],
    ['rated h', (row: Figures) => fixed(row.hoursAtRated, 1)],
    ['idle h', (row: Figures) => fixed(row.hoursNoPowerInWind, 1)],
  ] as const
  const texts = columns.findIndex(([title]) => title === 'wind %')
  const right = new Set(columns.map((_, index) => index).filter((index) => index >= texts))
  print(
    formatTable(
      columns.map(([title]) => title),
      rows.map((row) => columns.map(([, of]) => of(row))),
      right,
    ),
  )
  printStates(report)
  printTurbulence(report)
  describeLack(rows.filter(({ asset }) => isFarm === (asset === null))).forEach(say)
  describeWithheld(rows).forEach(say)
  const differing = rows.filter((row) => Math.abs(row.counterDifference ?? 0) > muchDifference)
  for (const row of differing.slice(0, mostNamed)) {
    sayToned({
      text: `${nameOf(row)}: the mean power says ${difference(row.counterDifference)} than the counter ${row.counterVariable ?? ''} (power covers ${percent(row.powerCoverage)})`,
      tone: 'doubt',
    })
  }
  if (differing.length > mostNamed) {
    sayToned({
      text: `and ${differing.length - mostNamed} more that differ by over 1 %`,
      tone: 'doubt',
    })
  }
}

function printStates({ states }: Report): void {
  if (states.length === 0) return
  print('')
  print(
    formatTable(
      ['period', 'asset', 'state', 'hours', '', 'codes'],
      states.map(({ period, asset, variable, category, hours, codes, isOperative }) => [
        period,
        plainLine(asset),
        `${variable}: ${category}`,
        hours.toFixed(1),
        isOperative ? 'operative' : '',
        listSome(codes.map(String), 8),
      ]),
      new Set([3]),
    ),
  )
}

function printTurbulence({ turbulence, turbulenceWithheld }: Report): void {
  if (turbulenceWithheld !== null) {
    say(`the nacelle's turbulence intensity is withheld: ${turbulenceWithheld}`)
  }
  if (turbulence === null) return
  print('')
  print('turbulence intensity of the nacelle’s wind, which is not the free wind’s')
  print(
    formatTable(
      ['asset', 'm/s', 'bins', 'mean', 'p90'],
      turbulence.map(({ asset, windBin, bins, mean, p90 }) => [
        plainLine(asset),
        String(windBin),
        String(bins),
        percent(mean),
        percent(p90),
      ]),
      new Set([1, 2, 3, 4]),
    ),
  )
}

/** What is not in the figures of these rows. */
function describeLack(rows: readonly Figures[]): string[] {
  const all = (of: (row: Figures) => number | null) =>
    rows.reduce((sum, row) => sum + (of(row) ?? 0), 0)
  const kinds: [keyof DayCounts, string][] = [
    ['notLoaded', 'not loaded'],
    ['noSourceData', 'without source data'],
    ['failed', 'failed'],
    ['open', 'still open'],
    ['cut', 'cut by a day of another time zone'],
  ]
  const days = kinds.flatMap(([kind, words]) => {
    const count = all((row) => row.days[kind])
    return count === 0 ? [] : [`${count} ${words}`]
  })
  const [wind, power] = [all((row) => row.windBinsMissing), all((row) => row.powerBinsMissing)]
  return [
    ...(days.length === 0
      ? []
      : [`of ${all((row) => row.days.asked)} days of assets: ${days.join(', ')}`]),
    ...(wind + power === 0
      ? []
      : [
          `bins of loaded days without a mean: ${wind} of wind, ${power} of power; none is filled in`,
        ]),
  ]
}

/** Each reason once, with whose figure it is that is withheld. */
function describeWithheld(rows: readonly Figures[]): string[] {
  const lines: string[] = []
  const advice = new Map([
    [noDay, ' (a sync loads what the Source has)'],
    [
      'rated power is not known',
      ' (ratedPower of each asset in the settings, or MINUANO_RATED_POWER, says it; then a sync)',
    ],
  ])
  for (const [figure, of] of [
    ['energy', (row: Figures) => row.energyWithheld],
    ['the capacity factor', (row: Figures) => row.capacityFactorWithheld],
  ] as const) {
    const reasons = new Map<string, string[]>()
    for (const row of rows) {
      const reason = of(row)
      if (reason !== null) reasons.set(reason, [...(reasons.get(reason) ?? []), nameOf(row)])
    }
    for (const [reason, names] of reasons) {
      lines.push(
        `${figure} is withheld, since ${reason}${advice.get(reason) ?? ''}: ${listSome(names, mostNamed)}`,
      )
    }
  }
  return lines
}

function nameOf({ asset, period }: Figures): string {
  return asset === null
    ? `all in ${period}`
    : asset === ''
      ? period
      : `${plainLine(asset)} in ${period}`
}

function unitOf(rows: readonly Figures[], of: 'windUnit'): string {
  const units = new Set(rows.flatMap((row) => row[of] ?? []))
  return units.size === 1 ? [...units][0]! : ''
}

function percent(part: number | null): string {
  return part === null ? '-' : `${(part * 100).toFixed(1)} %`
}

function hundredths(part: number | null): string {
  return part === null ? '-' : (part * 100).toFixed(1)
}

function difference(part: number | null): string {
  return part === null ? '-' : `${percent(Math.abs(part))} ${part > 0 ? 'more' : 'less'}`
}

function fixed(value: number | null, digits: number): string {
  return value === null ? '-' : value.toFixed(digits)
}

function megawatt(kilowatt: number | null): string {
  return kilowatt === null ? '-' : (kilowatt / 1000).toFixed(1)
}
