import { assetNames } from '../../config/asset-readers.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { quoteShort } from '../../errors/quote-short.ts'

/** A key as its file has it: who it is of, and what it is known by. */
export interface NamedKey {
  readonly name: string
  /** SHA-256 of the key, 64 hexadecimal digits. Enough: a key is 256 random bits, which nobody guesses. */
  readonly hash: string
  /** What it may read; undefined: all assets. */
  readonly assets: readonly string[] | undefined
}

/** More than any farm has owners: each request is compared with every key. */
export const mostKeys = 1000

const namePattern = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/

/** What a key may be called: it stands in logs, and as a word in its file. */
export const nameRule =
  'up to 64 letters, digits, ".", "_", "@" or "-", of which the first is a letter or a digit'

export function isKeyName(text: string): boolean {
  return namePattern.test(text)
}

/**
 * The keys of a file: `name sha256:… T01,T02` a line; without assets a key reads all. Throws `configuration`, with
 * the line's number, and never with a hash. A last line that does not end may be half written: it is refused, since
 * half a list of assets would be another list, and none would open all.
 */
export function parseKeyLines(text: string): readonly NamedKey[] {
  if (text !== '' && !text.endsWith('\n')) {
    throw fault(
      text.split('\n').length,
      'does not end: it may be half written. End it with a line feed',
    )
  }
  const keys: NamedKey[] = []
  for (const [index, line] of text.split('\n').entries()) {
    // A space at the end may be part of a name, after a `\`.
    const content = line.trimStart().replace(/\r$/, '')
    if (content === '' || content.startsWith('#')) continue
    const key = parseLine(content, index + 1)
    const twin = keys.find(({ name, hash }) => name === key.name || hash === key.hash)
    if (twin !== undefined) {
      const what = twin.name === key.name ? `the name ${key.name}` : `the key of ${twin.name}`
      throw fault(index + 1, `has ${what} a second time`)
    }
    keys.push(key)
    if (keys.length > mostKeys)
      throw fault(index + 1, `is one more than the ${mostKeys} keys there may be`)
  }
  return keys
}

export function formatKeyLine({ name, hash, assets }: NamedKey): string {
  const own = assets === undefined ? [] : [assetNames.write!(assets)]
  return [name, `sha256:${hash}`, ...own].join(' ')
}

function parseLine(line: string, number: number): NamedKey {
  const [, name = '', hash = '', rest] = /^(\S+)\s+sha256:(\S+)(?:\s+(\S.*))?\s*$/s.exec(line) ?? []
  if (name === '')
    throw fault(
      number,
      'is not a name, then sha256: and a hash, then, where they are not all, assets',
    )
  if (!isKeyName(name))
    throw fault(number, `has the name ${quoteShort(name)}: a name is ${nameRule}`)
  if (!/^[0-9a-f]{64}$/i.test(hash))
    throw fault(number, 'has a hash that is not 64 hexadecimal digits')
  const assets = rest === undefined ? undefined : assetNames.read(rest)
  if (rest !== undefined && assets === undefined)
    throw fault(number, `has assets that are not ${assetNames.expects}`)
  return { name, hash: hash.toLowerCase(), assets }
}

function fault(line: number, what: string): MinuanoError {
  return new MinuanoError('configuration', `line ${line} ${what}`)
}
