import type pg from 'pg'
import { describeError } from '../../errors/describe-error.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import type { SecondDigits } from '../../time/instant.ts'
import type { ImportTarget } from './import-target.ts'

/**
 * Makes the time column as fine as the file's times, where it keeps fewer decimals of a second: PostgreSQL
 * would round them, and rows could fall together. It rewrites nothing: a finer type holds the same bytes.
 * Gives the new type, or null where the column is fine enough.
 */
export async function widenTime(
  client: pg.Client,
  { relation, time, timeType, timePrecision }: ImportTarget,
  digits: SecondDigits,
): Promise<string | null> {
  if (timePrecision >= digits) return null
  const type = digits === 3 ? 'timestamp(3) with time zone' : 'timestamp with time zone'
  const keeps = `the column ${time} of ${relation} is ${timeType}, and the file's times have ${digits} decimals of a second`
  if (!/^timestamp\(\d\) with time zone$/.test(timeType)) {
    throw new MinuanoError(
      'source-refused',
      `${keeps}: make the column ${type}; nothing was changed`,
    )
  }
  try {
    await client.query(`alter table ${relation} alter column ${time} type ${type}`)
  } catch (error) {
    if (/^55P03|^57/.test(String((error as { code?: unknown }).code))) throw error
    throw new MinuanoError(
      'source-refused',
      `${keeps}; making it finer was refused: ${describeError(error)}. Nothing was changed: let its owner run \`alter table ${relation} alter column ${time} type ${type}\``,
      { cause: error },
    )
  }
  return type
}
