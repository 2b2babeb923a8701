import type { Limit } from './limits.ts'
import type { Figure, RowResult, Verdict } from './result.ts'

/** A number with three digits that count, and its thousands grouped. */
export function round(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en')
}

export const ratioHeader = ['what', 'against classic', 'against fast Python', 'against the floor']

/** The table of ratios: each with its target, and whether it is met. */
export function ratioRows(rows: readonly RowResult[], limits: readonly Limit[]): string[][] {
  return rows.map(({ name, title, verdicts }) => [
    title,
    ...(['classic', 'fast', 'floor'] as const).map((column) =>
      verdicts
        .filter(({ against }) => against === column)
        .map((verdict) => describeVerdict(verdict, headroomOf(name, limits)))
        .join('; '),
    ),
  ])
}

/** How many times faster ours could be at the most; undefined where no limit was measured. */
export function headroomOf(row: string, limits: readonly Limit[]): number | undefined {
  return limits.find((limit) => limit.row === row)?.headroom
}

/**
 * Such as `16.2 times faster (at least 12: met)`. A target that PostgreSQL alone does not let anybody
 * meet is none: it is told with the limit instead.
 */
export function describeVerdict(verdict: Verdict, headroom = Infinity): string {
  const { value, what, bound, target, met } = verdict
  const most = value * headroom
  const isBeyond = !met && bound === 'at least' && target > most
  const outcome = isBeyond ? `no target, the limit is ${round(most)}` : met ? 'met' : 'NOT met'
  return `${round(value)} ${what} (${bound} ${target}: ${outcome})`
}

export const limitHeader = ['what', 'PostgreSQL alone', 'ours', 'faster at the most']

/** How near ours is to what PostgreSQL alone needs. */
export function limitRows(limits: readonly Limit[]): string[][] {
  return limits.map(({ row, what, value, unit, ours, headroom }) => [
    row,
    `${round(value)} ${unit}: ${what}`,
    `${round(ours)} ${unit}`,
    headroom > 1 ? `${round(headroom)} times` : 'at the limit',
  ])
}

export const figureHeader = ['what', 'who', 'median', 'runs', 'least to greatest']

/** The table of what was measured. */
export function figureRows(rows: readonly RowResult[]): string[][] {
  return rows.flatMap(({ name, figures }) =>
    figures.map((figure) => [name, figure.name, ...describeFigure(figure)]),
  )
}

/** Such as `at most 300 ms: met`; empty where a figure that has a name and a unit of its own has no target. */
export function describeTarget({ name, unit }: Figure, verdicts: readonly Verdict[]): string {
  const verdict = verdicts.find(({ what }) => what === `${unit} ${name}`)
  if (verdict === undefined) return ''
  const { bound, target, met } = verdict
  return `${bound} ${round(target)} ${unit}: ${met ? 'met' : 'NOT met'}`
}

/** Its median, how often it was measured, and its range. */
export function describeFigure({ median, unit, runs }: Figure): string[] {
  const range = `${round(Math.min(...runs))} to ${round(Math.max(...runs))}`
  return [`${round(median)} ${unit}`, String(runs.length), range]
}
