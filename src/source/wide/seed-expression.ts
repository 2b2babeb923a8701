import { hashSeed } from '../../frame/postgres/fingerprint.ts'
import { placeExpression } from '../table/order-expression.ts'
import type { SourceTable } from '../table/source-table.ts'
import { timeExpression } from '../table/time-expression.ts'
import type { TimeReasons } from '../table/time-reasons.ts'

/** What a row's values are hashed with, as SQL: the hash of its time, seeded by its place where rows of one time have an order. */
export function seedExpression(table: SourceTable, reasons: TimeReasons | undefined): string {
  // The first place has the seed of rows without an order.
  const place = table.orderColumn === undefined ? hashSeed : placeExpression(table, reasons)
  return `timestamp_hash_extended(${timeExpression(table)} at time zone 'UTC', ${place})`
}
