import type pg from 'pg'
import { describeError } from '../../errors/describe-error.ts'
import { classifyPostgresError } from '../../postgres/classify-error.ts'
import { WaitError } from '../../postgres/wait-error.ts'
import { inTransaction, readOnce } from '../in-transaction.ts'
import { monthsOf } from '../tables/month.ts'
import { findPlace, moveRelation } from '../tables/own-schema.ts'
import type { Target } from '../tables/schema.ts'
import { commentPart } from './create-table.ts'
import { isOwn } from './is-replaceable.ts'
import { partitionsStatement, qualify, readPartitions } from './read-partitions.ts'
import type { Partition, PartitionRow, Partitioning } from './read-partitions.ts'

/** How many partitions were moved, and which were left where they are. */
export interface MovedParts {
  readonly moved: number
  readonly left: readonly { readonly name: string; readonly reason: string }[]
}

/**
 * Moves the partitions that stand beside `data` into the schema of their own: each in a transaction of its own, under its
 * months' locks, so that nobody who reads waits for more than the lock's time, and nobody loads meanwhile. What somebody
 * reads or writes now, or another owns, is left for the next time; and so are all others once some were waited for in
 * vain: a forgotten session that has read all months would else hold up every load by each of them. One query where there
 * is nothing to do. Those with names that are not ours stay: somebody put them there; and those that another server knows by
 * name, as a publication or a subscription does.
 */
export async function moveParts(target: Target): Promise<MovedParts> {
  const left: { name: string; reason: string }[] = []
  let [moved, waits] = [0, 0]
  let wait: string | undefined
  try {
    const what = 'looking for tables to move'
    const rows = await readOnce<PartitionRow>(target, what, partitionsStatement())
    const partitioning = await readPartitions(target.client, rows)
    if (partitioning.isPublishedByPart) {
      const { tablesSchema, partitions } = partitioning
      const names = partsBeside({ tablesSchema, partitions }).map(({ name }) => name)
      return { moved, left: names.map((name) => ({ name, reason: publishedByPart })) }
    }
    for (const partition of partsToMove(partitioning)) {
      const { name } = partition
      if (wait !== undefined && waits >= mostWaits) {
        left.push({ name, reason: wait })
        continue
      }
      const error = await tryMove(target, partition)
      if (error === undefined) {
        moved++
        continue
      }
      const reason = describeError(error)
      left.push({ name, reason })
      if (error instanceof WaitError) [wait, waits] = [reason, waits + 1]
    }
  } catch (error) {
    throw classifyPostgresError(error, 'Target')
  }
  return { moved, left }
}

/** Those beside `data`, where new ones are made elsewhere. */
export function partsToMove({ schema, tablesSchema, partitions }: Partitioning): Partition[] {
  return schema === tablesSchema ? [] : partsBeside({ tablesSchema, partitions })
}

function partsBeside({
  tablesSchema,
  partitions,
}: Pick<Partitioning, 'tablesSchema' | 'partitions'>): Partition[] {
  return partitions.filter((part) => part.schema === tablesSchema && isOwn(part))
}

const publishedByPart =
  '`data` is published without publish_via_partition_root, and a subscriber has tables of just these names'

/** Who comes to read waits behind us; and a load may hold a month for minutes: it is not waited for. */
const seconds = { lock: 0.4, load: 1 }

/** After so many in vain nothing more is tried. */
const mostWaits = 3

/** Gives why it was not done. */
async function tryMove(target: Target, { oid, name, bounds }: Partition): Promise<unknown> {
  const options = {
    what: `moving ${name}`,
    limits: { ...target.limits, ...seconds },
    locks: monthsOf(bounds).map(({ number }) => number),
    first: partitionsStatement([name]),
  }
  try {
    await inTransaction(target, options, async (rows) => {
      const now = partsToMove(await readPartitions(target.client, rows as PartitionRow[]))
      const partition = now.find((part) => part.oid === oid)
      // Another has moved it, or put it together with others.
      if (partition === undefined) return
      await demandUnknownElsewhere(target.client, oid)
      const place = await findPlace(target.client)
      await moveRelation(target.client, place, partition)
      const table = qualify(place.own, name)
      await target.client.query(commentPart({ table, bounds }))
      await commentColumns(target.client, table)
    })
    return undefined
  } catch (error) {
    return error
  }
}

/** Whom another server tells rows of a table, or is told them, finds it by schema and name. */
async function demandUnknownElsewhere(client: pg.ClientBase, oid: number): Promise<void> {
  const { rows } = await client.query<{ knower: string }>(
    `select 'the publication ' || quote_ident(pubname) as knower
     from pg_publication_rel part join pg_publication on pg_publication.oid = prpubid
     where prrelid = $1::int8::oid and not (pubviaroot and exists (
       select from pg_publication_rel whole
       where whole.prpubid = part.prpubid and whole.prrelid = 'data'::regclass))
     union all select 'a subscription' from pg_subscription_rel where srrelid = $1::int8::oid`,
    [oid],
  )
  const [first] = rows
  if (first === undefined) return
  throw new Error(
    `${first.knower} names it, and another server has a table of just this schema and name`,
  )
}

/** A table that comes anew has the words of `data`'s columns by itself. */
async function commentColumns(client: pg.ClientBase, table: string): Promise<void> {
  const { rows } = await client.query<{ statement: string }>(
    `select format('comment on column %s.%I is %L', part.attrelid::regclass, attname, col_description(whole.attrelid, whole.attnum)) as statement
     from pg_attribute part join pg_attribute whole using (attname)
     where part.attrelid = $1::regclass and whole.attrelid = 'data'::regclass and part.attnum > 0
       and col_description(part.attrelid, part.attnum) is null
       and col_description(whole.attrelid, whole.attnum) is not null`,
    [table],
  )
  if (rows.length > 0) await client.query(rows.map(({ statement }) => statement).join('; '))
}
