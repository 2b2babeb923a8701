/** A code of a quality column, as text, and how many rows have it. */
export interface QualityCode {
  readonly code: string | null
  readonly rows: number
}

/** Where OPC UA's severities begin: no other kind has codes as large. */
const severity = 2 ** 30

/**
 * The kind of quality that only these codes can be of: `opc-da` where 192 is among them, `opc-ua` where some have 32 bits. Undefined
 * where several may be: 0 is good in one, and bad in the other.
 */
export function findQualityKind(codes: readonly QualityCode[]): 'opc-da' | 'opc-ua' | undefined {
  const numbers = codes.flatMap(({ code }) => (code === null ? [] : [Number(code)]))
  if (numbers.length === 0 || !numbers.every(Number.isInteger)) return undefined
  if (numbers.some((code) => Math.abs(code) >= severity)) return 'opc-ua'
  const mayBeDa = numbers.every((code) => code >= -32768 && code <= 65535)
  return mayBeDa && numbers.includes(192) ? 'opc-da' : undefined
}
