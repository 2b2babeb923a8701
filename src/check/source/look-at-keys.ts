import type { Config } from '../../config/settings.ts'
import { listSome } from '../../errors/list-some.ts'
import { quoteForShell } from '../../errors/quote-for-shell.ts'
import { findRowKeys } from '../../source/table/find-row-keys.ts'
import type { RowKey } from '../../source/source.ts'
import type { SourceTable } from '../../source/table/source-table.ts'
import { bounded } from '../ask.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'
import type { OpenServer } from '../open-server.ts'
import type { Spacing } from './measure-spacing.ts'

const make = findingsOf('Source')

/**
 * Where several rows at one time are the rule: the columns that tell them apart, which then name turbines,
 * tags or the like, and the settings that read each by itself, or one of them, beside what is set already.
 */
export async function lookAtKeys(
  { client }: OpenServer,
  table: SourceTable,
  { repeated, times, mostAtOnce }: Spacing,
  { sourceWhere = new Map() }: Pick<Config, 'sourceWhere'>,
): Promise<Finding[]> {
  const text = `${repeated} of ${times} times have several rows, up to ${mostAtOnce}`
  const found = await bounded(client, 'Source', () => findRowKeys(client, table))
  const keys = found.filter(({ values }) => values.length > 0)
  const code = 'conflicting-rows'
  if (keys.length === 0) {
    return [
      make.fault(
        `${text}, and no column tells them apart: let SOURCE_WHERE, or a view in SOURCE_TABLE, leave one row a time`,
        { code },
      ),
    ]
  }
  const described = keys.map(({ column, looksLike, values, count }) => {
    const kind = looksLike === null ? 'turbines, tags or the like' : `${looksLike}s`
    const more = count > values.length ? ` and ${count - values.length} more` : ''
    return `the column ${column} tells them apart, and seems to name ${kind} (${listSome(values.map(String), 5)}${more})`
  })
  const isOfTags = keys.some(({ looksLike }) => looksLike === 'tag')
  const tagNeeds = isOfTags ? ', with SOURCE_COLUMNS to call the values what they then are' : ''
  const where = (of: readonly RowKey[]) => {
    const own = of.map(({ column, values }): [string, unknown] => [column, [values[0]]])
    const all = Object.fromEntries([...sourceWhere, ...own])
    return `SOURCE_WHERE=${quoteForShell(JSON.stringify(all))}`
  }
  const assets = keys.filter(({ looksLike }) => looksLike !== 'tag')
  const [asset] = assets
  if (assets.length === 1 && asset?.looksLike === 'asset') {
    const others = keys.filter((key) => key !== asset)
    const one = isOfTags ? ` Load one tag at a time${tagNeeds}, such as the first:` : ''
    return [
      make.fault(
        `${text}: ${described.join('; ')}. Let ${asset.column} name the asset of each row:${one} each is then read by itself`,
        {
          code,
          settings: [
            `SOURCE_ASSET_COLUMN=${quoteForShell(asset.column)}`,
            ...(others.length === 0 ? [] : [where(others)]),
          ],
        },
      ),
    ]
  }
  const name = asset?.values[0]
  return [
    make.fault(
      `${text}: ${described.join('; ')}. Load one at a time${tagNeeds}, such as the first`,
      {
        code,
        settings: [
          where(keys),
          ...(name === undefined ? [] : [`MINUANO_ASSET=${assetName(String(name))}`]),
        ],
      },
    ),
  ]
}

/** The value as an asset may be called. */
function assetName(value: string): string {
  return value.replace(/[^\w-]/g, '_').slice(0, 64)
}
