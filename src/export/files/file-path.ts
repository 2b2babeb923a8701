import { MinuanoError } from '../../errors/minuano-error.ts'
import { quoteShort } from '../../errors/quote-short.ts'
import type { Asset } from '../../signal/asset.ts'
import type { Format } from '../export-kind.ts'

/** What readers of such folders take for no value, written as it is or not: pandas then reads none of the folder. */
const noValue = '__HIVE_DEFAULT_PARTITION__'

/** What DuckDB alone takes for no value, unless a letter of it is written otherwise. */
const nullWord = /^n(?=ull$)/i

/** Arrow's ending for a stream is `arrows`: `arrow` is that of its other format. */
const endings: Readonly<Record<Format, string>> = {
  parquet: 'parquet',
  csv: 'csv',
  arrow: 'arrows',
}

const mostBytes = 255

/**
 * Where in the folder the file of an asset's month lies, with `/`: `asset=T07/month=2025-01/data.parquet`. What a file
 * system, or a reader of such folders, would take for something else is written as `%2F`, which these readers undo.
 * The asset without a name is an empty text to them. Throws `export-refused` for a name that no folder can have.
 */
export function filePath(asset: Asset, month: string, format: Format): string {
  return `${assetFolder(asset)}/month=${month}/data.${endings[format]}`
}

/** Each asset's folder. Throws `export-refused` where two of them are one to some file systems. */
export function demandApart(assets: readonly Asset[]): void {
  const taken = new Map<string, Asset>()
  for (const asset of assets) {
    // macOS and Windows know neither small from capital letters nor how an accent is put together.
    const folded = assetFolder(asset).normalize('NFC').toLowerCase()
    const other = taken.get(folded)
    if (other !== undefined) {
      throw new MinuanoError(
        'export-refused',
        `the assets ${quoteShort(other)} and ${quoteShort(asset)} would share a folder where file systems do not tell capitals from small letters: export each into a folder of its own, by --assets`,
      )
    }
    taken.set(folded, asset)
  }
}

/** `asset=T07`. Throws `export-refused` for a name that no folder can have. */
export function assetFolder(asset: Asset): string {
  if (asset === noValue) {
    throw new MinuanoError(
      'export-refused',
      `the name of the asset ${quoteShort(asset)} is what readers of such folders take for no value at all: export the others, by --assets`,
    )
  }
  const folder = `asset=${escapeName(asset)}`
  if (Buffer.byteLength(folder) <= mostBytes) return folder
  throw new MinuanoError(
    'export-refused',
    `the name of the asset ${quoteShort(asset)} is longer than a folder's may be: ${Buffer.byteLength(folder)} bytes, where file systems take ${mostBytes}`,
  )
}

function escapeName(name: string): string {
  return name
    .replace(/[\x00-\x1f\x7f"#%'*/:<=>?[\\\]^{|}]|[. ]$/g, asCode)
    .replace(nullWord, asCode)
}

function asCode(character: string): string {
  const code = character.charCodeAt(0).toString(16).toUpperCase()
  return `%${code.padStart(2, '0')}`
}
