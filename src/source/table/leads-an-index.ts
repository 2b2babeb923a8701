import type pg from 'pg'

/** Whether an index of the table, whole and valid, has these columns first, in this order: each of their values is a step into it. */
export async function leadsAnIndex(
  client: pg.ClientBase,
  relation: string,
  ...columns: readonly string[]
): Promise<boolean> {
  const { rows } = await client.query<{ leads: boolean }>(
    `select exists (
       select from pg_index i
         join pg_class c on c.oid = i.indexrelid
         join pg_am m on m.oid = c.relam
       where i.indrelid = to_regclass($1) and i.indisvalid and i.indpred is null
         and m.amname = 'btree' and $2::text[] = array(
           select a.attname::text from generate_series(0, $3::int - 1) as place
             join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[place]
           order by place)) as leads`,
    [relation, columns, columns.length],
  )
  return rows[0]!.leads
}
