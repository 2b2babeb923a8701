/** How a file writes its numbers. */
export interface NumberStyle {
  readonly decimal: '.' | ','
  /** What stands between thousands; a space is any space, an apostrophe either; empty: nothing. */
  readonly thousands: '' | ',' | '.' | ' ' | "'"
}

export const plainStyle: NumberStyle = { decimal: '.', thousands: '' }

/** In the order in which they are preferred where they read the same. */
export const numberStyles: readonly NumberStyle[] = [
  plainStyle,
  { decimal: ',', thousands: '' },
  { decimal: '.', thousands: ',' },
  { decimal: ',', thousands: '.' },
  { decimal: '.', thousands: ' ' },
  { decimal: ',', thousands: ' ' },
  { decimal: '.', thousands: "'" },
  { decimal: ',', thousands: "'" },
]

const marks = { '.': '\\.', ',': ',', ' ': '[ \u00a0\u2009\u202f]', "'": "['’]" } as const

/** A parser of finite numbers in a style; NaN for what is none. */
export type NumberParser = (text: string) => number

export function createNumberParser({ decimal, thousands }: NumberStyle): NumberParser {
  if (decimal === '.' && thousands === '') return parsePlain
  const point = marks[decimal]
  const whole = new RegExp(`^[+-]?(?:\\d+(?:${point}\\d*)?|${point}\\d+)(?:[eE][+-]?\\d+)?$`)
  const mark = thousands === '' ? undefined : marks[thousands]
  // Groups of two stand before the last of three in India.
  const grouped =
    mark === undefined
      ? undefined
      : new RegExp(
          `^[+-]?[1-9]\\d{0,2}(?:${mark}\\d{2,3})*${mark}\\d{3}(?:${point}\\d*)?(?:[eE][+-]?\\d+)?$`,
        )
  const everyMark = new RegExp(mark ?? '$^', 'g')
  return (text) => {
    const plain = withHyphen(text.trim())
    if (whole.test(plain)) return Number(plain.replace(decimal, '.'))
    if (grouped?.test(plain) !== true) return NaN
    return Number(plain.replace(everyMark, '').replace(decimal, '.'))
  }
}

function parsePlain(text: string): number {
  const value = Number(text)
  // `Number` takes an empty text for 0, and `0x10` for 16: digits alone are what is left.
  if (value - value === 0) return text !== '' && !/^\s*(?:$|0[xob])/i.test(text) ? value : NaN
  const plain = withHyphen(text.trim())
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(plain) ? Number(plain) : NaN
}

/** The minus sign of typography is one. */
function withHyphen(text: string): string {
  return text.startsWith('\u2212') ? `-${text.slice(1)}` : text
}

/** The options that ask for a style. */
export function styleOptions({ decimal, thousands }: NumberStyle): string {
  const mark = decimal === ',' ? '--decimal-comma' : thousands === '' ? '--decimal-point' : ''
  const group = thousands === '' ? '' : `--thousands "${thousands}"`
  return [mark, group].filter(Boolean).join(' ')
}
