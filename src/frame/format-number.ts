/**
 * A double as the shortest text that reads back as the same double; `missing` for NaN and infinities.
 * ECMAScript's Number::toString is that text, but for the sign of minus zero.
 */
export function formatNumber(value: number, missing: string): string {
  if (value - value !== 0) return missing
  return value === 0 && Object.is(value, -0) ? '-0' : String(value)
}
