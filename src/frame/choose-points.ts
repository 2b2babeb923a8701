import type { Frame } from './frame.ts'

/** How a variable is drawn: a scalar as a line, a direction as points, which have no least and no greatest. */
export type Drawn = 'line' | 'points'

/**
 * Of the rows of one column of pixels, those that its chart needs: of each variable the first and the last value,
 * and, of a line, the least and the greatest, of values as low the first; and where its values stop, the first row
 * without one, so that the line is broken there. `isBroken`: by variable, whether the row before has no value of it
 * (1), or there is none: then nothing need say that it stops.
 *
 * A column may be read in parts: rows chosen of each, taken as not broken, have together all that are chosen of the whole.
 */
export function choosePoints(
  { time, columns }: Frame,
  drawn: readonly Drawn[],
  isBroken: Uint8Array,
): Int32Array {
  const isChosen = new Uint8Array(time.length)
  let variable = 0
  for (const values of columns.values()) {
    mark(values, drawn[variable] ?? 'line', isBroken[variable] === 1, isChosen)
    variable++
  }
  return placesOf(isChosen)
}

function mark(values: Float64Array, drawn: Drawn, isBroken: boolean, isChosen: Uint8Array): void {
  const none = -1
  let [first, last, low, high, stop] = [none, none, none, none, none]
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!
    if (isNaN(value)) {
      if (stop === none) stop = row
      continue
    }
    if (first === none) first = low = high = row
    else if (value < values[low]!) low = row
    else if (value > values[high]!) high = row
    last = row
    stop = none
  }
  const startsWithout = first !== 0 && values.length > 0
  if (startsWithout && !isBroken) isChosen[0] = 1
  if (first === none) return
  isChosen[first] = isChosen[last] = 1
  if (drawn === 'line') isChosen[low] = isChosen[high] = 1
  if (stop !== none) isChosen[stop] = 1
}

function placesOf(isChosen: Uint8Array): Int32Array {
  const places = new Int32Array(isChosen.length)
  let count = 0
  for (let row = 0; row < isChosen.length; row++) if (isChosen[row] === 1) places[count++] = row
  return places.subarray(0, count)
}
