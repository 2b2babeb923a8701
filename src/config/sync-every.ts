import { stringForm } from './json-form.ts'
import type { Reader } from './setting.ts'

const unit = { s: 1, m: 60, h: 3600 } as const

/** How often something is done, in seconds, or `off`. */
export const syncEvery: Reader<number | 'off'> = {
  read: (value) => {
    if (value === 'off') return value
    const match = /^(\d{1,6})([smh])?$/.exec(value)
    const seconds = Number(match?.[1] ?? 0) * unit[(match?.[2] ?? 's') as keyof typeof unit]
    return seconds > 0 ? seconds : undefined
  },
  write: (value) => {
    if (value === 'off') return value
    if (value % 3600 === 0) return `${value / 3600}h`
    return value % 60 === 0 ? `${value / 60}m` : `${value}s`
  },
  expects: 'a length of time, such as 10m or 1h, or off',
  json: stringForm('^(off|(?!0+[smh]?$)\\d{1,6}[smh]?)$', { examples: ['10m', '1h', 'off'] }),
}
