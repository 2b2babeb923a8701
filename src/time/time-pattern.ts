import { calendarDayPattern } from './calendar-day-pattern.ts'

const hourAndMinute = '(?:[01][0-9]|2[0-3]):[0-5][0-9]'
const fraction = '[.,][0-9]{1,9}'
const clock = `(?:${hourAndMinute}(?::[0-5][0-9](?:${fraction})?)?|24:00(?::00(?:[.,](?:0{1,6}|0{6}[0-9]{1,3}))?)?)`
const word = '(?:[Zz]|[Uu][Tt][Cc]|[Gg][Mm][Tt])'
const hours = '(?:[01][0-9]|2[0-3])'
const shift = `${hours}(?::?[0-5][0-9](?::[0-5][0-9])?)?`
// What an unencoded `+` of a URL has become, after one more space perhaps, is read where it can be nothing else.
const lostPlus = ` {1,2}${hours}(?::?[0-5][0-9])?`

/**
 * What `parseTime` reads, as a regular expression for schemas: exactly that, in words that the dialects of
 * JavaScript, Python, Java and Go (which looks neither ahead nor back) have in common.
 */
export const timePattern = `^${calendarDayPattern}(?:[Tt ]${clock}(?: ?${word}| ?[+-]${shift}|${lostPlus})?)?$`
