import { assetName, assetNames } from '../../config/asset-readers.ts'
import { listAssets, writeAsset } from '../../config/list-assets.ts'
import { quoteForShell } from '../../errors/quote-for-shell.ts'

/** What to say where the Target holds nothing of the asset asked for, but of others; else nothing. */
export function describeOtherAssets(asset: string, assets: readonly string[]): string | undefined {
  const others = assets.filter((other) => other !== asset)
  const [first] = others
  if (first === undefined) return undefined
  const named = others.filter((other) => other !== '')
  const names = [
    ...(named.length === 0 ? [] : [`asset${named.length > 1 ? 's' : ''} ${listAssets(named, 20)}`]),
    ...(others.includes('') ? ['days without an asset'] : []),
  ].join(' and ')
  const what =
    asset === '' ? 'nothing without an asset' : `nothing of the asset ${writeAsset(asset)}`
  return `the Target holds ${what}, but ${names}: ${flagOf(named[0] ?? '')}`
}

/** `--asset` takes an ordinary name alone. */
function flagOf(name: string): string {
  return assetName.read(name) === undefined
    ? `--assets ${quoteForShell(assetNames.write!([name]))}`
    : `--asset ${name === '' ? "''" : name}`
}
