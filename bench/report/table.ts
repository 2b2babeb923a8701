import type { Figure, RowResult, Verdict } from './result.ts'

/** A number with three digits that count, and its thousands grouped. */
export function round(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en')
}

export const ratioHeader = ['what', 'against classic', 'against fast Python', 'against the floor']

/** The table of ratios: each with its target, and whether it is met. */
export function ratioRows(rows: readonly RowResult[]): string[][] {
  return rows.map(({ title, verdicts }) => [
    title,
    ...(['classic', 'fast', 'floor'] as const).map((column) =>
      verdicts
        .filter(({ against }) => against === column)
        .map(describeVerdict)
        .join('; '),
    ),
  ])
}

/** Such as `16.2 times faster (at least 12: met)`. */
export function describeVerdict({ value, what, bound, target, met }: Verdict): string {
  return `${round(value)} ${what} (${bound} ${target}: ${met ? 'met' : 'NOT met'})`
}

export const figureHeader = ['what', 'who', 'median', 'runs', 'least to greatest']

/** The table of what was measured. */
export function figureRows(rows: readonly RowResult[]): string[][] {
  return rows.flatMap(({ name, figures }) =>
    figures.map((figure) => [name, figure.name, ...describeFigure(figure)]),
  )
}

function describeFigure({ median, unit, runs }: Figure): string[] {
  const range = `${round(Math.min(...runs))} to ${round(Math.max(...runs))}`
  return [`${round(median)} ${unit}`, String(runs.length), range]
}
