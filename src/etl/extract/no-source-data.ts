import { MinuanoError } from '../../errors/minuano-error.ts'
import type { Day } from '../../time/day.ts'
import type { ConnectorClient } from './connector-client.ts'
import { describeOutsideRows, fetchSourceFacts } from './fetch-source-facts.ts'

/** The error of a day of which the Source has no row; it names the period that the Source holds. */
export async function noSourceData(connector: ConnectorClient, day: Day): Promise<MinuanoError> {
  const facts = await fetchSourceFacts(connector)
  const { first, last } = facts
  const holds = first === null ? 'it is empty' : `it holds ${first} to ${last ?? first}`
  const outside = describeOutsideRows(facts)
  const more = outside === undefined ? '' : `; ${outside}`
  return new MinuanoError('no-source-data', `the Source has no rows on ${day}: ${holds}${more}`)
}
