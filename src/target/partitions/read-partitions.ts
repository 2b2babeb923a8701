import type pg from 'pg'
import type { Interval } from '../../time/interval.ts'
import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.ts'
import { mayMakeTablesIn, ownSchemaOf } from '../tables/own-schema.ts'
import { everything, readBounds } from './partition-bounds.ts'

/** A partition of `data`, whoever made it. */
export interface Partition {
  readonly oid: number
  readonly schema: string
  readonly name: string
  /** Quoted, with its schema. */
  readonly table: string
  /** Infinite where it has no bound. */
  readonly bounds: Interval
}

/** How `data` is cut at this moment. */
export interface Partitioning {
  /** Where a new partition is made. */
  readonly schema: string
  /** Where `data` stands. */
  readonly tablesSchema: string
  /** In order. */
  readonly partitions: readonly Partition[]
  /** The one that takes what no other takes. */
  readonly rest: Partition | undefined
  /** Rows must go through `data`: it is published, or others' triggers look at its rows. */
  readonly isWatched: boolean
  /** A subscriber is told the names of partitions. */
  readonly isPublishedByPart: boolean
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
  select space.nspname as schema,
    case when ${mayMakeTablesIn('own_space.oid')} then own_space.nspname else space.nspname end as own,
    part.oid::int8::text as oid, part.relname as name,
    part_space.nspname as "partSchema", pg_get_expr(part.relpartbound, part.oid) as bounds,
    exists (
      select from pg_trigger
      where tgrelid = parent.oid and not tgisinternal and tgenabled <> 'D') as "hasTriggers",
    exists (select from pg_publication) as "hasPublications",
    to_regclass('pg_catalog.pg_publication_namespace') is not null as "publishesSchemas"
  from pg_class parent join pg_namespace space on space.oid = parent.relnamespace
    left join pg_namespace own_space on own_space.nspname = ${ownSchemaOf('space.nspname::text')}
    left join (
      pg_inherits join pg_class part on part.oid = inhrelid
        join pg_namespace part_space on part_space.oid = part.relnamespace
    ) on inhparent = parent.oid ${among}
  where parent.oid = 'data'::regclass`
}

/** A row of its answer; there is one without a partition where `data` has none. */
export interface PartitionRow {
  readonly schema: string
  readonly own: string
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
    const partition = { oid: Number(oid), schema: partSchema!, name: name!, table }
    if (bounds === 'DEFAULT') rest = { ...partition, bounds: everything }
    else partitions.push({ ...partition, bounds: readBounds(bounds!, table) })
  }
  partitions.sort((a, b) => a.bounds.start - b.bounds.start)
  const { hasTriggers, hasPublications, schema: tablesSchema, own } = first!
  const publication = hasPublications ? await findPublication(client, first!) : 'none'
  return {
    // A subscriber that is told each partition's name has a table of just that name.
    schema: publication === 'by-part' ? tablesSchema : own,
    tablesSchema,
    partitions,
    rest,
    isWatched: hasTriggers || publication !== 'none',
    isPublishedByPart: publication === 'by-part',
  }
}

export function qualify(schema: string, name: string): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`
}

/** Whether `data` is published, and whether by the names of its partitions. Schemas are from PostgreSQL 15 on. */
async function findPublication(
  client: pg.ClientBase,
  { publishesSchemas }: PartitionRow,
): Promise<'none' | 'by-root' | 'by-part'> {
  const bySchema = `or exists (
    select from pg_publication_namespace join pg_class on relnamespace = pnnspid
    where pg_class.oid = 'data'::regclass and pnpubid = pg_publication.oid)`
  const { rows } = await client.query<{ published: boolean; byRoot: boolean | null }>(
    `select count(*) > 0 as published, bool_and(pubviaroot) as "byRoot" from pg_publication
     where puballtables
       or exists (
         select from pg_publication_rel where prrelid = 'data'::regclass and prpubid = pg_publication.oid)
       ${publishesSchemas ? bySchema : ''}`,
  )
  const { published, byRoot } = rows[0]!
  if (!published) return 'none'
  return byRoot === true ? 'by-root' : 'by-part'
}
