import type pg from 'pg'
import type { Interval } from '../../time/interval.ts'
import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.ts'
import { everything, readBounds } from './partition-bounds.ts'

/** A partition of `data`, whoever made it. */
export interface Partition {
  readonly oid: number
  readonly name: string
  /** Quoted, with its schema. */
  readonly table: string
  /** Infinite where it has no bound. */
  readonly bounds: Interval
}

/** How `data` is cut at this moment. */
export interface Partitioning {
  /** Where `data` stands, and a new partition too. */
  readonly schema: string
  /** In order. */
  readonly partitions: readonly Partition[]
  /** The one that takes what no other takes. */
  readonly rest: Partition | undefined
  /** Rows must go through `data`: it is published, or others' triggers look at its rows. */
  readonly isWatched: boolean
}

/**
 * Sent with what begins a transaction, it asks how `data` is cut: by bounds, not by
 * names, since a partition may be made by hand. They are read as text, always in this one form. With
 * names it asks for those alone: 0.5 ms, where all the months of ten years take 2.
 */
export function partitionsStatement(names?: readonly string[]): string {
  return `set local datestyle = 'ISO'; set local timezone = 'UTC'; ${askPartitions(names)}`
}

/** The same later in that transaction. */
export function askPartitions(names?: readonly string[]): string {
  const among = names === undefined ? '' : `and part.relname in (${names.map(quoteLiteral).join()})`
  return `
  select space.nspname as schema, part.oid::int8::text as oid, part.relname as name,
    part_space.nspname as "partSchema", pg_get_expr(part.relpartbound, part.oid) as bounds,
    exists (
      select from pg_trigger
      where tgrelid = parent.oid and not tgisinternal and tgenabled <> 'D') as "hasTriggers",
    exists (select from pg_publication) as "hasPublications",
    to_regclass('pg_catalog.pg_publication_namespace') is not null as "publishesSchemas"
  from pg_class parent join pg_namespace space on space.oid = parent.relnamespace
    left join (
      pg_inherits join pg_class part on part.oid = inhrelid
        join pg_namespace part_space on part_space.oid = part.relnamespace
    ) on inhparent = parent.oid ${among}
  where parent.oid = 'data'::regclass`
}

/** A row of its answer; there is one without a partition where `data` has none. */
export interface PartitionRow {
  readonly schema: string
  readonly oid: string | null
  readonly name: string | null
  readonly partSchema: string | null
  readonly bounds: string | null
  readonly hasTriggers: boolean
  readonly hasPublications: boolean
  readonly publishesSchemas: boolean
}

/** Reads the answer; asks once more only where anything is published. */
export async function readPartitions(
  client: pg.ClientBase,
  rows: readonly PartitionRow[],
): Promise<Partitioning> {
  const [first] = rows
  const partitions: Partition[] = []
  let rest: Partition | undefined
  for (const { oid, name, partSchema, bounds } of rows) {
    if (oid === null) continue
    const table = qualify(partSchema!, name!)
    const partition = { oid: Number(oid), name: name!, table }
    if (bounds === 'DEFAULT') rest = { ...partition, bounds: everything }
    else partitions.push({ ...partition, bounds: readBounds(bounds!, table) })
  }
  partitions.sort((a, b) => a.bounds.start - b.bounds.start)
  const isWatched =
    first!.hasTriggers || (first!.hasPublications && (await isPublished(client, first!)))
  return { schema: first!.schema, partitions, rest, isWatched }
}

export function qualify(schema: string, name: string): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`
}

/** Schemas are published from PostgreSQL 15 on. */
async function isPublished(
  client: pg.ClientBase,
  { publishesSchemas }: PartitionRow,
): Promise<boolean> {
  const bySchema = `or exists (
    select from pg_publication_namespace join pg_class on relnamespace = pnnspid
    where pg_class.oid = 'data'::regclass)`
  const { rows } = await client.query<{ published: boolean }>(
    `select exists (select from pg_publication where puballtables)
       or exists (select from pg_publication_rel where prrelid = 'data'::regclass)
       ${publishesSchemas ? bySchema : ''} as published`,
  )
  return rows[0]!.published
}
