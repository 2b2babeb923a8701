import type { Frame } from './frame.ts'

/** One frame made of many, without all of them being there at once. */
export interface FrameBuilder {
  /** Copies the rows of a frame that has all the columns. */
  append(frame: Frame): void
  /** What has been appended; of the builder's own arrays where few rows are left over in them. */
  take(): Frame
}

/** Room for `rows` at first: more is made where it is needed. */
export function createFrameBuilder(names: readonly string[], rows: number): FrameBuilder {
  let arrays = [new Float64Array(rows), ...names.map(() => new Float64Array(rows))]
  let length = 0
  return {
    append({ time, columns }) {
      const end = length + time.length
      if (end > arrays[0]!.length)
        arrays = arrays.map((array) => resized(array, Math.ceil(1.25 * end)))
      const parts = [time, ...names.map((name) => columns.get(name)!)]
      parts.forEach((part, index) => {
        arrays[index]!.set(part, length)
      })
      length = end
    },
    take() {
      const isNearlyFull = length > 0.9 * arrays[0]!.length
      const [time, ...columns] = arrays.map((array) =>
        isNearlyFull ? array.subarray(0, length) : array.slice(0, length),
      )
      return { time: time!, columns: new Map(names.map((name, index) => [name, columns[index]!])) }
    },
  }
}

function resized(array: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(length)
  larger.set(array)
  return larger
}
