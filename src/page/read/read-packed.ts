import { decodePackedSeries, packedColumns } from '../../frame/postgres/packed-series.ts'
import type { PackedSeries } from '../../frame/postgres/packed-series.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import type { TargetReader } from './target-reader.ts'

/** The values of a signal in a span. */
export async function readPacked(
  target: TargetReader,
  id: number,
  span: Interval,
  rooms: Rooms,
): Promise<PackedSeries> {
  const room = rooms.pop() ?? new Uint8Array(roomBytes)
  const answer = await target.bytes(
    'reading bins',
    `select ${packedColumns} from (
       select "timestamp", value from data where signal_id = ${id}
         and "timestamp" >= '${formatInstant(span.start, 6)}'
         and "timestamp" < '${formatInstant(span.end, 6)}'
       order by "timestamp") bins`,
    room,
  )
  const series = decodePackedSeries(answer)
  rooms.push(room)
  return series
}

/** What answers are read into, one after the other. */
export type Rooms = Uint8Array[]
/** A year of ten minutes. */
const roomBytes = 1024 * 1024
