import { assetNames } from '../../config/asset-readers.ts'
import { calledAs } from '../../config/called-as.ts'
import { listAssets } from '../../config/list-assets.ts'
import { quoteForShell } from '../../errors/quote-for-shell.ts'
import type { GoneAsset } from '../../etl/farm/find-gone-assets.ts'

/** Assets that the line and the command name before the rest is counted. */
const mostNamed = 5

/** What is to be said of assets that the Target holds and the Source does not name; nothing where there is none. */
export function describeGone(gone: readonly GoneAsset[], prefix: string): string[] {
  if (gone.length === 0) return []
  const names = gone.map(({ asset }) => asset)
  const days = gone.flatMap((one) => one.days).sort()
  const shown = gone.slice(0, mostNamed).map(({ asset }) => asset.slice(prefix.length))
  const [from, to] = [days[0]!, days.at(-1)!]
  const forget = `${calledAs()} forget --assets ${quoteForShell(assetNames.write!(shown))} --from ${from} --to ${to}`
  const count = days.length === 1 ? '1 day' : `${days.length} days`
  return [
    `${from === to ? from : `${from} to ${to}`}: loaded, but the Source names no such asset: ` +
      `${listAssets(names, mostNamed)} (${count} of assets): kept. Where they are not another plant's, ${forget} deletes them`,
  ]
}
