import { isDay } from '../../../time/day.ts'
import type { Day } from '../../../time/day.ts'
import { formatInstant } from '../../../time/instant.ts'
import type { Instant } from '../../../time/instant.ts'
import { isUtc, isZone } from '../../../time/zone.ts'

/** What is chosen on the page. It lives in the address, so that a link shows the same. */
export interface Selection {
  /** The turbine that is looked at; null where none is chosen. */
  readonly asset: string | null
  /** Those drawn over it. */
  readonly others: readonly string[]
  readonly day: Day | null
  /** The charts' interval; null for all there is. */
  readonly range: Range | null
  /** Null for the plant's own. */
  readonly zone: string | null
  /** The variables shown, null for the first few. */
  readonly variables: readonly string[] | null
  /** Whether the standard deviation is drawn too. */
  readonly withStd: boolean
}

export interface Range {
  readonly start: Instant
  readonly end: Instant
}

/** What a selection is checked against. */
export interface Known {
  readonly assets: readonly string[]
  readonly variables: readonly string[]
  readonly first: Day | null
  readonly last: Day | null
}

export const nothingSelected: Selection = {
  asset: null,
  others: [],
  day: null,
  range: null,
  zone: null,
  variables: null,
  withStd: false,
}

/** Reads an address's query. What is not known is left out, and said: the rest is shown. */
export function parseSelection(
  search: string,
  known: Known,
): { readonly selection: Selection; readonly faults: readonly string[] } {
  const given = new URLSearchParams(search)
  const faults: string[] = []
  const check = (text: string, isGood: boolean, fault: string): string | null => {
    if (isGood) return text
    faults.push(fault)
    return null
  }
  const listed = (name: string) => (given.get(name) ?? '').split(',').filter((text) => text !== '')
  const assetOf = (text: string) =>
    check(text, known.assets.includes(text), `There is no turbine “${clip(text)}” here.`)
  const asset = given.get('asset')
  const day = given.get('day')
  const zone = given.get('zone')
  const show = given.get('show') === null ? null : listed('show')
  return {
    selection: {
      asset: asset === null ? null : assetOf(asset),
      others: listed('with').filter((text) => text !== asset && assetOf(text) !== null),
      day: day === null ? null : checkDay(day, known, check),
      range: readRange(given, faults),
      zone:
        zone === null
          ? null
          : check(zone, isZone(zone), `“${clip(zone)}” is no time zone: the plant’s is shown.`),
      variables:
        show?.filter(
          (text) =>
            check(text, known.variables.includes(text), `No variable is named “${clip(text)}”.`) !==
            null,
        ) ?? null,
      withStd: given.get('std') === '1',
    },
    faults,
  }
}

function checkDay(
  day: string,
  { first, last }: Known,
  check: (text: string, isGood: boolean, fault: string) => string | null,
): string | null {
  if (!isDay(day)) return check(day, false, `“${clip(day)}” is no day: write it as 2025-01-03.`)
  const isWithin = first !== null && last !== null && day >= first && day <= last
  const span = first === null ? 'nothing is known of any day' : `known are ${first} to ${last!}`
  return check(day, isWithin, `Nothing is known of ${day}: ${span}.`)
}

function readRange(given: URLSearchParams, faults: string[]): Range | null {
  const [from, to] = [given.get('from'), given.get('to')]
  if (from === null && to === null) return null
  const [start, end] = [Date.parse(from ?? '') * 1000, Date.parse(to ?? '') * 1000]
  if (start < end) return { start, end }
  faults.push(`“${clip(from ?? '')}” to “${clip(to ?? '')}” is no interval: all is shown.`)
  return null
}

/** The query of an address that shows this selection, with its `?`, or nothing. */
export function formatSelection(selection: Selection): string {
  const { asset, others, day, range, zone, variables, withStd } = selection
  const parts: [string, string][] = []
  const add = (name: string, text: string | null) => {
    if (text !== null && text !== '') parts.push([name, text])
  }
  add('asset', asset)
  add('with', others.join(','))
  add('day', day)
  add('from', range === null ? null : formatSecond(range.start))
  add('to', range === null ? null : formatSecond(range.end))
  add('zone', zone !== null && isUtc(zone) ? 'UTC' : zone)
  if (variables !== null) parts.push(['show', variables.join(',')])
  add('std', withStd ? '1' : null)
  // Commas, colons and slashes are good in a query, and are read more easily as they are.
  const text = new URLSearchParams(parts).toString().replace(/%2C/g, ',').replace(/%3A/g, ':')
  return text === '' ? '' : `?${text.replace(/%2F/g, '/')}`
}

function formatSecond(at: Instant): string {
  return formatInstant(Math.round(at / 1e6) * 1e6)
}

function clip(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
