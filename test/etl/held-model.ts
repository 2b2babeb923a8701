/** A row as the Source has it: seconds from the first day's start on, and a value; null for NULL. */
export type ChangeRow = readonly [second: number, value: number | null]

/** Statistics of one bin. */
export interface HeldBin {
  readonly mean: number
  readonly min: number
  readonly max: number
  readonly std: number
  /** Seconds that have a value. */
  readonly seconds: number
}

/**
 * What values that come on change are in each bin, second by second: what was said last, if all that was said then is
 * the same, is in range, and not `hold` seconds old. Undefined for a bin in which no second has a value.
 */
export function heldBins(
  rows: readonly ChangeRow[],
  { start, end, width, hold, range, nullEnds }: HeldModel,
): (HeldBin | undefined)[] {
  const said = new Map<number, Set<number>>()
  for (const [second, value] of rows) {
    if (value === null && !nullEnds) continue
    const values = said.get(second) ?? new Set()
    said.set(second, value === null ? values : values.add(value))
  }
  let last: { readonly second: number; readonly value: number } | undefined
  const first = Math.min(start, ...said.keys())
  const values = new Float64Array(end - start).fill(NaN)
  for (let second = first; second < end; second++) {
    const now = said.get(second)
    if (now !== undefined) {
      const usable = [...now].filter((value) => value >= range[0] && value <= range[1])
      last = usable.length === 1 ? { second, value: usable[0]! } : undefined
    }
    if (second >= start && last !== undefined && second - last.second < hold) {
      values[second - start] = last.value
    }
  }
  return Array.from({ length: (end - start) / width }, (_, bin) =>
    summarize(values.subarray(bin * width, (bin + 1) * width).filter((value) => !isNaN(value))),
  )
}

export interface HeldModel {
  /** Seconds. */
  readonly start: number
  readonly end: number
  readonly width: number
  readonly hold: number
  readonly range: readonly [number, number]
  /** Whether a row without a value says that there is none; else it says nothing. */
  readonly nullEnds: boolean
}

function summarize(values: Float64Array): HeldBin | undefined {
  if (values.length === 0) return undefined
  const sum = (of: (value: number) => number) =>
    values.reduce((total, value) => total + of(value), 0)
  const mean = sum((value) => value) / values.length
  return {
    mean,
    min: Math.min(...values),
    max: Math.max(...values),
    std: Math.sqrt(sum((value) => (value - mean) ** 2) / values.length),
    seconds: values.length,
  }
}
