import { calledName } from './environment.ts'

/**
 * How this program was called, for words that are to be typed again: `./minuano` or another path of the script
 * in a clone, `npx minuano` as an installed package, else what the caller has for it.
 */
export function calledAs(otherwise = 'minuano'): string {
  if (calledName !== undefined) return calledName
  return /[/\\]\.bin[/\\]minuano$/.test(process.argv[1] ?? '') ? 'npx minuano' : otherwise
}
