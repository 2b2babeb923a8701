import type { SourceRows } from '../../source/wide/copy-rows.ts'
import type { Instant } from '../../time/instant.ts'

/** Rows gathered one by one, taken as a frame. */
export interface RowBuffer {
  readonly count: number
  /** `values` are copied, in the order of the columns; the number is the row's line. */
  add(time: Instant, line: number, values: readonly number[]): void
  take(): SourceRows
}

export function createRowBuffer(columns: readonly string[]): RowBuffer {
  let size = 4096
  let count = 0
  let [time, lines, ...values] = make()

  function make(): [Float64Array, Float64Array, ...Float64Array[]] {
    return [
      new Float64Array(size),
      new Float64Array(size),
      ...columns.map(() => new Float64Array(size)),
    ]
  }

  function grow(): void {
    size *= 2
    const before = [time, lines, ...values]
    ;[time, lines, ...values] = make()
    for (const [index, array] of [time, lines, ...values].entries()) array.set(before[index]!)
  }

  return {
    get count() {
      return count
    },
    add(at, line, of) {
      if (count === size) grow()
      time[count] = at
      lines[count] = line
      for (let index = 0; index < values.length; index++) values[index]![count] = of[index]!
      count++
    },
    take() {
      const named = columns.map((name, index) => [name, values[index]!.subarray(0, count)] as const)
      const taken = {
        frame: { time: time.subarray(0, count), columns: new Map(named) },
        numbers: lines.subarray(0, count),
      }
      count = 0
      ;[time, lines, ...values] = make()
      return taken
    },
  }
}
