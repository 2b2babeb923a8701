import type { Command } from 'commander'
import { assetNames } from '../../config/asset-readers.ts'
import { quoteForShell } from '../../errors/quote-for-shell.ts'

/** What of a command a command that is advised must be given too, as it was written. */
const flags = ['variables', 'every', 'asset', 'timeZone'] as const

/** ` --asset T01`, or nothing: flags that say which days are meant, as they were given. */
export function givenFlags(command: Command): string {
  return flags
    .filter((name) => command.getOptionValueSource(name) === 'cli')
    .map((name) => {
      const value = String(command.getOptionValue(name))
      return ` --${name === 'timeZone' ? 'time-zone' : name} ${quoteForShell(value)}`
    })
    .join('')
}

/**
 * The same for a command that asks the Source: where the Target knows several assets by their names they are those of a farm,
 * which takes `--assets`, as its Source names them, and refuses `--asset`.
 */
export function givenSourceFlags(
  command: Command,
  { known, assetPrefix }: { readonly known: readonly string[]; readonly assetPrefix: string },
): string {
  const given = givenFlags(command)
  if (command.getOptionValueSource('assets') === 'cli') {
    return `${given} --assets ${quoteForShell(String(command.getOptionValue('assets')))}`
  }
  const isFarm = known.filter((name) => name !== '').length > 1
  if (!isFarm || command.getOptionValueSource('asset') !== 'cli') return given
  const asset = String(command.getOptionValue('asset'))
  const name = asset.startsWith(assetPrefix) ? asset.slice(assetPrefix.length) : asset
  return given.replace(
    ` --asset ${quoteForShell(asset)}`,
    () => ` --assets ${quoteForShell(assetNames.write!([name]))}`,
  )
}
