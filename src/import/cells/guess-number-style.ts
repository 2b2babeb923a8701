import { createNumberParser, numberStyles, plainStyle, styleOptions } from './number-style.ts'
import type { NumberStyle } from './number-style.ts'

/** One way to read a file's numbers, and what it makes of one of them. */
export interface NumberReading {
  readonly style: NumberStyle
  readonly cell: string
  readonly value: number
}

/** A number with a mark in it that could be a decimal one, or stand between thousands. */
const marked = /^[+\u2212-]?\d[\d.,'’ \u00a0\u2009\u202f]*(?:[eE][+-]?\d+)?$/
const mark = /[.,'’ \u00a0\u2009\u202f]/

/**
 * The ways in which these cells can be read: one, where no other gives other values; several, which then
 * give different values of the cell shown; none, where no style reads all that any style reads. With a
 * comma between cells, a point is no mark of thousands.
 */
export function guessNumberStyle(
  cells: Iterable<string>,
  delimiter: string,
  allowed: (style: NumberStyle) => boolean = () => true,
): NumberReading[] {
  const tried = numberStyles.filter(allowed).map((style) => ({
    style,
    parse: createNumberParser(style),
    count: 0,
    values: new Map<string, number>(),
  }))
  const seen = new Set<string>()
  for (const cell of cells) {
    const text = cell.trim()
    if (seen.size >= mostCells) break
    if (!marked.test(text) || !mark.test(text)) continue
    seen.add(text)
  }
  let readable = 0
  for (const text of seen) {
    let isRead = false
    for (const one of tried) {
      const value = one.parse(text)
      if (Number.isNaN(value)) continue
      isRead = true
      one.count++
      one.values.set(text, value)
    }
    if (isRead) readable++
  }
  let left = tried.filter(({ count }) => count === readable)
  if (delimiter === ',' && left.some(({ style }) => style === plainStyle)) {
    left = left.filter(({ style }) => style.thousands !== '.')
  }
  const shown = [...seen].find(
    (text) => new Set(left.map(({ values }) => values.get(text))).size > 1,
  )
  if (shown === undefined) {
    return left.slice(0, 1).map(({ style, values }) => {
      const [cell, value] = [...values][0] ?? ['', NaN]
      return { style, cell, value }
    })
  }
  // Of styles that read it alike the first is enough.
  const byValue = new Map(
    left.toReversed().map(({ style, values }) => [values.get(shown)!, style] as const),
  )
  return [...byValue].toReversed().map(([value, style]) => ({ style, cell: shown, value }))
}

/** So many different cells say what more would say. */
const mostCells = 50_000

/** What each style makes of a cell, with the options that ask for it. */
export function describeNumberReadings(readings: readonly NumberReading[]): string {
  return readings
    .map(({ style, cell, value }) => `  "${cell}" is ${value} by ${styleOptions(style)}`)
    .join('\n')
}
