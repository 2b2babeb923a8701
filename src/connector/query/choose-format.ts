import { MinuanoError } from '../../errors/minuano-error.ts'
import { cutShort, quoteShort } from '../../errors/quote-short.ts'
import { formats } from '../answer/formats.ts'
import type { Format } from '../answer/formats.ts'

/** One range of an `Accept` header: `text/*;q=0.5`. */
interface MediaRange {
  readonly type: string
  readonly subtype: string
  readonly quality: number
}

/**
 * The format that a request wants: by `format=`, else by `Accept`, else JSON. Throws `unknown-format`
 * that lists them.
 */
export function chooseFormat(name: string | undefined, accept: string | undefined): Format {
  if (name !== undefined) {
    const format = formats.find((candidate) => candidate.name === name)
    if (format === undefined) throw unknownFormat(`format ${quoteShort(name)}`)
    return format
  }
  if (accept === undefined || accept.trim() === '') return formats[0]
  const ranges = parseAccept(accept)
  const [best] = formats
    .map((format) => ({ format, ...rate(format, ranges) }))
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality || b.precision - a.precision)
  if (best === undefined) throw unknownFormat(`Accept: ${cutShort(accept)}`)
  return best.format
}

/** A format's quality by RFC 9110, 12.5.1: that of the most precise range which covers it. */
function rate(format: Format, ranges: readonly MediaRange[]) {
  let best = { quality: 0, precision: -1 }
  for (const mediaType of format.mediaTypes) {
    const [type, subtype] = mediaType.split('/')
    for (const range of ranges) {
      const precision = precisionOf(range, type, subtype)
      if (precision > best.precision) best = { quality: range.quality, precision }
    }
  }
  return best
}

/** 2 for the very type, 1 for its family, 0 for anything; -1 where the range does not cover it. */
function precisionOf(range: MediaRange, type?: string, subtype?: string): number {
  if (range.type === '*' && range.subtype === '*') return 0
  if (range.type !== type) return -1
  if (range.subtype === '*') return 1
  return range.subtype === subtype ? 2 : -1
}

/** What cannot be read as a range covers nothing. Parameters other than `q` do not matter here. */
function parseAccept(accept: string): MediaRange[] {
  return accept.split(',').flatMap((text) => {
    const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
    const match = /^([^\s/]+)\/([^\s/]+)$/.exec(range)
    if (match === null) return []
    const weight = parameters.find((parameter) => parameter.startsWith('q='))
    const quality = weight === undefined ? 1 : Number(weight.slice(2))
    return Number.isNaN(quality) ? [] : [{ type: match[1]!, subtype: match[2]!, quality }]
  })
}

/** Says what the formats are; `asked` is what was asked for. */
export function unknownFormat(asked: string): MinuanoError {
  const known = formats.map(({ name, mediaTypes }) => `${name} (${mediaTypes[0]})`).join(', ')
  return new MinuanoError(
    'unknown-format',
    `cannot answer with ${asked}: the formats are ${known}, by \`format=\` or by \`Accept\``,
  )
}
