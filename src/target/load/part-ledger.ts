import type { FormerChange } from '../ledger/clear-former-days.ts'
import { demandOpen } from '../ledger/closed-month.ts'
import { formerDaysStatement, readFormerDays } from '../ledger/find-former-days.ts'
import type { FormerDay, FormerDayRow } from '../ledger/find-former-days.ts'
import { writeBinReasons } from '../ledger/bin-reasons.ts'
import type { BinReasons } from '../ledger/bin-reasons.ts'
import type { Changes } from '../ledger/write-changes.ts'
import { writeLoads } from '../ledger/write-ledger.ts'
import type { LedgerEntry } from '../ledger/write-ledger.ts'
import type { Interval } from '../../time/interval.ts'
import type { Target } from '../tables/schema.ts'
import { lockMonths } from './lock-months.ts'
import { readInForce } from './read-in-force.ts'
import { joinDays } from './split-window.ts'
import { tellFormer } from './tell-former.ts'
import type { LoadResult, WindowLoad } from './window-load.ts'

/** What is written about parts of a window, in few statements for many of them. */
export interface PartLedger {
  /** `results`, the part's, day by day; those of former days are put in when they are known. */
  add(part: WindowLoad, results: LoadResult[]): Promise<void>
  flush(): Promise<void>
}

type Written = Pick<WindowLoad, 'days' | 'ledger' | 'reasons'> & {
  readonly results: LoadResult[]
}

/** So many ledger entries and reasons of bins are kept before they are written: beside what is still being measured. */
const keptRows = 500

/**
 * Writes the ledger and the reasons of bins of parts, and clears days of another layout that they take
 * of. `isClear`: whether it is known of a part already that there are none. Which days changed by all
 * that, `changes` is told.
 */
export function keepPartLedger(
  target: Target,
  locked: Set<number>,
  changes: Changes,
  isClear: (part: Pick<WindowLoad, 'ledger'>) => boolean,
): PartLedger {
  let kept: Written[] = []
  let rows = 0
  async function flush() {
    const all = kept
    kept = []
    rows = 0
    const doubtful = all.filter((part) => part.ledger.length > 0 && !isClear(part))
    all.flatMap(changedEntries).forEach(changes.add)
    if (doubtful.length > 0) await clearFormer(target, locked, changes, doubtful)
    const entries = all.flatMap(({ ledger }) => ledger)
    for (const entry of await writeLoads(target.db, entries)) changes.add(entry)
    for (const { runs, reasons } of groupByRuns(all)) {
      await writeBinReasons(target.db, runs, reasons)
    }
  }
  return {
    async add({ days, ledger, reasons }, results) {
      // What one part leaves of former days is what the next of that asset finds.
      const assets = new Set(ledger.map(({ asset }) => asset))
      if (kept.some((other) => other.ledger.some(({ asset }) => assets.has(asset)))) await flush()
      kept.push({ days, ledger, results, ...(reasons === undefined ? {} : { reasons }) })
      rows += ledger.length + (reasons?.bins.length ?? 0)
      if (rows >= keptRows) await flush()
    },
    flush,
  }
}

/** What the ledger says of days of which a value was written or deleted. */
function changedEntries({ days, ledger, results }: Written): LedgerEntry[] {
  const changed = days.filter((_, index) => {
    const { inserted, updated, deleted } = results[index]!
    return inserted + updated + deleted > 0
  })
  return ledger.filter(({ interval }) =>
    changed.some(({ start, end }) => interval.start < end && start < interval.end),
  )
}

/** Parts mostly have the same days. */
function groupByRuns(
  parts: readonly Written[],
): Iterable<{ readonly runs: Interval[]; readonly reasons: BinReasons[] }> {
  const groups = new Map<string, { runs: Interval[]; reasons: BinReasons[] }>()
  for (const { days, reasons } of parts) {
    if (reasons === undefined) continue
    const runs = joinDays(days)
    const key = runs.map(({ start, end }) => `${start} ${end}`).join()
    const group = groups.get(key) ?? { runs, reasons: [] }
    group.reasons.push(reasons)
    groups.set(key, group)
  }
  return groups.values()
}

/** A day of another layout that a closed month has a part of would be cut. */
async function demandOpenFormer({ client }: Target, former: readonly FormerDay[]): Promise<void> {
  const start = Math.min(...former.map(({ window }) => window.start))
  const end = Math.max(...former.map(({ window }) => window.end))
  const { closed } = await readInForce(client, { start, end })
  for (const { asset, day, window } of former)
    demandOpen(closed, asset, [{ day, interval: window }])
}

async function clearFormer(
  target: Target,
  locked: Set<number>,
  changes: Changes,
  parts: readonly Written[],
): Promise<void> {
  const statement = formerDaysStatement(parts.flatMap(({ ledger }) => ledger))
  const { rows } = await target.client.query<FormerDayRow>(statement)
  if (rows.length === 0) return
  const former = readFormerDays(rows)
  await lockMonths(
    target.client,
    former.map(({ window }) => window),
    locked,
  )
  await demandOpenFormer(target, former)
  // Loaded on demand: few loads follow a change of the layout.
  const { clearFormerDays } = await import('../ledger/clear-former-days.ts')
  for (const part of parts) {
    const of = part.ledger[0]!
    const own = former.filter(({ asset }) => asset === of.asset)
    if (own.length === 0) continue
    const cleared: FormerChange[] = await clearFormerDays(target.db, of, own, joinDays(part.days))
    part.results.splice(0, Infinity, ...tellFormer(part.results, cleared, part))
    // Also where all their bins go to other days with the values that they had.
    const { asset, periodSeconds } = of
    for (const { day, window } of own) changes.add({ asset, periodSeconds, day, interval: window })
  }
}
