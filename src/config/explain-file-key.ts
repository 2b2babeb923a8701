import { nearestName } from '../errors/did-you-mean.ts'
import type { Setting } from './setting.ts'
import { settings } from './settings.ts'

/** What to write instead of a key that `minuano.json` does not have there. */
export function explainFileKey(key: string, known: readonly string[]): string {
  const meant = Object.entries<Setting<unknown>>(settings).find(([name, { env }]) =>
    [name, name.replace(/Seconds$/, ''), env].includes(key),
  )?.[1]
  if (meant?.secret === true) return refuseSecret(meant)
  const nearest = meant?.key ?? nearestName(key, known)
  return nearest === undefined
    ? `there is no such key; there are ${known.join(', ')}`
    : `there is no such key; did you mean ${nearest}?`
}

/** A secret is not read from a file that is shown, kept and shared; its value is not told either. */
export function refuseSecret({ env }: Setting<unknown>): string {
  return `a secret does not belong in this file: use the environment, ${env} or ${env}_FILE`
}
