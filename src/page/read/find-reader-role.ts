import type pg from 'pg'

/**
 * The role `reader`, quoted, where this login may act as it and it may read what is shown; undefined where the login
 * is that role, or must read with its own rights. (From PostgreSQL 16 on, who made a role may not act as it by that.)
 */
export async function findReaderRole(client: pg.ClientBase): Promise<string | undefined> {
  const { rows } = await client.query<{ usable: boolean }>(`
    select current_user <> 'reader' and pg_has_role(current_user, oid,
        case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end)
      and coalesce(bool_and(has_table_privilege(oid, table_oid, 'select')), false) as usable
    from pg_roles left join unnest(array[
      to_regclass('signal')::oid, to_regclass('data')::oid, to_regclass('load')::oid,
      coalesce(to_regclass('bin_reason'), to_regclass('incomplete_bin'))::oid]) table_oid on true
    where rolname = 'reader' group by oid`)
  return rows[0]?.usable === true ? '"reader"' : undefined
}
