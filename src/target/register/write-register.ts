import { sql } from 'kysely'
import { classifyPostgresError } from '../../postgres/classify-error.ts'
import { inTransaction, readOnce } from '../in-transaction.ts'
import { quoteLiteral } from '../../postgres/quote.ts'
import type { Target } from '../tables/schema.ts'
import type { Register, RegisterEntry } from './register-entry.ts'
import { registerMembers } from './register-members.ts'

/**
 * Brings what the Target says of these assets to what the settings say: those that it knows otherwise in one
 * transaction, whole or not at all, and others' rows stay. Where nothing differs it is one short query. Gives whether it wrote.
 */
export async function writeRegister(target: Target, register: Register): Promise<boolean> {
  if (register.size === 0) return false
  const names = `(select jsonb_array_elements_text(${quoteLiteral(JSON.stringify([...register.keys()]))}::jsonb))`
  const known = await readOnce<{ asset: string; entry: RegisterEntry }>(
    target,
    'reading the register',
    `select asset, jsonb_build_object(${registerMembers.map(([name, column]) => `'${name}', ${column}`).join(', ')}) as entry
     from asset_register where asset in ${names} order by asset, valid_from nulls first`,
  )
  const wanted = [...register].flatMap(([asset, entries]) =>
    entries.map((entry) => [asset, ...valuesOf(entry)]),
  )
  const differs =
    textOf(wanted) !== textOf(known.map(({ asset, entry }) => [asset, ...valuesOf(entry)]))
  if (!differs) return false
  const rows = wanted.map(([asset, ...values]) => ({
    asset,
    ...Object.fromEntries(registerMembers.map(([, column], index) => [column, values[index]])),
  }))
  try {
    await inTransaction(target, { what: 'writing the register' }, async () => {
      // Two at once would each delete what is there and then write the same rows.
      await sql`lock table asset_register in share row exclusive mode`.execute(target.db)
      await sql`delete from asset_register where asset in ${sql.raw(names)}`.execute(target.db)
      await sql`
        insert into asset_register
        select * from jsonb_populate_recordset(null::asset_register, ${JSON.stringify(rows)}::jsonb)`.execute(
        target.db,
      )
    })
  } catch (error) {
    throw classifyPostgresError(error, 'Target')
  }
  return true
}

function valuesOf(entry: RegisterEntry): (string | number | null)[] {
  return registerMembers.map(([name]) => entry[name])
}

/** Whatever order they come in. */
function textOf(rows: readonly (readonly (string | number | null | undefined)[])[]): string {
  return rows
    .map((row) => JSON.stringify(row))
    .sort()
    .join()
}
