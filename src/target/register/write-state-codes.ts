import { sql } from 'kysely'
import { classifyPostgresError } from '../../postgres/classify-error.ts'
import { quoteLiteral } from '../../postgres/quote.ts'
import { inTransaction, readOnce } from '../in-transaction.ts'
import type { Target } from '../tables/schema.ts'

/** Of which category a state is, from a day on; `null`: since ever. */
export interface StateCode {
  readonly code: number
  readonly category: string
  readonly validFrom: string | null
}

/**
 * Brings what the Target says of the codes of these types to what the settings say, those that it knows otherwise in one
 * transaction. Other types' rows stay: another plant's settings may have them. Gives whether it wrote.
 */
export async function writeStateCodes(
  target: Target,
  codes: ReadonlyMap<string, readonly StateCode[]>,
): Promise<boolean> {
  if (codes.size === 0) return false
  const types = `(select jsonb_array_elements_text(${quoteLiteral(JSON.stringify([...codes.keys()]))}::jsonb))`
  const known = await readOnce<{ row: string }>(
    target,
    'reading the codes of states',
    `select jsonb_build_array(type, code, category, valid_from)::text as row from state_code where type in ${types}`,
  )
  const wanted = [...codes].flatMap(([type, list]) =>
    list.map(({ code, category, validFrom }) => ({ type, code, category, valid_from: validFrom })),
  )
  const texts = wanted.map((row) =>
    JSON.stringify([row.type, row.code, row.category, row.valid_from]),
  )
  const inTarget = known.map(({ row }) => JSON.stringify(JSON.parse(row)))
  if (texts.sort().join() === inTarget.sort().join()) return false
  try {
    await inTransaction(target, { what: 'writing the codes of states' }, async () => {
      // Two at once would each delete what is there and then write the same rows.
      await sql`lock table state_code in share row exclusive mode`.execute(target.db)
      await sql`delete from state_code where type in ${sql.raw(types)}`.execute(target.db)
      await sql`
        insert into state_code
        select * from jsonb_populate_recordset(null::state_code, ${JSON.stringify(wanted)}::jsonb)`.execute(
        target.db,
      )
    })
  } catch (error) {
    throw classifyPostgresError(error, 'Target')
  }
  return true
}
