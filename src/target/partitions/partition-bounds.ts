import { MinuanoError } from '../../errors/minuano-error.ts'
import type { Instant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'

/** Of a partition that takes what no other takes. */
export const everything: Interval = { start: -Infinity, end: Infinity }

/** A partition's bounds as `pg_get_expr` writes them, in UTC and the ISO style. Throws `target-refused`. */
export function readBounds(text: string, table: string): Interval {
  const [, from, to] = /^FOR VALUES FROM \((.+)\) TO \((.+)\)$/.exec(text) ?? []
  const [start, end] = [from, to].map((bound) => readBound(bound ?? ''))
  if (start !== undefined && end !== undefined) return { start, end }
  throw new MinuanoError(
    'target-refused',
    `the Target's partition ${table} has bounds that are no times: ${text}. \`data\` must be partitioned by range of "timestamp"`,
  )
}

/** `'2025-01-01 03:00:00+00'`, in quotes as PostgreSQL writes it, or one without an end. */
function readBound(text: string): Instant | undefined {
  if (/^(MINVALUE|'-infinity')$/.test(text)) return -Infinity
  if (/^(MAXVALUE|'infinity')$/.test(text)) return Infinity
  const found = /^'(\d{4,})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(\.\d+)?\+00( BC)?'$/.exec(text)
  if (found === null) return undefined
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number)
  const date = new Date(0)
  date.setUTCFullYear(found[8] === undefined ? year! : 1 - year!, month! - 1, day)
  date.setUTCHours(hour!, minute, second)
  return date.getTime() * 1000 + Math.round(Number(found[7] ?? 0) * 1e6)
}
