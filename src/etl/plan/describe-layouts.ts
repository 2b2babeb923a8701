import { dayHolding } from '../../time/day.ts'
import type { Day } from '../../time/day.ts'
import type { LedgerRow } from '../../target/read/read-ledger.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import { isLoaded } from '../../target/ledger/is-loaded.ts'
import { findLayouts, findSeams } from './find-layouts.ts'
import type { Layout, LayoutRun, Seam } from './find-layouts.ts'

/** In which layouts days were made, where that is more than the one of the settings. */
export interface Layouts {
  readonly runs: readonly LayoutRun[]
  /** Where bins or samples belong to no day, or to two. */
  readonly seams: readonly Seam[]
  /** The days of the settings' zone that hold all of those that are to be made again. */
  readonly former: { readonly first: Day; readonly last: Day }
  /** In words. */
  readonly lines: readonly string[]
}

const most = 5

/** What is to be said of days that were made in another layout than the settings'; `undefined` where none was. */
export function describeLayouts(
  ledger: readonly LedgerRow[],
  settings: Pick<EtlSettings, 'timeZone' | 'sampleLabel' | 'periodSeconds'>,
): Layouts | undefined {
  const runs = findLayouts(ledger)
  const isOther = (of: Layout) =>
    of.timeZone !== settings.timeZone ||
    (of.sampleLabel ?? settings.sampleLabel) !== settings.sampleLabel
  const former = ledger.filter((row) => isLoaded(row) && (row.isCut || isOther(row)))
  if (former.length === 0) return undefined
  const seams = findSeams(ledger, settings.periodSeconds).filter(
    ({ binsOfNone, binsOfBoth, isOfLabels }) => binsOfNone + binsOfBoth > 0 || isOfLabels,
  )
  const start = Math.min(...former.map(({ windowStart }) => windowStart))
  const end = Math.max(...former.map(({ windowEnd }) => windowEnd))
  const [first, last] = [start, end - 1].map((at) => dayHolding(at, settings.timeZone))
  const labels = new Set([...runs.map(({ sampleLabel }) => sampleLabel), settings.sampleLabel])
  const name = ({ timeZone, sampleLabel }: Layout) =>
    labels.size === 1
      ? timeZone
      : `${timeZone} with MINUANO_SAMPLE_LABEL=${sampleLabel ?? '(not known)'}`
  return {
    runs,
    seams,
    former: { first: first!, last: last! },
    lines: [
      ...(runs.some(isOther)
        ? [`days were made in ${listRuns(runs, name)}; the settings say ${name(settings)}`]
        : ['days were cut by days of another time zone, which are not there any more']),
      ...seams.slice(0, most).map(describeSeam),
      ...(seams.length > most ? [`and ${seams.length - most} more such places`] : []),
    ],
  }
}

/** By layout: `UTC: 2025-01-01 to 2025-01-10 and 2025-02-01; America/Sao_Paulo: 2025-01-11`. */
function listRuns(runs: readonly LayoutRun[], name: (of: Layout) => string): string {
  const byLayout = new Map<string, string[]>()
  for (const run of runs) {
    const days = byLayout.get(name(run)) ?? []
    days.push(run.first === run.last ? run.first : `${run.first} to ${run.last}`)
    byLayout.set(name(run), days)
  }
  return [...byLayout]
    .map(([layout, days]) => {
      const more = days.length > most ? [`${days.length - most} more runs of days`] : []
      return `${layout}: ${[...days.slice(0, most), ...more].join(', ')}`
    })
    .join('; ')
}

function describeSeam({ days, layouts, binsOfNone, binsOfBoth, isOfLabels }: Seam): string {
  const [first, second] = days.map((day, index) => `${day} (${layouts[index]!.timeZone})`)
  const parts = [
    ...(binsOfNone > 0 ? [`${countOf(binsOfNone, 'bin')} between them belong to no day`] : []),
    ...(binsOfBoth > 0 ? [`${countOf(binsOfBoth, 'bin')} belong to both`] : []),
    ...(isOfLabels
      ? [`the sample on their edge is in ${layouts[0].sampleLabel === 'end' ? 'both' : 'none'}`]
      : []),
  ]
  return `${first} and ${second}: ${parts.join('; ')}`
}

function countOf(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count} ${what}s`
}
