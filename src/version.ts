import { readFileSync } from 'node:fs'

declare const MINUANO_VERSION: string | undefined

/** Minuano's version: built in by the bundle, read from package.json when run from its sources. */
export const version: string =
  typeof MINUANO_VERSION === 'string' ? MINUANO_VERSION : readPackageVersion()

function readPackageVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
