import { guessNumberStyle } from './guess-number-style.ts'
import { isNoValueText } from './no-value-text.ts'
import { createNumberParser, numberStyles, plainStyle, styleOptions } from './number-style.ts'
import type { NumberStyle } from './number-style.ts'

/** Reads cells, and remembers what it met in place of values. */
export interface NumberReader {
  /** A finite number; NaN for no value; `undefined` where the cell is neither. */
  read(cell: string): number | undefined
  /** What to do where `read` gave `undefined`; empty where nothing is known. */
  explain(cell: string): string
  /** Cells without value by their text; empty cells are not counted. */
  readonly noValues: ReadonlyMap<string, number>
  /** The first cell, such as `1.200`, that is another number where a point stands between thousands; unless another cell shows that it does not. */
  readonly doubtful: string | undefined
}

export interface NumberReaderOptions {
  readonly style: NumberStyle
  /** Whether the style was asked for, or another cell of the file has shown it: then nothing is doubtful. */
  readonly isSure: boolean
  /** Further texts that say that there is no value, as they stand in the file; a number, however it is written. */
  readonly noValue: readonly string[]
}

/** Different texts that are counted each by itself: what comes later is counted together. */
const mostTexts = 50
const otherTexts = 'other texts'
const longestAdvice = 60

export function createNumberReader(options: NumberReaderOptions): NumberReader {
  const { style, noValue } = options
  const parse = createNumberParser(style)
  const asked = new Set(noValue.map((text) => text.trim()))
  // A number is meant however it is written: -9999 is -9999.00 too.
  const askedNumbers = new Set([...asked].map(parse).filter(Number.isFinite))
  const noValues = new Map<string, number>()
  let isSure = options.isSure || style !== plainStyle
  let doubtful: string | undefined

  function countNoValue(text: string): void {
    const isKept = noValues.has(text) || noValues.size < mostTexts
    const key = isKept ? text : otherTexts
    noValues.set(key, (noValues.get(key) ?? 0) + 1)
  }

  /** Whether the point of a number is a decimal one shows in its other digits. */
  function watch(cell: string): void {
    if (!cell.includes('.')) return
    if (!/^\s*[+-]?[1-9]\d{0,2}(?:\.\d{3})+\s*$/.test(cell)) isSure = true
    else doubtful ??= cell.trim()
  }

  return {
    read(cell) {
      // The commonest way first: an empty text is 0 to `Number`.
      const number = parse(cell)
      const isAsked = asked.size > 0 && (askedNumbers.has(number) || asked.has(cell.trim()))
      const value = isAsked ? NaN : number
      if (value - value === 0) {
        if (!isSure) watch(cell)
        return value
      }
      const text = cell.trim()
      if (text === '') return NaN
      // Infinite: the digits are of a number that no double holds.
      if (Number.isNaN(value) && !isAsked && !isNoValueText(text)) return undefined
      countNoValue(text)
      return NaN
    },
    explain(cell) {
      const text = cell.trim()
      const ways = numberStyles.flatMap((one) =>
        guessNumberStyle([text], '', (other) => other === one),
      )
      // Of styles that read it alike the first is enough.
      const byValue = new Map(ways.toReversed().map((way) => [way.value, way] as const))
      const different = [...byValue.values()].filter(({ value }) => !Number.isNaN(value))
      if (different.length > 0) {
        const shown = different.toReversed()
        return shown.map(({ style, value }) => `${value} by ${styleOptions(style)}`).join(', or ')
      }
      return text.length > longestAdvice
        ? ''
        : `--no-value ${JSON.stringify(text)} if it says that there is none`
    },
    noValues,
    get doubtful() {
      return isSure ? undefined : doubtful
    },
  }
}
