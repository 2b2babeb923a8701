/**
 * The process's environment: its one reader (a lint rule keeps it so). Also what a child process is
 * given: only what is named, so that no credential reaches a process that has no use for it.
 */
export const environment: Readonly<Record<string, string | undefined>> = process.env

const calledBy = 'CALLED_AS'

/** What the script `minuano` was called as, where that started us. */
export const calledName = environment[calledBy] || undefined

const startedByUs = 'STARTED_BY_MINUANO'

/** Whether another process of ours has started this one, and has said what there is to say. */
export const isStartedByUs = environment[startedByUs] !== undefined

/** What every process needs of its parent's environment, and nothing that is a setting of ours. */
const inherited = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'TMP', 'TEMP', 'SystemRoot']
const alsoInherited = [
  'TERM',
  'NO_COLOR',
  'FORCE_COLOR',
  'NODE_EXTRA_CA_CERTS',
  'NODE_COMPILE_CACHE',
  'NODE_DISABLE_COMPILE_CACHE',
  calledBy,
]

export function childEnvironment(
  own: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const named = [...inherited, ...alsoInherited].map((name) => [name, environment[name]] as const)
  return Object.fromEntries(
    [...named, [startedByUs, '1'] as const, ...Object.entries(own)].filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  )
}

const ofPostgres =
  'PGHOST PGPORT PGUSER PGDATABASE PGPASSFILE PGSSLMODE PGSSLROOTCERT PGSSLCERT PGSSLKEY PGTARGETSESSIONATTRS PGCONNECT_TIMEOUT PGAPPNAME PGOPTIONS'.split(
    ' ',
  )

/** What says, as to PostgreSQL's own programs, how to reach a database; the password only where it is asked for. */
export function postgresEnvironment(asksForPassword: boolean): Record<string, string | undefined> {
  const names = asksForPassword ? [...ofPostgres, 'PGPASSWORD'] : ofPostgres
  return Object.fromEntries(names.map((name) => [name, environment[name]]))
}
