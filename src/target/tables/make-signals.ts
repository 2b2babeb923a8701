import { classifyPostgresError } from '../../postgres/classify-error.ts'
import { quoteLiteral } from '../../postgres/quote.ts'
import { signalName } from '../../signal/signal-name.ts'
import type { SignalKey } from '../../signal/signal-name.ts'
import { unitOf } from '../../signal/statistic.ts'
import type { Target } from './schema.ts'

/**
 * Makes signals whose unit their statistic says, and gives their ids by name, by a connection of its own: while a load's
 * transaction is open its own is at work, and a row of `signal` there and the lock that ATTACH takes on it would let
 * two loads wait for each other.
 */
export async function makeSignals(
  target: Target,
  keys: readonly SignalKey[],
): Promise<Map<string, number>> {
  const rows = keys.map((key) => ({
    name: signalName(key),
    asset: key.asset,
    variable: key.variable,
    statistic: key.statistic,
    period_seconds: key.periodSeconds,
    unit: unitOf(key.statistic, undefined) ?? null,
  }))
  const given = quoteLiteral(JSON.stringify(rows))
  const client = await target.connectAgain()
  try {
    await client.query(`set lock_timeout = ${Math.ceil(target.limits.lock * 1000)}`)
    await client.query(`
      insert into signal (name, asset, variable, statistic, period_seconds, unit)
      select name, asset, variable, statistic, period_seconds, unit
      from jsonb_to_recordset(${given}::jsonb)
        given (name text, asset text, variable text, statistic text, period_seconds int, unit text)
      on conflict do nothing`)
    const { rows: found } = await client.query<{ id: number; name: string }>(`
      select signal.id, signal.name
      from signal join jsonb_to_recordset(${given}::jsonb)
        given (asset text, variable text, statistic text, period_seconds int)
        using (asset, variable, statistic, period_seconds)`)
    return new Map(found.map(({ id, name }) => [name, id]))
  } catch (error) {
    throw classifyPostgresError(error, 'Target')
  } finally {
    await client.end()
  }
}
