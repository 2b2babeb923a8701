import type { RowResult, Unit } from './result.ts'

/** What PostgreSQL needs by itself for a row's work, whoever asks it: nobody can be faster. */
export interface Limit {
  readonly row: string
  readonly what: string
  readonly value: number
  readonly unit: Unit
  readonly ours: number
  /** How many times faster ours could be at the most. */
  readonly headroom: number
}

const bareQuery = 'floor: the bare query'

/** The limits of the rows that have one, or whose work another row's floor does as well. */
export function findLimits(rows: readonly RowResult[], cores: number): Limit[] {
  const medianOf = (row: string, name: string) =>
    rows.find((one) => one.name === row)?.figures.find((figure) => figure.name === name)?.median
  const limit = (row: string, what: string, value: number | undefined, unit: Unit): Limit[] => {
    const ours = medianOf(row, 'ours')
    if (ours === undefined || value === undefined) return []
    const headroom = unit === 'requests/s' ? value / ours : ours / value
    return [{ row, what, value, unit, ours, headroom }]
  }
  const out = medianOf('year', 'floor: COPY out')
  const load = medianOf('year', 'floor: load as sets')
  const both = out === undefined || load === undefined ? undefined : (out + load) / cores
  const query = medianOf('arrow', bareQuery)
  return [
    ...limit('year', `the two floors, shared evenly by ${cores} cores`, both, 's'),
    ...limit('json', 'the bare query, measured with arrow', query, 'requests/s'),
    ...limit('arrow', 'the bare query', query, 'requests/s'),
  ]
}
