import type pg from 'pg'

/** A column of the Source's table, as the catalogue describes it. */
export interface SourceColumn {
  readonly name: string
  /** As PostgreSQL writes it: `timestamp(0) with time zone`. */
  readonly type: string
  /** The same without what bounds its values, a domain's being that of its base: a cast to it cuts nothing. */
  readonly wholeType: string
  /** The type's bare name, a domain's being that of its base: `timestamptz`, `float8`. */
  readonly base: string
  /** Decimals of a second, for a time column that fixes them; of a numeric its digits, as PostgreSQL packs them. */
  readonly precision: number | null
  readonly comment: string | null
  readonly isEnum: boolean
  /** Whether texts that are written otherwise are equal by its collation. */
  readonly isLoose: boolean
  /** Whether every row is sure to have a value. */
  readonly isRequired: boolean
  /** Whether this user may read it. */
  readonly readable: boolean
}

/** The columns of a relation, in its order. */
export async function listColumns(client: pg.ClientBase, oid: number): Promise<SourceColumn[]> {
  const { rows } = await client.query<SourceColumn>(
    `select a.attname as name,
       format_type(a.atttypid, a.atttypmod) as type,
       format_type(coalesce(b.oid, t.oid), -1) as "wholeType",
       coalesce(b.typname, t.typname) as base,
       nullif(case when b.oid is null then a.atttypmod else t.typtypmod end, -1) as precision,
       col_description(a.attrelid, a.attnum) as comment,
       has_column_privilege(a.attrelid, a.attnum, 'select') as readable,
       a.attnotnull and c.relkind in ('r', 'p') and not exists (
         select from pg_constraint k
         where k.conrelid = a.attrelid and k.contype = 'n' and a.attnum = any(k.conkey)
           and (not k.convalidated or k.connoinherit)) as "isRequired",
       coalesce(b.typtype, t.typtype) = 'e' as "isEnum",
       exists (
         select from pg_collation o where o.oid = a.attcollation and not o.collisdeterministic
       ) as "isLoose"
     from pg_attribute a
       join pg_class c on c.oid = a.attrelid
       join pg_type t on t.oid = a.atttypid
       left join pg_type b on t.typtype = 'd' and b.oid = t.typbasetype
     where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped
     order by a.attnum`,
    [oid],
  )
  return rows
}
