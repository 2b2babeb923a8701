import type pg from 'pg'

/** Whether an index of the table, whole and valid, has this column first: each of its values is a step into it. */
export async function leadsAnIndex(
  client: pg.ClientBase,
  relation: string,
  column: string,
): Promise<boolean> {
  const { rows } = await client.query<{ leads: boolean }>(
    `select exists (
       select from pg_index i
         join pg_class c on c.oid = i.indexrelid
         join pg_am m on m.oid = c.relam
         join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
       where i.indrelid = to_regclass($1) and i.indisvalid and i.indpred is null
         and m.amname = 'btree' and a.attname = $2) as leads`,
    [relation, column],
  )
  return rows[0]!.leads
}
