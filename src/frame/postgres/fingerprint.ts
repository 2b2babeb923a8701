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

/** The state after length and seed, before the key: that of a 4-byte time, and of an 8-byte value. */
const timeState = seededState(4)
const valueState = seededState(8)

/**
 * For each column the sum of the hashes of (time, value) over its rows, as decimal text: the same text
 * as `/inventory` gives for the same rows. NaN and infinities count as NULL. The sum is exact for days
 * of up to two million rows.
 */
export function fingerprintColumns(frame: Frame): Map<string, string> {
  const high = new Uint32Array(frame.time.length)
  const low = new Uint32Array(frame.time.length)
  hashTimes(frame.time, high, low)
  return new Map(
    [...frame.columns.keys()].map((name) => [name, sumHashes(columnOf(frame, name), high, low)]),
  )
}

/** 31 times the hash of each time, in two halves: what the value's hash is added to. */
function hashTimes(time: Float64Array, high: Uint32Array, low: Uint32Array): void {
  for (let row = 0; row < time.length; row++) {
    const since2000 = time[row]! - epoch2000
    const top = Math.floor(since2000 / two32)
    const folded = (since2000 - top * two32) ^ (since2000 >= 0 ? top : ~top)
    scramble((timeState.a + folded) | 0, timeState.b, timeState.c)
    const product = 31 * hash[1]!
    low[row] = product
    high[row] = 31 * hash[0]! + Math.floor(product / two32)
  }
}

function sumHashes(values: Float64Array, high: Uint32Array, low: Uint32Array): string {
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length)
  let sumHigh = 0
  let sumLow = 0
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!
    if (value === 0) {
      hash[0] = 0
      hash[1] = hashSeed
    } else if (value - value === 0) {
      scramble(
        (valueState.a + words[2 * row]!) | 0,
        (valueState.b + words[2 * row + 1]!) | 0,
        valueState.c,
      )
    } else {
      hash[0] = 0
      hash[1] = 0
    }
    const lower = low[row]! + hash[1]!
    const carry = lower >= two32 ? 1 : 0
    sumLow += lower - carry * two32
    // PostgreSQL sums them as signed numbers.
    sumHigh += (high[row]! + hash[0]! + carry) | 0
  }
  return String(BigInt(sumHigh) * BigInt(two32) + BigInt(sumLow))
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

/** lookup3's mixing of the seed into the state that a key of so many bytes starts from. */
function seededState(keyBytes: number): { a: number; b: number; c: number } {
  const start = (0x9e3779b9 + keyBytes + 3_923_095) | 0
  let [a, b, c] = [start, (start + hashSeed) | 0, start]
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
