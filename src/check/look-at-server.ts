import type { Side } from '../postgres/classify-error.ts'
import { ask } from './ask.ts'
import { findingsOf } from './finding.ts'
import type { Finding } from './finding.ts'
import { lookAtTls } from './look-at-tls.ts'
import type { OpenServer } from './open-server.ts'

interface ServerRow {
  readonly version: string
  readonly number: number
  readonly role: string
  readonly database: string
  readonly super: boolean
  readonly pid: number
}

/** The versions that Minuano is tried with. */
const oldest = 14
const newest = 18

/** Who answers, as whom we are there, and how we got there: of either database. */
export async function lookAtServer(server: OpenServer, side: Side): Promise<Finding[]> {
  const make = findingsOf(side)
  const [row] = await ask<ServerRow>(
    server.client,
    side,
    `select current_setting('server_version') as version,
       current_setting('server_version_num')::int as number, current_user as role,
       current_database() as database, pg_backend_pid() as pid,
       coalesce((select rolsuper from pg_roles where rolname = current_user), false) as super`,
  )
  const { version, number, role, database, pid } = row!
  const major = Math.floor(number / 10_000)
  const text = `PostgreSQL ${version}, database ${database}, role ${role}`
  const isTried = major >= oldest && major <= newest
  return [
    isTried
      ? make.ok(text)
      : make.note(`${text}: Minuano is tried with PostgreSQL ${oldest} to ${newest}`),
    lookAtTls(server, side),
    ...(row!.super
      ? [
          make.note(
            `${role} is a superuser: no right of its is missing, and far too many are there. docs/roles.md has the role that is enough`,
          ),
        ]
      : []),
    ...(isPooled(server, pid)
      ? [
          make.note(
            'a pooler such as PgBouncer stands in between: transaction pooling does (Minuano’s locks and limits are a transaction’s), statement pooling does not',
          ),
        ]
      : []),
  ]
}

/** A pooler hands out a process number of its own. */
function isPooled({ client }: OpenServer, pid: number): boolean {
  // pg has it, and its types do not.
  const { processID } = client as unknown as { processID: number | null }
  return processID !== null && processID !== pid
}
