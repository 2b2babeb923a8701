/** All times of series that ascend, each once, in order: mostly they are the same, and then nothing is made. */
export function unionTimes(all: readonly Float64Array[]): Float64Array {
  return all.reduce(joinTwo, new Float64Array(0))
}

function joinTwo(first: Float64Array, second: Float64Array): Float64Array {
  if (first.length === 0 || isSame(first, second)) return second
  if (second.length === 0) return first
  const joined = new Float64Array(first.length + second.length)
  let [a, b, at] = [0, 0, 0]
  while (a < first.length || b < second.length) {
    const [left, right] = [first[a] ?? Infinity, second[b] ?? Infinity]
    joined[at++] = Math.min(left, right)
    if (left <= right) a++
    if (right <= left) b++
  }
  return joined.subarray(0, at)
}

export function isSame(first: Float64Array, second: Float64Array): boolean {
  if (first === second) return true
  if (first.length !== second.length) return false
  for (let row = 0; row < first.length; row++) if (first[row] !== second[row]) return false
  return true
}
