import type pg from 'pg'
import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.ts'

/** What keeps readers to their assets, quoted. */
export interface Narrowing {
  /** Which reader sees which assets: not in policies or views, whose texts everybody may read. */
  readonly assetsTable: string
  /** Those of whoever asks. */
  readonly ownAssets: string
}

/** Where it stands: beside the record of the Target's steps. */
export function narrowingIn(schema: string): Narrowing {
  const at = quoteIdentifier(schema)
  return { assetsTable: `${at}.minuano_reader_asset`, ownAssets: `${at}.minuano_own_asset` }
}

const ofOwnAsset = ({ ownAssets }: Narrowing) => `asset in (select asset from ${ownAssets})`

/**
 * What a reader of some assets selects, and which rows are its own. Of views of its own, behind a barrier, a join by
 * the signal read all its rows: a quarter of one signal, found by its name, took 116 ms in place of 20. A policy of the
 * table itself is one condition more on the rows that the index finds. Of `data` it is an array, made once: a
 * hashed list took twice as long.
 */
export const policyTables: readonly {
  readonly table: string
  readonly own: (narrowing: Narrowing) => string
}[] = [
  { table: 'signal', own: ofOwnAsset },
  { table: 'data', own: () => 'signal_id = any (array(select id from public.signal))' },
  { table: 'load', own: ofOwnAsset },
  { table: 'bin_reason', own: ofOwnAsset },
  { table: 'source_day', own: ofOwnAsset },
  { table: 'changed_day', own: ofOwnAsset },
  { table: 'asset_register', own: ofOwnAsset },
  { table: 'exclusion', own: ofOwnAsset },
  { table: 'month_closing', own: ofOwnAsset },
  { table: 'late_change', own: ofOwnAsset },
]

/** What is of no asset: such a reader selects it as it is. */
export const sharedTables = ['state_code']

/** Views that read as their owner does: such a reader has one of its own of each, in the schema of its name. */
export const ownViews = [
  'ten_minute',
  'ten_minute_wide',
  'signal_value',
  'changed_value',
  'daily_figures',
  'monthly_figures',
  'daily_state_hours',
  'monthly_turbulence',
] as const

/** Makes a reader's own view. With a barrier no function of the reader's is shown a row before it is known to be its own. */
export function ownViewStatement(
  view: (typeof ownViews)[number],
  reader: { readonly name: string; readonly owner: string; readonly ownAssets: string },
): string {
  const role = quoteIdentifier(reader.name)
  return `
    create or replace view ${role}.${view} with (security_barrier) as
      select * from public.${view} where asset in (select asset from ${reader.ownAssets});
    alter view ${role}.${view} owner to ${quoteIdentifier(reader.owner)};
    grant select on ${role}.${view} to ${role};
    ${view === 'ten_minute_wide' ? copyComments(`${role}.${view}`, `public.${view}`) : ''}`
}

/** SQL: says of columns what those of the same names in another view are, where nothing says so: they are not known beforehand. */
function copyComments(view: string, from: string): string {
  return `
    do $do$ declare said record; begin
      for said in
        select own.attname as name, col_description(other.attrelid, other.attnum) as text
        from pg_attribute own join pg_attribute other using (attname)
        where own.attrelid = ${quoteLiteral(view)}::regclass and other.attrelid = ${quoteLiteral(from)}::regclass
          and own.attnum > 0 and col_description(own.attrelid, own.attnum) is null
      loop
        execute format('comment on column %s.%I is %L', ${quoteLiteral(view)}, said.name, said.text);
      end loop;
    end $do$`
}

const allRows = quoteIdentifier('minuano all rows')

/**
 * Makes what all such readers need, once. From then on the tables have row security: for everybody else with a policy
 * that lets all rows through, so that nobody sees less than before.
 */
export async function makeNarrowing(
  client: pg.ClientBase,
  owner: string,
  { assetsTable, ownAssets }: Narrowing,
): Promise<void> {
  await client.query(`
    create table if not exists ${assetsTable} (
      reader text not null, asset text not null, primary key (reader, asset));
    create or replace view ${ownAssets} with (security_barrier) as
      select asset from ${assetsTable} where reader = current_user;
    alter table ${assetsTable} owner to ${quoteIdentifier(owner)};
    alter view ${ownAssets} owner to ${quoteIdentifier(owner)}`)
  const { rows } = await client.query<{ table: string }>(
    `select tablename as table from pg_policies where schemaname = 'public' and policyname = 'minuano all rows'`,
  )
  const there = new Set(rows.map(({ table }) => table))
  for (const { table } of policyTables) {
    if (!there.has(table))
      await client.query(`create policy ${allRows} on public.${table} using (true)`)
    await client.query(`alter table public.${table} enable row level security`)
  }
}
