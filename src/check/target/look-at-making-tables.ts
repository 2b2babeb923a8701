import { quoteIdentifier } from '../../postgres/quote.ts'
import { grantStatement, makingPlaceStatement } from '../../target/tables/find-making-place.ts'
import type { MakingPlace } from '../../target/tables/find-making-place.ts'
import { ask } from '../ask.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'
import type { OpenServer } from '../open-server.ts'

const make = findingsOf('Target')

interface RightsRow extends MakingPlace {
  readonly standby: boolean
  readonly readonly: boolean
}

/** Whether the Target takes writes, and whether this role may make tables in it: no right more is needed. */
export async function lookAtMakingTables({ client }: OpenServer): Promise<Finding[]> {
  const [row] = await ask<RightsRow>(
    client,
    'Target',
    `select place.*, pg_is_in_recovery() as standby,
       current_setting('default_transaction_read_only')::bool as readonly
     from (${makingPlaceStatement}) place`,
  )
  const { role, database, databaseOwner, schema, isThere, mayUse, mayCreate, standby } = row!
  const to = quoteIdentifier(role)
  const at = quoteIdentifier(database)
  const missing = isThere
    ? `${mayUse ? 'make tables in' : 'use'} the schema ${schema}`
    : `make tables: the schema ${schema} is not there`
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
    mayUse && mayCreate
      ? make.ok(`role ${role} may make tables in the schema ${schema}`)
      : make.fault(
          `role ${role} may not ${missing}, and a new month is a new table: let ${databaseOwner}, who owns the database ${database}, or an administrator run in it`,
          {
            code: 'target-refused',
            sql: [`${grantStatement(row!)};`],
          },
        ),
  ]
}
