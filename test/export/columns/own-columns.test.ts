import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ownColumns } from '../../../src/export/columns/own-columns.ts'
import type { StoredSignal } from '../../../src/target/read/list-signals.ts'

test('every statistic of a variable is a column, seconds in states by their code', () => {
  const of = (variable: string, ...names: string[]) =>
    names.map((statistic, id) => ({ id, variable, statistic }) as unknown as StoredSignal)
  const columns = ownColumns([
    ...of('status', 'seconds_10', 'mode', 'seconds_2', 'seconds_m1', 'last', 'of_another_release'),
    ...of('energy', 'last', 'increase'),
    ...of('power', 'std', 'mean'),
  ])
  assert.deepEqual(
    columns.map(({ name }) => name),
    [
      'energy_increase',
      'energy_last',
      'power_mean',
      'power_std',
      'status_last',
      'status_mode',
      'status_seconds_m1',
      'status_seconds_2',
      'status_seconds_10',
    ],
  )
})
