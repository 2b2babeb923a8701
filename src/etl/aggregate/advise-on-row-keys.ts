import { escapeControls, plainLine } from '../../errors/plain-text.ts'
import { quoteForShell } from '../../errors/quote-for-shell.ts'
import type { RowKey } from '../extract/fetch-source-facts.ts'

const columnsNamed = 3
const valuesNamed = 3
/** Of a stranger's text. */
const longest = 64

/** What to set where rows of one time differ as a rule; `keys` are the columns that tell them apart. */
export function adviseOnRowKeys(keys: readonly RowKey[], variable: string): string {
  const named = keys.filter(({ values }) => values.length > 0).slice(0, columnsNamed)
  if (named.length === 0) {
    return (
      'The table may hold several turbines, or a tag a row: let the Connector read one of them, ' +
      'by SOURCE_WHERE or by a view in SOURCE_TABLE'
    )
  }
  const assets = named.filter(({ looksLike }) => looksLike !== 'tag')
  const [asset] = assets
  const tags = named.filter(({ looksLike }) => looksLike === 'tag')
  const ofTag = tags.length === 0 ? '' : `, and SOURCE_COLUMNS to call ${variable} what it then is`
  const columns = named.map(describe).join('; ')
  const ofAsset =
    asset === undefined ? '' : ` and the ETL MINUANO_ASSET=${assetName(String(asset.values[0]))}`
  const one = `give the Connector ${whereOf(named)}${ofTag}${ofAsset}, and the same for each other one`
  if (assets.length !== 1 || asset?.looksLike !== 'asset') {
    return `${columns}. Load one at a time: ${one}`
  }
  const ofTags = tags.length === 0 ? '' : ` and ${whereOf(tags)}${ofTag}, for one tag at a time`
  const column = quoteForShell(escapeControls(asset.column))
  return `${columns}. Load each as an asset: give the Connector SOURCE_ASSET_COLUMN=${column}${ofTags}. Or one alone: ${one}`
}

/** The filter that reads the first of each, as a shell takes it. */
function whereOf(keys: readonly RowKey[]): string {
  const where = Object.fromEntries(keys.map(({ column, values }) => [column, [values[0]]]))
  // Between quotation marks of a shell; to JSON it is the same.
  const json = escapeControls(JSON.stringify(where)).replaceAll("'", '\\u0027')
  return `SOURCE_WHERE='${json}'`
}

function describe({ column, looksLike, values, count }: RowKey): string {
  const listed = values.slice(0, valuesNamed).map((value) => clip(String(value)))
  const more = count > listed.length ? ` and ${count - listed.length} more` : ''
  const kind = { asset: ", which looks like an asset's,", tag: ", which looks like a tag's," }
  const what = looksLike === null ? '' : kind[looksLike]
  return `The column ${clip(column)}${what} tells them apart (${listed.join(', ')}${more})`
}

/** The value as an asset may be called. */
function assetName(value: string): string {
  return value.replace(/[^\w-]/g, '_').slice(0, 64)
}

function clip(text: string): string {
  return plainLine(text.slice(0, longest))
}
