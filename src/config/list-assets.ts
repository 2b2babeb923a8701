import { listSome } from '../errors/list-some.ts'
import { plainLine } from '../errors/plain-text.ts'
import { quoteShort } from '../errors/quote-short.ts'
import { assetNames } from './asset-readers.ts'

/** Of a longer name just its beginning is told. */
const longest = 80

/** A name as `--assets` takes it back: a comma in it follows a `\`. One that no terminal should be shown is quoted. */
export function writeAsset(name: string): string {
  const isPlain = name !== '' && name.length <= longest && plainLine(name) === name
  return isPlain ? assetNames.write!([name]) : quoteShort(name)
}

/** The first of some assets, as `--assets` takes them back together, and how many more there are. */
export function listAssets(names: readonly string[], most: number): string {
  return listSome(names.map(writeAsset), most)
}
