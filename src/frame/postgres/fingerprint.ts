import { columnOf } from '../frame.ts'
import type { Frame } from '../frame.ts'
import { epoch2000, two32 } from './postgres-fields.ts'

/*
 * PostgreSQL's hash of `row(time, value)`, as `/inventory` sums it in the Source. Its extended hashes
 * place rows in hash partitions, so they stay what they are from version to version. They are Bob
 * Jenkins' lookup3 (https://burtleburtle.net/bob/c/lookup3.c) over words in the server's byte order: a
 * big-endian server gives other fingerprints, and its days then look changed.
 */

/** Of `hash_record_extended`. Not 0: so seeded, 0.0 hashes to 0 as NULL does, and could become the other. */
export const hashSeed = 1

/** The place of a row whose order among those of its time is not known: beyond any other. */
export const noPlace = 2 ** 32 - 1

/** The state after length and seed, before the key: that of a 4-byte time, and of an 8-byte value. */
const timeState = seededState(4, hashSeed)
const valueState = seededState(8, hashSeed)

/**
 * For each column the sum of the hashes of (time, value) over its rows, as decimal text: the same text
 * as `/inventory` gives for the same rows. NaN and infinities count as NULL. The sum is exact for days
 * of up to two million rows. `places`: of rows whose order is known, each one's place among those of its time,
 * from 1 on, or `noPlace`.
 */
export function fingerprintColumns(frame: Frame, places?: Uint32Array): Map<string, string> {
  const high = new Uint32Array(frame.time.length)
  const low = new Uint32Array(frame.time.length)
  hashTimes(frame.time, high, low)
  return new Map(
    [...frame.columns.keys()].map((name) => {
      const values = columnOf(frame, name)
      const sum = sumHashes(values, high, low)
      const more = places === undefined ? 0n : ofPlaces(frame.time, values, places)
      return [name, String(sum + more)]
    }),
  )
}

/** What is to be added to the sum since rows of a later place have it for a seed. */
function ofPlaces(time: Float64Array, values: Float64Array, places: Uint32Array): bigint {
  let sum = 0n
  for (let row = 0; row < places.length; row++) {
    const place = places[row]!
    if (place <= hashSeed) continue
    sum += hashRow(time[row]!, values[row]!, place) - hashRow(time[row]!, values[row]!, hashSeed)
  }
  return sum
}

/** The hash of one row by any seed, as PostgreSQL's signed number. */
function hashRow(time: number, value: number, seed: number): bigint {
  const word = () => (BigInt(hash[0]!) << 32n) | BigInt(hash[1]!)
  hashTime(time, seededState(4, seed))
  const ofTime = 31n * word()
  const words = new Uint32Array(Float64Array.of(value).buffer)
  hashValue(value, words[0]!, words[1]!, seed, seededState(8, seed))
  return BigInt.asIntN(64, ofTime + word())
}

/** 31 times the hash of each time, in two halves: what the value's hash is added to. */
function hashTimes(time: Float64Array, high: Uint32Array, low: Uint32Array): void {
  for (let row = 0; row < time.length; row++) {
    hashTime(time[row]!, timeState)
    const product = 31 * hash[1]!
    low[row] = product
    high[row] = 31 * hash[0]! + Math.floor(product / two32)
  }
}

function hashTime(time: number, state: State): void {
  const since2000 = time - epoch2000
  const top = Math.floor(since2000 / two32)
  const folded = (since2000 - top * two32) ^ (since2000 >= 0 ? top : ~top)
  scramble((state.a + folded) | 0, state.b, state.c)
}

/** A value's hash; `first` and `second` are its words. */
function hashValue(value: number, first: number, second: number, seed: number, state: State): void {
  if (value === 0) {
    hash[0] = 0
    hash[1] = seed
  } else if (value - value === 0) {
    scramble((state.a + first) | 0, (state.b + second) | 0, state.c)
  } else {
    hash[0] = 0
    hash[1] = 0
  }
}

function sumHashes(values: Float64Array, high: Uint32Array, low: Uint32Array): bigint {
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length)
  let sumHigh = 0
  let sumLow = 0
  for (let row = 0; row < values.length; row++) {
    hashValue(values[row]!, words[2 * row]!, words[2 * row + 1]!, hashSeed, valueState)
    const lower = low[row]! + hash[1]!
    const carry = lower >= two32 ? 1 : 0
    sumLow += lower - carry * two32
    // PostgreSQL sums them as signed numbers.
    sumHigh += (high[row]! + hash[0]! + carry) | 0
  }
  return BigInt(sumHigh) * BigInt(two32) + BigInt(sumLow)
}

/** The halves of the last hash: a returned pair would be an object for every value, a variable a boxed number. */
const hash = new Uint32Array(2)

/** lookup3's last step. */
function scramble(a: number, b: number, c: number): void {
  c = ((c ^ b) - rotate(b, 14)) | 0
  a = ((a ^ c) - rotate(c, 11)) | 0
  b = ((b ^ a) - rotate(a, 25)) | 0
  c = ((c ^ b) - rotate(b, 16)) | 0
  a = ((a ^ c) - rotate(c, 4)) | 0
  b = ((b ^ a) - rotate(a, 14)) | 0
  c = ((c ^ b) - rotate(b, 24)) | 0
  hash[0] = b
  hash[1] = c
}

interface State {
  readonly a: number
  readonly b: number
  readonly c: number
}

/** lookup3's mixing of the seed into the state that a key of so many bytes starts from. */
function seededState(keyBytes: number, seed: number): State {
  const start = (0x9e3779b9 + keyBytes + 3_923_095) | 0
  let [a, b, c] = [start, (start + seed) | 0, start]
  for (const [first, second, third] of [
    [4, 6, 8],
    [16, 19, 4],
  ] as const) {
    a = (a - c) ^ rotate(c, first)
    c = (c + b) | 0
    b = (b - a) ^ rotate(a, second)
    a = (a + c) | 0
    c = (c - b) ^ rotate(b, third)
    b = (b + a) | 0
  }
  return { a, b, c }
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}
