import { stringForm } from './json-form.ts'
import type { Reader } from './setting.ts'

/** An asset's name: part of the signals' names, so letters, digits, `_` and `-`. */
export const assetName: Reader<string> = {
  read: (value) => (/^[\w-]{0,64}$/.test(value) ? value : undefined),
  expects: 'up to 64 letters, digits, "_" or "-"',
  json: stringForm('^[A-Za-z0-9_-]{0,64}$'),
}

/** Names of the Source's assets, each once; a `,` or `\` that is part of a name follows a `\`, and a space at its ends. */
export const assetNames: Reader<readonly string[]> = {
  read: (value) => {
    const parts = splitNames(value)
    return parts.includes('') || new Set(parts).size !== parts.length ? undefined : parts
  },
  write: (list) => list.map((name) => name.replace(/[,\\]|^\s|\s$/g, '\\$&')).join(','),
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

/** Spaces around a name are none of it, but for those after a `\`. */
function splitNames(text: string): string[] {
  const names: string[] = []
  let [name, length] = ['', 0]
  for (const piece of text.match(/\\.|[^\\]|\\$/gs) ?? []) {
    if (piece === ',') {
      names.push(name.slice(0, length))
      ;[name, length] = ['', 0]
    } else if (piece.trim() !== '' || name !== '') {
      name += piece.replace(/^\\([,\\\s])$/s, '$1')
      if (piece.trim() !== '') length = name.length
    }
  }
  return [...names, name.slice(0, length)]
}

/** What names of assets in the Target begin with. */
export const assetPrefix: Reader<string> = {
  read: (value) => (/^[\w.-]{0,64}$/.test(value) ? value : undefined),
  expects: 'up to 64 letters, digits, "_", "-" or "."',
  json: stringForm('^[A-Za-z0-9_.-]{0,64}$'),
}
