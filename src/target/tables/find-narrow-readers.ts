import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { quoteIdentifier } from '../../postgres/quote.ts'

/** Where a reader of some assets has its views: the schema of its views has its name. */
export interface NarrowPlace {
  readonly name: string
  /** Whom its views belong to. */
  readonly owner: string
  /** What says which assets it sees, quoted. */
  readonly ownAssets: string
}

/** SQL: a row a reader of some assets that is there. */
export const narrowReadersStatement = `
  select own.nspname::text as name, pg_get_userbyid(ten.relowner)::text as owner, assets.nspname::text as assets
  from pg_class ten join pg_namespace own on own.oid = ten.relnamespace
    join pg_policies on policyname = left('minuano reader ' || own.nspname, 63) and tablename = 'signal'
      and schemaname = 'public'
    join pg_class asset on asset.relname = 'minuano_own_asset'
    join pg_namespace assets on assets.oid = asset.relnamespace
      and assets.nspname in ('public', 'minuano_parts')
  where ten.relname = 'ten_minute' and ten.relkind = 'v' and own.nspname <> 'public'
    and current_schema() = 'public'`

export interface NarrowRow {
  readonly name: string
  readonly owner: string
  readonly assets: string
}

export function narrowPlaceOf({ name, owner, assets }: NarrowRow): NarrowPlace {
  return { name, owner, ownAssets: `${quoteIdentifier(assets)}.minuano_own_asset` }
}

export async function findNarrowReaders(db: Kysely<unknown>): Promise<NarrowPlace[]> {
  const { rows } = await sql.raw<NarrowRow>(narrowReadersStatement).execute(db)
  return rows.map(narrowPlaceOf)
}
