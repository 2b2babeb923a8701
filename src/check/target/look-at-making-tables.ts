import { quoteIdentifier } from '../../postgres/quote.ts'
import { ask } from '../ask.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'
import type { OpenServer } from '../open-server.ts'

const make = findingsOf('Target')

interface RightsRow {
  readonly role: string
  readonly database: string
  readonly owner: string
  readonly schema: string | null
  readonly create: boolean
  readonly standby: boolean
  readonly readonly: boolean
}

/** Whether the Target takes writes, and whether this role may make tables in it: no right more is needed. */
export async function lookAtMakingTables({ client }: OpenServer): Promise<Finding[]> {
  const [row] = await ask<RightsRow>(
    client,
    'Target',
    `select current_user as role, current_database() as database, current_schema() as schema,
       (select pg_get_userbyid(datdba) from pg_database where datname = current_database()) as owner,
       coalesce(has_schema_privilege(current_schema(), 'create'), false) as create,
       pg_is_in_recovery() as standby,
       current_setting('default_transaction_read_only')::bool as readonly`,
  )
  const { role, database, owner, schema, standby } = row!
  const to = quoteIdentifier(role)
  const at = quoteIdentifier(database)
  const missing =
    schema === null
      ? { what: 'use any schema of its search_path', right: 'usage, create', on: 'public' }
      : { what: `make tables in the schema ${schema}`, right: 'create', on: schema }
  return [
    ...(standby
      ? [
          make.fault('it is a standby, which takes no writes: give the URL of the primary', {
            code: 'target-refused',
          }),
        ]
      : []),
    ...(row!.readonly && !standby
      ? [
          make.fault(
            `it is read-only for role ${role} (default_transaction_read_only): give a role that may write, or let an administrator run`,
            {
              code: 'target-refused',
              sql: [`alter role ${to} in database ${at} set default_transaction_read_only = off;`],
            },
          ),
        ]
      : []),
    row!.create
      ? make.ok(`role ${role} may make tables in the schema ${schema}`)
      : make.fault(
          `role ${role} may not ${missing.what}, and a new month is a new table: let ${owner}, who owns the database ${database}, or an administrator run in it`,
          {
            code: 'target-refused',
            sql: [`grant ${missing.right} on schema ${quoteIdentifier(missing.on)} to ${to};`],
          },
        ),
  ]
}
