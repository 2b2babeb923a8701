import { listReasons } from '../../../frame/list-reasons.ts'
import type { DayDetail, VariableDay } from '../../api.ts'

const faults: readonly (readonly [keyof VariableDay, string])[] = [
  ['missing', 'missing'],
  ['outOfRange', 'out of range'],
  ['duplicates', 'duplicates'],
  ['conflicts', 'conflicts'],
  ['excess', 'too many'],
  ['ambiguous', 'of an hour that is twice'],
  ['frozen', 'frozen'],
]

/** A line a variable: how many samples a day has of how many, and what became of the rest. */
export function breakDown({ variables }: DayDetail, most = 8): string[] {
  const lines = variables.slice(0, most).map((variable) => {
    const { valid, expected, errorCode, inSource } = variable
    const parts = faults
      .filter(([name]) => typeof variable[name] === 'number' && variable[name] > 0)
      .map(([name, said]) => `${Number(variable[name]).toLocaleString('en')} ${said}`)
    if (variable.reasons !== null) parts.push(listReasons(variable.reasons))
    if (variable.keptReasons !== null) parts.push(`kept: ${listReasons(variable.keptReasons)}`)
    if (inSource === 'changed') parts.push('changed in the Source')
    if (inSource === 'missing') parts.push('not loaded')
    if (errorCode !== null) parts.push(errorCode)
    const counted =
      valid === null
        ? (variable.status ?? 'not loaded')
        : `${valid.toLocaleString('en')}${expected === null ? '' : ` of ${expected.toLocaleString('en')}`}`
    return [`${variable.variable}: ${counted}`, ...parts].join(' · ')
  })
  const more = variables.length - most
  return more > 0 ? [...lines, `and ${more} more variables`] : lines
}
