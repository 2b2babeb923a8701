/** A number as people read it, with so many digits that count; `–` for none. */
export function showNumber(value: number | null | undefined, digits: number): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–'
  const size = Math.abs(value)
  const whole = size >= 1 ? Math.floor(Math.log10(size)) + 1 : 1
  const decimals = Math.min(8, Math.max(0, size > 0 && size < 1 ? digits : digits - whole))
  return value.toLocaleString('en', { maximumFractionDigits: decimals })
}
