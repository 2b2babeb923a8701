import { nearestName } from '../errors/did-you-mean.ts'
import type { Setting } from './setting.ts'
import { settings } from './settings.ts'

/** How names of ours begin. Others may begin so too: those are told of, and do no harm. */
const ours = /^(MINUANO|SOURCE|TARGET|CONNECTOR)_/

/** Names that begin so and are read by what surrounds the command line, or set by other programs. */
const elsewhere = [
  // Dagster's code location; the published ports of compose.yaml; what show-secrets prints.
  /^MINUANO_(COMMAND|FOLDER|PLANTS)$/,
  /^(SOURCE|TARGET)_DB_PORT$/,
  /^TARGET_READER_URL$/,
  // The tests.
  /^MINUANO_(REAL_DATA|TEST_POSTGRES_URL)$/,
  // Reproducible builds, and what Kubernetes sets for a service that is called as ours may be.
  /^SOURCE_DATE_EPOCH$/,
  /_SERVICE_(HOST|PORT(_.+)?)$/,
  /_PORT_\d+_(TCP|UDP|SCTP)(_.+)?$/,
]

/**
 * A line for each variable that looks like a setting of ours and is none, with the name that may be
 * meant. Values are never shown.
 */
export function listUnknownSettings(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = Object.values<Setting<unknown>>(settings).flatMap(({ env, secret }) =>
    secret === true ? [env, `${env}_FILE`] : [env],
  )
  return Object.keys(env)
    .filter((name) => ours.test(name) && env[name] !== '' && !known.includes(name))
    .filter((name) => !elsewhere.some((pattern) => pattern.test(name)))
    .sort()
    .map((name) => {
      const meant = findMeant(name, known)
      return `${name} is not a setting${meant === undefined ? '' : `: did you mean ${meant}?`}`
    })
}

/** `TARGET_URL` for `TARGET_DATABASE_URL`: words left out or added come before letters. */
function findMeant(name: string, known: readonly string[]): string | undefined {
  return (
    known.find((other) => hasWords(other, name)) ??
    nearestName(name, known) ??
    known.find((other) => hasWords(name, other))
  )
}

/** Whether a name has all words of another one. */
function hasWords(name: string, other: string): boolean {
  const words = name.split('_')
  return other.split('_').every((word) => words.includes(word))
}
