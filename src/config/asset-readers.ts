import { stringForm } from './json-form.ts'
import type { Reader } from './setting.ts'

/** An asset's name: part of the signals' names, so letters, digits, `_` and `-`. */
export const assetName: Reader<string> = {
  read: (value) => (/^[\w-]{0,64}$/.test(value) ? value : undefined),
  expects: 'up to 64 letters, digits, "_" or "-"',
  json: stringForm('^[A-Za-z0-9_-]{0,64}$'),
}

/** Names of the Source's assets, each once; a `,` or `\` that is part of a name follows a `\`. */
export const assetNames: Reader<readonly string[]> = {
  read: (value) => {
    const parts = splitNames(value)
    return parts.includes('') || new Set(parts).size !== parts.length ? undefined : parts
  },
  write: (list) => list.map((name) => name.replace(/[,\\]/g, '\\$&')).join(','),
  expects: 'names separated by commas, each once, such as T01,T02',
  json: {
    schema: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      minItems: 1,
      uniqueItems: true,
    },
    toText: (value) =>
      Array.isArray(value) && value.every((name) => typeof name === 'string')
        ? assetNames.write!(value)
        : undefined,
    expects: 'a list of names, each once, such as ["T01", "T02"]',
  },
}

function splitNames(text: string): string[] {
  const names: string[] = []
  let name = ''
  for (const piece of text.match(/\\.|[^\\]|\\$/gs) ?? []) {
    if (piece === ',') {
      names.push(name)
      name = ''
    } else name += piece.replace(/^\\([,\\])$/s, '$1')
  }
  return [...names, name].map((each) => each.trim())
}

/** What names of assets in the Target begin with. */
export const assetPrefix: Reader<string> = {
  read: (value) => (/^[\w.-]{0,64}$/.test(value) ? value : undefined),
  expects: 'up to 64 letters, digits, "_", "-" or "."',
  json: stringForm('^[A-Za-z0-9_.-]{0,64}$'),
}
