import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { quoteIdentifier } from '../../postgres/quote.ts'
import { findNarrowReaders } from './find-narrow-readers.ts'

/**
 * Makes the table of what each asset is, and from which day on: small, written by loads where it differs from the
 * settings. A null begins before all days, which a primary key would not take. `reader` may read it where it may read
 * the ledger.
 */
export async function makeAssetRegister(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('asset_register')
    .addColumn('asset', 'text', (column) => column.notNull())
    .addColumn('valid_from', 'date')
    .addColumn('type', 'text')
    .addColumn('rated_power', 'double precision')
    .addColumn('hub_height', 'double precision')
    .addColumn('rotor_diameter', 'double precision')
    .addColumn('latitude', 'double precision')
    .addColumn('longitude', 'double precision')
    .addColumn('cut_in_speed', 'double precision')
    .addColumn('minutes_are', 'text')
    .execute()
  await sql`
    create unique index asset_register_key
    on asset_register (asset, coalesce(valid_from, '-infinity'::date))`.execute(db)
  await makeStateCode(db)
  // A Target that was there before: `target init` gives the right to a new one.
  await sql`do $$ begin
    if exists (select from pg_roles where rolname = 'reader' and has_table_privilege(oid, 'load', 'select')) then
      grant select on asset_register, state_code to reader;
    end if;
  end $$`.execute(db)
  await letNarrowReadersSee(db)
}

/** Readers of some assets that are there see the rows of theirs, as they do of the other tables. */
async function letNarrowReadersSee(db: Kysely<unknown>): Promise<void> {
  const readers = await findNarrowReaders(db)
  if (readers.length === 0) return
  const policy = (name: string) => quoteIdentifier(name.slice(0, 63))
  await sql
    .raw(
      `create policy ${policy('minuano all rows')} on asset_register using (true);
       alter table asset_register enable row level security`,
    )
    .execute(db)
  for (const { name, ownAssets } of readers) {
    const role = quoteIdentifier(name)
    await sql
      .raw(
        `grant select on asset_register, state_code to ${role};
         create policy ${policy(`minuano reader ${name}`)} on asset_register as restrictive to ${role}
           using (asset in (select asset from ${ownAssets}))`,
      )
      .execute(db)
  }
}

/** What the codes of a type of asset say: of which category of IEC 61400-26-1 a state is. */
async function makeStateCode(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('state_code')
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('code', 'bigint', (column) => column.notNull())
    .addColumn('category', 'text', (column) => column.notNull())
    .addColumn('valid_from', 'date')
    .execute()
  await sql`
    create unique index state_code_key
    on state_code (type, code, coalesce(valid_from, '-infinity'::date))`.execute(db)
}
