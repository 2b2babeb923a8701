import type { Asset } from '../signal/asset.ts'
import type { StateHours } from '../target/read/read-state-hours.ts'
import { operativeCategories } from '../signal/state-category.ts'
import type { Figures } from './figures.ts'
import type { ReportPeriod } from './report-period.ts'
import { sum } from './sum.ts'

/** How long an asset was in a category in a period. */
export interface StateSum {
  readonly asset: Asset
  readonly period: string
  readonly variable: string
  /** Of IEC 61400-26-1; `unmapped`: no setting says of which its codes are; `unknown`: nothing says the state. */
  readonly category: string
  readonly codes: readonly number[]
  readonly hours: number
  /** Whether it is one in which the standard calls a turbine operative: of what is unmapped or unknown it is not. */
  readonly isOperative: boolean
}

/** Hours by category; what no state is known of, days that were not loaded too, is `unknown`, so that all are the period. */
export function sumStates(
  parts: readonly ReportPeriod[],
  rows: readonly Figures[],
  days: readonly StateHours[],
): StateSum[] {
  const hoursOf = new Map(rows.map((row) => [`${row.period} ${row.asset ?? ''}`, row.hours]))
  return parts.flatMap(({ name, from, to }) => {
    const groups = new Map<string, StateHours[]>()
    for (const one of days) {
      if (one.day < from || one.day > to) continue
      const key = JSON.stringify([one.asset, one.variable])
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [one])
      else group.push(one)
    }
    return [...groups.values()].flatMap((group) => {
      const [{ asset, variable }] = group as [StateHours]
      const known = group.filter(({ code }) => code !== null)
      const categories = [...new Set(known.map(({ category }) => category))]
      const sums = categories.map((category) => {
        const own = known.filter((one) => one.category === category)
        const codes = [...new Set(own.map(({ code }) => code!))].sort((a, b) => a - b)
        const isOperative = (operativeCategories as readonly string[]).includes(category)
        const hours = sum(own.map((one) => one.hours))
        return { asset, period: name, variable, category, codes, hours, isOperative }
      })
      const all = hoursOf.get(`${name} ${asset}`) ?? 0
      const unknown = Math.max(0, all - sum(sums.map(({ hours }) => hours)))
      sums.sort((a, b) => b.hours - a.hours)
      return [
        ...sums,
        {
          ...{ asset, period: name, variable, category: 'unknown', codes: [] },
          ...{ hours: unknown, isOperative: false },
        },
      ]
    })
  })
}
