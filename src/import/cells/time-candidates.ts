/** A day in digits: its year first, last with four digits, or two digits in an unknown place. */
const yearFirst = /^\d{4}([-/. ])\d{1,2}\1\d{1,2}(?!\d)/
const yearLast = /^\d{1,2}([-/. ])\d{1,2}\1\d{4}(?!\d)/
const shortYear = /^\d{1,2}([-/.])\d{1,2}\1\d{2}(?!\d)/
const compact = /^\d{8}(?=[T_ ])/
const compactTime = /^([T_ ])\d{4}(\d{2})?(Z|[+-]\d{2}:?\d{2})?$/
/** A day with its month's name. */
const dayName =
  /^\d{1,2}([-/. ]{0,2}| de )[A-Za-zÀ-ÿ]{3,12}\.?([-/., ]{0,2}| de )(\d{4}|\d{2})(?!\d)/
const yearName = /^\d{4}([-/. ]{0,2})[A-Za-zÀ-ÿ]{3,12}\.?([-/. ]{0,2})\d{1,2}(?!\d)/
const nameDay = /^[A-Za-zÀ-ÿ]{3,12}\.?([- ]{1,2})\d{1,2}(,? |[-/])\d{4}(?!\d)/
const weekday = /^[A-Za-zÀ-ÿ]{2,13}\.?(,? )(?=\d|[A-Za-zÀ-ÿ]{3,})/
const timeOfDay =
  /^([T_ ,-]{1,3})\d{1,2}(?:([:.])\d{1,2}(?:\2\d{2}(?:([.,])\d{1,9})?)?)?(?:( ?)[AaPp]\.?[Mm]\.?)?( ?(?:[Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?$/

/** Formats in which a text may be written; that one of them reads it is not yet said. */
export function timeCandidates(text: string): string[] {
  if (/^\d+(?:[.,]\d+)?(?:[eE]\+?\d{1,2})?$/.test(text)) return ofNumber(text)
  const plain = ofDate(text)
  const prefix = plain.length > 0 ? null : weekday.exec(text)
  if (prefix === null) return plain
  return ofDate(text.slice(prefix[0].length)).map((format) => `E${prefix[1]}${format}`)
}

function ofDate(text: string): string[] {
  const [match, formats] = datesOf(text)
  const time = timeFormatOf(text.slice(match.length))
  return time === undefined ? [] : formats.map((format) => format + time)
}

/** The text's beginning that is a day, and how that may be written. */
function datesOf(text: string): [match: string, formats: string[]] {
  let match: RegExpExecArray | null
  if ((match = yearFirst.exec(text))) return [match[0], [join('yyyy MM dd', match[1]!)]]
  if ((match = yearLast.exec(text))) {
    return [match[0], ['dd MM yyyy', 'MM dd yyyy'].map((order) => join(order, match![1]!))]
  }
  if ((match = shortYear.exec(text))) {
    const orders = ['dd MM yy', 'MM dd yy', 'yy MM dd']
    return [match[0], orders.map((order) => join(order, match![1]!))]
  }
  if ((match = compact.exec(text))) return [match[0], ['yyyyMMdd', 'ddMMyyyy', 'MMddyyyy']]
  if ((match = yearName.exec(text))) return [match[0], [`yyyy${match[1]}MMM${match[2]}dd`]]
  if ((match = dayName.exec(text))) {
    const year = match[3]!.length === 4 ? 'yyyy' : 'yy'
    // Words stand in quotes: "13 de março de 2025".
    const [first, second] = [match[1]!, match[2]!].map((mark) => mark.replace('de', "'de'"))
    return [match[0], [`dd${first}MMM${second}${year}`]]
  }
  if ((match = nameDay.exec(text))) return [match[0], [`MMM${match[1]}dd${match[2]}yyyy`]]
  return ['', []]
}

function join(order: string, mark: string): string {
  return order.replaceAll(' ', mark)
}

/** The pattern of what follows the day; undefined if it is no time of day. */
function timeFormatOf(text: string): string | undefined {
  if (text === '') return ''
  const digits = compactTime.exec(text)
  if (digits !== null) {
    return `${digits[1]}HHmm${digits[2] === undefined ? '' : 'ss'}${digits[3] === undefined ? '' : 'X'}`
  }
  const match = timeOfDay.exec(text)
  if (match === null) return undefined
  const [, space = '', mark = ':', point, beforeHalf, offset] = match
  // The offset may have a colon of its own.
  const clock = text.slice(space.length, text.length - (offset?.length ?? 0))
  const parts = clock.split(mark).length
  const hour = beforeHalf === undefined ? 'HH' : 'hh'
  const rest = [
    parts > 1 ? `${mark}mm` : '',
    parts > 2 ? `${mark}ss` : '',
    point === undefined ? '' : `${point}S`,
    beforeHalf === undefined ? '' : `${beforeHalf}a`,
    offset === undefined ? '' : 'X',
  ]
  return space + hour + rest.join('')
}

function ofNumber(text: string): string[] {
  const value = Number(text.replace(',', '.'))
  const found: string[] = []
  for (const [format, scale] of [
    ['epoch-seconds', 1],
    ['epoch-milliseconds', 1e3],
    ['epoch-microseconds', 1e6],
    ['epoch-nanoseconds', 1e9],
  ] as const) {
    // 1973 to 2201.
    if (value >= 1e8 * scale && value < 7.3e9 * scale) found.push(format)
  }
  // 1954 to 2119.
  if (value >= 20_000 && value < 80_000) found.push('excel', 'excel-1904')
  if (/^\d{8}$/.test(text)) found.push('yyyyMMdd', 'ddMMyyyy', 'MMddyyyy')
  if (/^\d{10}$/.test(text)) found.push('yyyyMMddHH', 'yyMMddHHmm')
  if (/^\d{12}$/.test(text)) found.push('yyyyMMddHHmm', 'yyMMddHHmmss')
  if (/^\d{14}$/.test(text)) found.push('yyyyMMddHHmmss')
  return found
}
