import type { Frame } from '../frame.ts'
import { isOfValue } from '../reasons.ts'
import { epoch2000, two32 } from './postgres-fields.ts'

/*
 * PostgreSQL's hash of a value, seeded by its time's, as `/inventory` sums it in the Source. Its extended
 * hashes place rows in hash partitions, so they stay what they are from version to version. They are Bob
 * Jenkins' lookup3 (https://burtleburtle.net/bob/c/lookup3.c) over words in the server's byte order: a
 * big-endian server gives other fingerprints, and its days then look changed.
 *
 * The time is the seed, and not a hash beside the value's: `hash_record_extended(row(time, value), 1)` adds
 * the two, so of values that change places the sum is often the same.
 */

/** The seed of a time's hash, but where rows of one time are in order: there it is the row's place. */
export const hashSeed = 1

/** The place of a row whose order among those of its time is not known: beyond any other. */
export const noPlace = 2 ** 32 - 1

/**
 * For each column the sum over its rows of the value's hash and its seed, which is the time's hash, as
 * decimal text: the same text as `/inventory` gives for the same rows. NaN and infinities count as NULL, whose
 * hash is 0. The sum is exact for days of up to two million rows. `places`: of rows whose order is known, each
 * one's place among those of its time, from 1 on, or `noPlace`.
 */
export function fingerprintColumns(
  { time, columns }: Frame,
  places?: Uint32Array,
): Map<string, string> {
  const seeds = seedRows(time, places)
  return new Map([...columns].map(([name, values]) => [name, String(sumHashes(values, seeds))]))
}

/**
 * The same of a frame whose variables have rows of their own: those where one has a value or a reason. Where the reason
 * is one of the value (`isOfValue`), its hash, seeded by the time's too, is added: the same text as `/inventory` gives
 * of a narrow Source. The sum is exact for days of up to 600,000 rows of a variable. `placesOf`: see `places` above.
 */
export function fingerprintOwnRows(
  { time, columns, reasons }: Frame,
  placesOf?: (variable: string) => Uint32Array,
): Map<string, string> {
  const shared = placesOf === undefined ? seedRows(time, undefined) : undefined
  return new Map(
    [...columns].map(([name, values]) => {
      const seeds = shared ?? seedRows(time, placesOf!(name))
      return [name, String(sumOwnHashes(values, reasons?.get(name), seeds))]
    }),
  )
}

function sumOwnHashes(
  values: Float64Array,
  reasons: Uint8Array | undefined,
  { high, low, a, b, c }: Seeds,
): bigint {
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length)
  let sumHigh = 0
  let sumLow = 0
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!
    const reason = reasons?.[row] ?? 0
    const isFinite = value - value === 0
    if (!isFinite && reason === 0) continue
    sumHigh += high[row]! | 0
    sumLow += low[row]!
    if (value === 0) {
      sumHigh += high[row]! | 0
      sumLow += low[row]!
    } else if (isFinite) {
      scramble((a[row]! + words[2 * row]!) | 0, (b[row]! + words[2 * row + 1]!) | 0, c[row]!)
      sumHigh += hash[0]! | 0
      sumLow += hash[1]!
    }
    if (!isOfValue(reason)) continue
    seedState(4, high[row]!, low[row]!)
    scramble((state[0]! + reason) | 0, state[1]!, state[2]!)
    sumHigh += hash[0]! | 0
    sumLow += hash[1]!
  }
  return BigInt(sumHigh) * BigInt(two32) + BigInt(sumLow)
}

/**
 * For one after another of series the sum over their finite values of the value's hash, seeded by its time's, as decimal
 * text: what `sum(hashfloat8extended(value, timestamp_hash_extended(time, hashSeed)))` gives for the rows that
 * they make. Series that share their times cost half. Exact for series of up to two million values.
 */
export function createSeriesHasher(): (time: Float64Array, values: Float64Array) => string {
  let last: { readonly time: Float64Array; readonly seeds: Seeds } | undefined
  return (time, values) => {
    if (last === undefined || !isSameView(last.time, time))
      last = { time, seeds: seedRows(time, undefined) }
    return String(sumHashes(values, last.seeds, false))
  }
}

function isSameView(a: Float64Array, b: Float64Array): boolean {
  return a.buffer === b.buffer && a.byteOffset === b.byteOffset && a.length === b.length
}

/** The hash of each row's time, in two halves, and what lookup3's state is before a value seeded by it. */
interface Seeds {
  readonly high: Uint32Array
  readonly low: Uint32Array
  readonly a: Int32Array
  readonly b: Int32Array
  readonly c: Int32Array
}

function seedRows(time: Float64Array, places: Uint32Array | undefined): Seeds {
  const words = () => new Int32Array(time.length)
  const [high, low] = [new Uint32Array(time.length), new Uint32Array(time.length)]
  const [a, b, c] = [words(), words(), words()]
  for (let row = 0; row < time.length; row++) {
    hashTime(time[row]!, places?.[row] ?? hashSeed)
    high[row] = hash[0]!
    low[row] = hash[1]!
    seedState(8, high[row]!, low[row]!)
    a[row] = state[0]!
    b[row] = state[1]!
    c[row] = state[2]!
  }
  return { high, low, a, b, c }
}

function hashTime(time: number, place: number): void {
  const since2000 = time - epoch2000
  const top = Math.floor(since2000 / two32)
  const folded = (since2000 - top * two32) ^ (since2000 >= 0 ? top : ~top)
  seedState(4, 0, place)
  scramble((state[0]! + folded) | 0, state[1]!, state[2]!)
}

/** `countsRows`: each row's seed is added to the hash of its value. */
function sumHashes(values: Float64Array, { high, low, a, b, c }: Seeds, countsRows = true): bigint {
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length)
  let sumHigh = 0
  let sumLow = 0
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!
    // PostgreSQL sums them as signed numbers.
    if (countsRows) {
      sumHigh += high[row]! | 0
      sumLow += low[row]!
    }
    if (value === 0) {
      // Its hash is the seed.
      sumHigh += high[row]! | 0
      sumLow += low[row]!
    } else if (value - value === 0) {
      scramble((a[row]! + words[2 * row]!) | 0, (b[row]! + words[2 * row + 1]!) | 0, c[row]!)
      sumHigh += hash[0]! | 0
      sumLow += hash[1]!
    }
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

/** The last state that was seeded. */
const state = new Int32Array(3)

/** lookup3's mixing of the seed's two words into the state that a key of so many bytes starts from. */
function seedState(keyBytes: number, high: number, low: number): void {
  const start = (0x9e3779b9 + keyBytes + 3_923_095) | 0
  let [a, b, c] = [(start + high) | 0, (start + low) | 0, start]
  a = ((a - c) | 0) ^ rotate(c, 4)
  c = (c + b) | 0
  b = ((b - a) | 0) ^ rotate(a, 6)
  a = (a + c) | 0
  c = ((c - b) | 0) ^ rotate(b, 8)
  b = (b + a) | 0
  a = ((a - c) | 0) ^ rotate(c, 16)
  c = (c + b) | 0
  b = ((b - a) | 0) ^ rotate(a, 19)
  a = (a + c) | 0
  c = ((c - b) | 0) ^ rotate(b, 4)
  b = (b + a) | 0
  state[0] = a
  state[1] = b
  state[2] = c
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}
