import { formatNumber } from './format-number.ts'

/** Bytes that a number may take: a sign, 17 digits, a point and an exponent; or 21 digits and `.0`. */
export const numberBytes = 26

const zero = 48

/**
 * Writes a finite double as `formatNumber` does, and gives the place after it. What has six decimals
 * or fewer, as loggers write, needs no text: if the double nearest to a whole number of hundredths, or of
 * millionths, is the value itself, those digits are its shortest form, since no two decimals of up to 15
 * digits share a double. That is four times faster than a text for each, and leaves nothing to collect.
 */
export function writeNumber(bytes: Uint8Array, at: number, value: number): number {
  const size = Math.abs(value)
  if (size < 1e9) {
    const hundredths = Math.round(size * 100)
    if (hundredths / 100 === size) return writeDecimal(bytes, at, value, hundredths, 100, 2)
    const millionths = Math.round(size * 1e6)
    if (millionths / 1e6 === size) return writeDecimal(bytes, at, value, millionths, 1e6, 6)
  }
  return writeAscii(bytes, at, formatNumber(value, ''))
}

/** Writes `count / scale` with the sign of `value`; `scale` is ten to the power of `digits`. */
function writeDecimal(
  bytes: Uint8Array,
  at: number,
  value: number,
  count: number,
  scale: number,
  digits: number,
): number {
  if (value < 0 || (value === 0 && Object.is(value, -0))) bytes[at++] = 45
  const whole = Math.floor(count / scale)
  let fraction = (count - whole * scale) | 0
  at = writeDigits(bytes, at, whole, digitsOf(whole))
  bytes[at++] = 46
  while (digits > 1 && fraction % 10 === 0) {
    fraction = (fraction / 10) | 0
    digits--
  }
  return writeDigits(bytes, at, fraction, digits)
}

/** Writes a whole number below 2³¹ with so many digits. */
export function writeDigits(bytes: Uint8Array, at: number, value: number, digits: number): number {
  for (let place = at + digits - 1; place >= at; place--) {
    const rest = (value / 10) | 0
    bytes[place] = zero + value - rest * 10
    value = rest
  }
  return at + digits
}

export function writeAscii(bytes: Uint8Array, at: number, text: string): number {
  for (let index = 0; index < text.length; index++) bytes[at + index] = text.charCodeAt(index)
  return at + text.length
}

function digitsOf(value: number): number {
  if (value < 10) return 1
  if (value < 100) return 2
  if (value < 1000) return 3
  if (value < 10_000) return 4
  let digits = 5
  for (let limit = 1e5; value >= limit; limit *= 10) digits++
  return digits
}
