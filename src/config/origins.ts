import { listForm, stringForm } from './json-form.ts'
import type { Reader } from './setting.ts'

/** Stands for every origin. */
export const anyOrigin = '*'

const origin = /^https?:\/\/([\w.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/i

const expects =
  'origins separated by commas, each once, such as https://wind.example or http://localhost:3000, without a path; or * alone'

/** Origins of web pages, as browsers write them in `Origin`; or `*` alone. */
export const origins: Reader<readonly string[]> = {
  read: (value) => {
    const list = value.split(',').map((each) => each.trim())
    if (list.length === 1 && list[0] === anyOrigin) return list
    const read = list.map(readOrigin)
    const isWhole = read.every((each) => each !== undefined)
    return isWhole && new Set(read).size === read.length ? read : undefined
  },
  write: (list) => list.join(','),
  expects,
  json: {
    ...listForm(
      expects,
      stringForm(`^(\\*|${origin.source.replaceAll('\\/', '/').slice(1, -1)})$`),
    ),
    expects:
      'a list of origins, each once, such as ["https://wind.example"], without paths; or ["*"]',
  },
}

/** In small letters, and without the port that its scheme has anyway. */
function readOrigin(text: string): string | undefined {
  const trimmed = text.replace(/\/$/, '')
  return origin.test(trimmed) && URL.canParse(trimmed) ? new URL(trimmed).origin : undefined
}
