import type { Frame } from '../../../frame/frame.ts'

/**
 * Samples as few as a screen can show: of each of `columns` slices of the interval the first, the last, the
 * least and the greatest, so that no extreme is lost. Fewer than four a slice are left as they are. A sample
 * without a value is kept as the gap that it is.
 */
export function thinSamples(
  { time, columns: values }: Frame,
  name: string,
  start: number,
  end: number,
  columns: number,
): Frame {
  const own = values.get(name) ?? new Float64Array(time.length).fill(NaN)
  if (time.length <= 4 * columns) return { time, columns: new Map([[name, own]]) }
  const kept: number[] = []
  const width = (end - start) / columns
  for (let from = 0; from < time.length;) {
    const slice = Math.floor((time[from]! - start) / width)
    let to = from
    let [least, greatest] = [from, from]
    let gap = -1
    for (; to < time.length && Math.floor((time[to]! - start) / width) === slice; to++) {
      if (Number.isNaN(own[to]!)) gap = to
      if (!(own[least]! <= own[to]!)) least = to
      if (!(own[greatest]! >= own[to]!)) greatest = to
    }
    const rows = new Set([from, least, greatest, to - 1])
    if (gap >= 0) rows.add(gap)
    kept.push(...[...rows].sort((a, b) => a - b))
    from = to
  }
  const pick = (array: Float64Array) => Float64Array.from(kept, (row) => array[row]!)
  return { time: pick(time), columns: new Map([[name, pick(own)]]) }
}
