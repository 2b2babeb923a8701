import type { Frame } from './frame.ts'

/** A series by itself: times in order, each once, and a value of each. */
export interface Series {
  readonly time: Float64Array
  readonly values: Float64Array
}

/** Series as the columns of one frame, which has every time that any of them has; NaN where one has no value. */
export function joinFrames(series: ReadonlyMap<string, Series>): Frame {
  const all = [...series.values()]
  const [first] = all
  if (first === undefined) return { time: new Float64Array(0), columns: new Map() }
  const time = all.every((one) => areEqual(one.time, first.time)) ? first.time : uniteTimes(all)
  return {
    time,
    columns: new Map([...series].map(([name, one]) => [name, spread(one, time)])),
  }
}

function areEqual(a: Float64Array, b: Float64Array): boolean {
  if (a === b) return true
  return a.length === b.length && a.every((time, row) => time === b[row])
}

function uniteTimes(all: readonly Series[]): Float64Array {
  const whole = new Float64Array(all.reduce((sum, { time }) => sum + time.length, 0))
  let at = 0
  for (const { time } of all) {
    whole.set(time, at)
    at += time.length
  }
  whole.sort()
  let count = 0
  for (let row = 0; row < whole.length; row++) {
    if (row === 0 || whole[row] !== whole[row - 1]) whole[count++] = whole[row]!
  }
  return whole.slice(0, count)
}

function spread({ time, values }: Series, over: Float64Array): Float64Array {
  if (time === over || areEqual(time, over)) return values
  const spreaded = new Float64Array(over.length).fill(NaN)
  let at = 0
  for (let row = 0; row < over.length && at < time.length; row++) {
    if (over[row] === time[at]) spreaded[row] = values[at++]!
  }
  return spreaded
}
