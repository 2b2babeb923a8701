import { assetNames } from '../../config/asset-readers.ts'
import { calledAs } from '../../config/called-as.ts'
import { listAssets } from '../../config/list-assets.ts'
import type { Config } from '../../config/settings.ts'
import { plainLine } from '../../errors/plain-text.ts'
import { quoteForShell } from '../../errors/quote-for-shell.ts'
import type { Asset } from '../../signal/asset.ts'
import type { ToExclude } from '../../target/ledger/exclude.ts'
import type { TouchedDays } from '../../target/read/find-touched-days.ts'
import type { Exclusion } from '../../target/read/list-exclusions.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { nameVariables } from './fold-remarks.ts'

/** Assets that a line names before the rest is counted. */
const mostNamed = 10

/** What was excluded, with the numbers that undo it. */
export function describeExcluded({
  assets,
  variables,
  window,
  reason,
  ids,
}: Omit<ToExclude, 'by'> & { readonly ids: readonly number[] }): string {
  const of = assets.every((asset) => asset === '') ? '' : ` of ${listAssets(assets, mostNamed)}`
  const numbers = ids.length === 1 ? `number ${ids[0]}` : `numbers ${ids[0]} to ${ids.at(-1)}`
  return `excluded ${nameVariables(variables)}${of} from ${describeWindow(window)}: ${reason} (${numbers}: --undo takes it back)`
}

function describeWindow({ start, end }: Interval): string {
  return `${formatInstant(start)} to ${formatInstant(end)}, the end not included`
}

export function describeUndone(asked: readonly number[], undone: readonly Exclusion[]): string[] {
  const before = asked.filter((id) => undone.every((of) => of.id !== id))
  return [
    ...undone.map(
      ({ id, asset, variable, window }) =>
        `undone ${id}: ${variable}${asset === '' ? '' : ` of ${plainLine(asset)}`} from ${describeWindow(window)}`,
    ),
    ...(before.length > 0 ? [`undone before: ${before.join(', ')}`] : []),
  ]
}

/** The command that makes the days again, and which it leaves as they are. */
export function describeSyncs(touched: readonly TouchedDays[], source: SourceOfAssets): string[] {
  if (touched.length === 0) return ['no day of it is loaded yet: it counts when one is']
  const closed = [...new Set(touched.flatMap((of) => of.closed))].sort()
  const first = touched.map((of) => of.first).reduce((a, b) => (a < b ? a : b))
  const last = touched.map((of) => of.last).reduce((a, b) => (a > b ? a : b))
  const assets = touched.map(({ asset }) => asset)
  const days = touched.reduce((sum, of) => sum + of.days, 0)
  return [
    `${days === 1 ? '1 loaded day is as before until it is' : `${days} loaded days are as before until they are`} made again: ${calledAs()} sync --from ${first} --to ${last}${flagOf(assets, source)}`,
    ...(closed.length > 0
      ? [`of closed months nothing changes until they are opened again: ${closed.join(', ')}`]
      : []),
  ]
}

/** How a sync is told of assets. */
export interface SourceOfAssets extends Pick<Config, 'assetPrefix'> {
  /** That of the settings, where no flag says it: a sync finds it there too. */
  readonly own: Asset
  /** Whether the Target has several. */
  readonly isFarm: boolean
}

/** Assets of a farm by their names in the Source, or the one of a Source without. */
function flagOf(assets: readonly Asset[], { assetPrefix: prefix, own, isFarm }: SourceOfAssets) {
  const named = [...new Set(assets)].filter((asset) => asset !== '' && asset !== own)
  if (named.length === 0) return ''
  if (!isFarm) return ` --asset ${quoteForShell(named[0]!)}`
  const names = named.map((asset) =>
    asset.startsWith(prefix) ? asset.slice(prefix.length) : asset,
  )
  return ` --assets ${quoteForShell(assetNames.write!(names))}`
}

/** A line an exclusion. */
export function exclusionsAsTable(exclusions: readonly Exclusion[]): string {
  return exclusions
    .map(({ id, asset, variable, window, reason, ...of }) => {
      const name = asset === '' ? variable : `${plainLine(asset)} ${variable}`
      const undone =
        of.undoneAt === null
          ? ''
          : `, undone ${formatInstant(of.undoneAt)} by ${plainLine(of.undoneBy ?? '')}`
      return `${id}  ${name}  ${formatInstant(window.start)} to ${formatInstant(window.end)}  ${plainLine(reason)} (${formatInstant(of.madeAt)} by ${plainLine(of.madeBy)}${undone})`
    })
    .join('\n')
}

/** For machines. */
export function exclusionAsJson({ window, madeAt, undoneAt, ...of }: Exclusion): object {
  return {
    ...of,
    from: formatInstant(window.start, 6),
    to: formatInstant(window.end, 6),
    isInForce: undoneAt === null,
    madeAt: formatInstant(madeAt, 6),
    undoneAt: undoneAt === null ? null : formatInstant(undoneAt, 6),
  }
}
