import type { Series } from '../../frame/postgres/postgres-copy.ts'
import type { StoredRows } from './stored-rows.ts'

/** What has to be done with rows of `data`; of each kind at most one series a signal. */
export interface Difference {
  readonly inserted: readonly Series[]
  /** With the values that they shall have. */
  readonly updated: readonly Series[]
  /** Their values, which need not have been finite, are 0. */
  readonly deleted: readonly Series[]
}

/**
 * Compares what an interval shall hold of the series' signals with what it holds, by one walk through
 * both. A value that is not finite shall have no row; 0 and -0 are the same, as they are to PostgreSQL.
 */
export function findDifference(series: readonly Series[], stored: StoredRows): Difference {
  const difference = { inserted: [] as Series[], updated: [] as Series[], deleted: [] as Series[] }
  let row = 0
  for (const { id, time, values } of [...series].sort((a, b) => a.id - b.id)) {
    const [inserted, updated, deleted] = [startSeries(), startSeries(), startSeries()]
    const drop = () => {
      deleted.time.push(stored.time[row++]!)
      deleted.values.push(0)
    }
    for (let bin = 0; bin < time.length; bin++) {
      const [instant, value] = [time[bin]!, values[bin]!]
      if (!Number.isFinite(value)) continue
      while (stored.ids[row] === id && stored.time[row]! < instant) drop()
      const isStored = stored.ids[row] === id && stored.time[row] === instant
      if (isStored && stored.values[row++] === value) continue
      const changed = isStored ? updated : inserted
      changed.time.push(instant)
      changed.values.push(value)
    }
    while (stored.ids[row] === id) drop()
    endSeries(difference.inserted, id, inserted)
    endSeries(difference.updated, id, updated)
    endSeries(difference.deleted, id, deleted)
  }
  return difference
}

interface Growing {
  readonly time: number[]
  readonly values: number[]
}

function startSeries(): Growing {
  return { time: [], values: [] }
}

function endSeries(ended: Series[], id: number, { time, values }: Growing): void {
  if (time.length === 0) return
  ended.push({ id, time: Float64Array.from(time), values: Float64Array.from(values) })
}
