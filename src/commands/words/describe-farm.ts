import { listSome } from '../../errors/list-some.ts'
import { plainLine } from '../../errors/plain-text.ts'
import type { DayOutcome } from '../../etl/day-outcome.ts'
import type { Day } from '../../time/day.ts'

/** Assets that are named in a line before the rest is counted. */
const mostNamed = 8
/** From so many on, assets of which the same is to be said are named together. */
const fewestToFold = 5

/** How many assets of a farm are whole, and those that are not, worst first. */
export interface FarmState {
  readonly assets: number
  readonly whole: number
  /** What is to be said of each that is not. */
  readonly faults: readonly string[]
}

/**
 * Sums up days by asset. An asset is whole where every day was loaded with all its samples: of the others it says how
 * many days failed or had no rows, else which part of the samples was valid, of the variable that has fewest.
 */
export function sumUpFarm(outcomes: readonly DayOutcome[]): FarmState {
  const byAsset = new Map<string, DayOutcome[]>()
  for (const outcome of outcomes) {
    const asset = outcome.asset ?? ''
    const days = byAsset.get(asset)
    if (days === undefined) byAsset.set(asset, [outcome])
    else days.push(outcome)
  }
  const faults = [...byAsset]
    .flatMap(([asset, days]) => {
      const fault = findFault(days)
      return fault === undefined ? [] : [{ ...fault, asset: plainLine(asset) }]
    })
    .sort((a, b) => a.rank - b.rank)
  return {
    assets: byAsset.size,
    whole: byAsset.size - faults.length,
    faults: foldEqual(faults),
  }
}

/** `T17 no source data`; where the same is so of many, `no source data: T01, T02, T03, T04, T05 and 16 more`. */
function foldEqual(faults: readonly AssetFault[]): string[] {
  const byText = new Map<string, AssetFault[]>()
  for (const fault of faults) {
    const key = fault.coverage === undefined ? fault.text : 'coverage'
    const same = byText.get(key)
    if (same === undefined) byText.set(key, [fault])
    else same.push(fault)
  }
  return [...byText].flatMap(([text, same]) => {
    if (same.length < fewestToFold) return same.map((fault) => `${fault.asset} ${fault.text}`)
    const names = same.map(({ asset, coverage }) =>
      coverage === undefined ? asset : `${asset} ${formatCoverage(coverage)}`,
    )
    return [`${text}: ${listSome(names, fewestToFold)}`]
  })
}

/** `98 of 100 assets whole; T17 no source data; T42 coverage 0.61`. */
export function describeFarm({ assets, whole, faults }: FarmState): string {
  const said = faults.slice(0, mostNamed).map((fault) => `; ${fault}`)
  const rest = faults.length - said.length
  const more = rest > 0 ? `; and ${rest} more to say (--by-asset shows all)` : ''
  return `${whole} of ${assets} asset${assets === 1 ? '' : 's'} whole${said.join('')}${more}`
}

interface Fault {
  /** Failed days first, then days without rows, then the least coverage. */
  readonly rank: number
  readonly text: string
  readonly coverage?: number
}

type AssetFault = Fault & { readonly asset: string }

function findFault(days: readonly DayOutcome[]): Fault | undefined {
  const failed = days.filter((day) => day.status === 'failed')
  if (failed.length > 0) {
    const why = [...new Set(failed.map(({ error }) => error.code))]
    const what = failed.length === 1 ? failed[0]!.error.message : why.join(', ')
    return { rank: -2, text: `failed${on(failed, days)}: ${what}` }
  }
  const gaps = days.filter((day) => day.status === 'no-source-data')
  if (gaps.length > 0) return { rank: -1, text: `no source data${on(gaps, days)}` }
  const closed = days.filter((day) => day.status === 'closed')
  if (closed.length > 0) return { rank: -0.5, text: `closed, left as it is${on(closed, days)}` }
  const coverage = leastCoverage(days)
  if (coverage < 1) {
    return { rank: coverage, coverage, text: `coverage ${formatCoverage(coverage)}` }
  }
  const odd = days.filter(isOdd)
  return odd.length > 0 ? { rank: 1, text: `values in doubt${on(odd, days)}` } : undefined
}

/** On which of its days, where it has more than one. */
function on(some: readonly DayOutcome[], all: readonly DayOutcome[]): string {
  if (all.length === 1) return ''
  const days: Day[] = some.map(({ day }) => day)
  return some.length > 3 ? ` on ${some.length} of ${all.length} days` : ` on ${listSome(days, 3)}`
}

function leastCoverage(days: readonly DayOutcome[]): number {
  const counts = new Map<string, { covered: number; expected: number }>()
  for (const day of days) {
    const samples = 'samples' in day ? Object.entries(day.samples) : []
    for (const [variable, { coverage, expected }] of samples) {
      const count = counts.get(variable) ?? { covered: 0, expected: 0 }
      counts.set(variable, {
        covered: count.covered + coverage * expected,
        expected: count.expected + expected,
      })
    }
  }
  return Math.min(1, ...[...counts.values()].map(({ covered, expected }) => covered / expected))
}

function isOdd(day: DayOutcome): boolean {
  if (!('samples' in day)) return false
  return Object.values(day.samples).some(
    ({ conflicts = 0, excess = 0, missing }) => conflicts + excess + missing > 0,
  )
}

/** Rounded down: 1 is said of a whole asset alone. */
export function formatCoverage(coverage: number): string {
  return String(Math.floor(coverage * 1000 + 1e-9) / 1000)
}
