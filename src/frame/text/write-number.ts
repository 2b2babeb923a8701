import { formatNumber } from './format-number.ts'
import { slackBytes } from './write-piece.ts'

/** Bytes that a number may take: a sign, 17 digits, a point and an exponent; or 21 digits and `.0`; and slack. */
export const numberBytes = 26 + slackBytes

const zero = 48
const minus = 45
const point = 46

/**
 * Writes a finite double as `formatNumber` does, and gives the place after it. What has six decimals
 * or fewer, as loggers write, needs no text: if the double nearest to a whole number of hundredths, or of
 * millionths, is the value itself, those digits are its shortest form, since no two decimals of up to 15
 * digits share a double. That leaves nothing to collect; and what has two decimals or fewer is two words
 * out of tables, a tenth of the time that a text takes.
 */
export function writeNumber(view: DataView, at: number, value: number): number {
  const size = Math.abs(value)
  if (size < 1e9) {
    if (value < 0 || Object.is(value, -0)) view.setUint8(at++, minus)
    const hundredths = Math.round(size * 100)
    if (hundredths / 100 === size) return writeHundredths(view, at, hundredths)
    const millionths = Math.round(size * 1e6)
    if (millionths / 1e6 === size) return writeMillionths(view, at, millionths)
    return writeAscii(view, at, formatNumber(size, ''))
  }
  return writeAscii(view, at, formatNumber(value, ''))
}

/** `0` to `9999`, and `.0`, `.01` to `.99`: their characters in a word, and how many they are. */
const wholes = tableOf(10_000, String)
const fractions = tableOf(100, (hundredths) =>
  hundredths % 10 === 0 ? `.${hundredths / 10}` : `.${String(hundredths).padStart(2, '0')}`,
)

function tableOf(size: number, textOf: (value: number) => string) {
  const words = new Int32Array(size)
  const lengths = new Uint8Array(size)
  for (let value = 0; value < size; value++) {
    const text = textOf(value)
    for (let index = 0; index < text.length; index++) {
      words[value]! |= text.charCodeAt(index) << (8 * index)
    }
    lengths[value] = text.length
  }
  return { words, lengths }
}

function writeHundredths(view: DataView, at: number, count: number): number {
  const whole = Math.floor(count / 100)
  const fraction = count - whole * 100
  at = writeWhole(view, at, whole)
  view.setInt32(at, fractions.words[fraction]!, true)
  return at + fractions.lengths[fraction]!
}

function writeMillionths(view: DataView, at: number, count: number): number {
  const whole = Math.floor(count / 1e6)
  let fraction = (count - whole * 1e6) | 0
  let digits = 6
  at = writeWhole(view, at, whole)
  view.setUint8(at++, point)
  while (digits > 1 && fraction % 10 === 0) {
    fraction = (fraction / 10) | 0
    digits--
  }
  return writeDigits(view, at, fraction, digits)
}

/** A whole number below a thousand million. */
function writeWhole(view: DataView, at: number, value: number): number {
  if (value < 10_000) {
    view.setInt32(at, wholes.words[value]!, true)
    return at + wholes.lengths[value]!
  }
  let digits = 5
  for (let limit = 1e5; value >= limit; limit *= 10) digits++
  return writeDigits(view, at, value, digits)
}

function writeDigits(view: DataView, at: number, value: number, digits: number): number {
  for (let place = at + digits - 1; place >= at; place--) {
    const rest = (value / 10) | 0
    view.setUint8(place, zero + value - rest * 10)
    value = rest
  }
  return at + digits
}

export function writeAscii(view: DataView, at: number, text: string): number {
  for (let index = 0; index < text.length; index++)
    view.setUint8(at + index, text.charCodeAt(index))
  return at + text.length
}
