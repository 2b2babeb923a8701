import type { Frame } from '../../frame/frame.ts'

/** The frame without the values that are marked, a byte a row by variable; the same frame where none is. */
export function clearMarked(
  frame: Frame,
  marks: ReadonlyMap<string, Uint8Array> | undefined,
): Frame {
  if (marks === undefined || marks.size === 0) return frame
  const clear = (values: Float64Array, of: Uint8Array | undefined) =>
    of === undefined ? values : values.map((value, row) => (of[row] === 1 ? NaN : value))
  const columns = [...frame.columns].map(
    ([name, values]) => [name, clear(values, marks.get(name))] as const,
  )
  return { ...frame, columns: new Map(columns) }
}
