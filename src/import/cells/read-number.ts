/** What loggers and spreadsheets write where there is no value; NaN and infinities are none either. */
const noValue = /^(?:-|nan|n\/?a|null|[+-]?inf(?:inity)?)?$/i

/** A cell as a number, NaN for no value; `undefined` where it is neither. */
export function readNumber(cell: string, decimalComma: boolean): number | undefined {
  const text = decimalComma ? withPoint(cell) : cell
  const value = Number(text)
  // `Number` takes an empty text for 0, and `0x10` for 16: digits alone are what is left.
  if (value - value === 0 && text !== '' && !/^\s*(?:$|0[xob])/i.test(text)) return value
  return noValue.test(cell.trim()) ? NaN : undefined
}

/** A point in a number with a decimal comma would group thousands: that is not guessed. */
function withPoint(cell: string): string {
  return cell.includes('.') ? 'x' : cell.replace(',', '.')
}
