import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestSource, serve } from '../../connector/serving.ts'

/** Values of a numeric, and what a double makes of them. */
const cases = [
  ['1e400', null],
  ['-1e400', null],
  ['1e-400', null],
  ['1.7976931348623158e309', null],
  ['1.7976931348623157e308', '1.7976931348623157e308'],
  ['-1.7976931348623157e308', '-1.7976931348623157e308'],
  ['5e-324', '5e-324'],
  ['0', '0'],
  ['NaN', 'NaN'],
  ['1000.123456789012345678', '1000.123456789012345678'],
  [null, null],
] as const

/** The same rows, once as numeric and once as the doubles that they should be read as. */
async function answersOf(type: string, values: readonly (string | null)[]) {
  const { url: source, client } = await createTestSource(
    `create table data ("timestamp" timestamptz primary key, power ${type})`,
  )
  await client.query(
    `insert into data select '2025-01-01Z'::timestamptz + make_interval(mins => place::int), value::${type}
     from unnest($1::text[]) with ordinality given (value, place)`,
    [values],
  )
  const { url } = await serve({ SOURCE_DATABASE_URL: source })
  const query = 'start=2025-01-01&end=2025-01-02&variables=power'
  const answers = await Promise.all(
    [`data?${query}&format=csv`, `inventory?${query}`].map((path) => fetch(`${url}/${path}`)),
  )
  return Promise.all(answers.map(async (answer) => `${answer.status} ${await answer.text()}`))
}

test('a numeric that no double holds is no value, in rows and inventory alike', async () => {
  const numeric = await answersOf(
    'numeric',
    cases.map(([value]) => value),
  )
  const doubles = await answersOf(
    'float8',
    cases.map(([, value]) => value),
  )
  assert.match(numeric[0]!, /^200 timestamp,power\n2025-01-01T00:01:00\.000000Z,\n/)
  assert.match(numeric[1]!, /"rows":11,"variables":\{"power":\{"values":5,/)
  assert.deepEqual(numeric, doubles)
})
