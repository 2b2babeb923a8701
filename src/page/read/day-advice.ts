import { assetNames } from '../../config/asset-readers.ts'
import { calledAs } from '../../config/called-as.ts'
import { settings as allSettings } from '../../config/settings.ts'
import type { ErrorCode } from '../../errors/error-codes.ts'
import { quoteForShell } from '../../errors/quote-for-shell.ts'
import { remedies } from '../../errors/remedies.ts'
import type { Day } from '../../time/day.ts'
import type { DayDetail, DayState } from '../api.ts'
import type { PageSettings } from './page-settings.ts'
import type { DayRow } from './day-row.ts'

/** States of a day that a load mends, or may. What a partial day lacks, the Source lacks. */
const loadable: ReadonlySet<DayState> = new Set([
  'missing',
  'changed',
  'failed',
  'open',
  'conflicts',
  'unknown',
])

/** What docs/errors.md says of the codes that a day has, each once. */
export function dayRemedies(rows: readonly DayRow[], state: DayState): DayDetail['remedies'] {
  const codes = rows.flatMap(({ errorCode }) => errorCode ?? [])
  const all = [...codes, ...(state === 'conflicts' ? ['days-missing'] : [])]
  return [...new Set(all)]
    .filter((code): code is ErrorCode => Object.hasOwn(remedies, code))
    .map((code) => ({ code, text: remedies[code] }))
}

/** The command that loads the day; null where there is nothing to load. */
export function dayCommand(
  asset: string,
  day: Day,
  state: DayState,
  rows: readonly DayRow[],
  { assetPrefix, dataDirectory, asset: ownAsset }: PageSettings,
): string | null {
  const lacks = state === 'partial' && rows.some(({ status }) => status === null)
  if (!loadable.has(state) && !lacks) return null
  const isUsual = dataDirectory === allSettings.dataDirectory.fallback
  const folder = isUsual ? '' : ` --data-dir ${quoteForShell(dataDirectory)}`
  return `${calledAs('./minuano')}${folder} run ${day}${assetFlag(asset, ownAsset, assetPrefix)}`
}

/** A single asset of a Source without any is of the settings; one of a farm is chosen by its name in the Source. */
function assetFlag(asset: string, ownAsset: string, prefix: string): string {
  if (asset === '' || asset === ownAsset) return ''
  return ` --assets ${quoteForShell(assetNames.write!([asset.slice(prefix.length)]))}`
}
