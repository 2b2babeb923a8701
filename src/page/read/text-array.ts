import { quoteLiteral } from '../../postgres/quote.ts'

/** Texts as an SQL expression of the type text[]. */
export function textArray(texts: readonly string[]): string {
  return `array[${texts.map(quoteLiteral).join(', ')}]::text[]`
}
