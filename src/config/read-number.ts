/** A decimal number, also as JavaScript writes large and small ones; NaN if it is none. */
export function readNumber(text: string): number {
  const number = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(text) ? Number(text) : NaN
  return Number.isFinite(number) ? number : NaN
}
