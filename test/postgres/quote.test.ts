import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import fc from 'fast-check'
import type pg from 'pg'
import { quoteIdentifier, quoteLiteral } from '../../src/postgres/quote.ts'
import { connectToTestDatabase } from '../support/connect-to-test-database.ts'

let client: pg.Client
before(async () => {
  ;({ client } = await connectToTestDatabase())
})

/** Text that PostgreSQL can hold, the characters that mean something to SQL often. */
function anyText(maxLength: number): fc.Arbitrary<string> {
  const sharp = fc.constantFrom(
    "'",
    '"',
    '\\',
    '`',
    '$',
    '$$',
    '--',
    '/*',
    ';',
    '%',
    '\n',
    "E'",
    '🌬',
  )
  const part = fc.oneof(sharp, fc.string({ unit: 'binary', maxLength: 1 }))
  return fc
    .array(part, { maxLength })
    .map((parts) => parts.join(''))
    .filter((text) => !text.includes('\0'))
}

for (const setting of ['on', 'off']) {
  test(`any text comes back as a literal, standard_conforming_strings ${setting}`, async () => {
    await client.query(`set standard_conforming_strings = ${setting}`)
    await client.query('set escape_string_warning = off')
    await fc.assert(
      fc.asyncProperty(anyText(40), anyText(3), async (text, other) => {
        const statement = `select${quoteLiteral(text)}::text as value, ${quoteLiteral(other)} as other`
        const { rows } = await client.query(statement)
        assert.deepEqual(rows, [{ value: text, other }])
      }),
      { numRuns: 300 },
    )
  })
}

test('any name comes back as an identifier', async () => {
  // PostgreSQL cuts names at 63 bytes: 15 characters of at most 4.
  const name = anyText(7).filter((text) => text !== '' && Buffer.byteLength(text) <= 63)
  await fc.assert(
    fc.asyncProperty(name, async (name) => {
      const { fields } = await client.query(`select 1 as ${quoteIdentifier(name)}`)
      assert.equal(fields[0]?.name, name)
    }),
    { numRuns: 300 },
  )
})

test('a table and a column of any name can be made and read', async () => {
  for (const name of ['a"b', "it's", 'Wind Speed', 'select', 'ção', 'a.b', 'a\\b', '$1', '1st']) {
    const [table, column] = [quoteIdentifier(name), quoteIdentifier(`${name}!`)]
    await client.query(`create table ${table} (${column} integer)`)
    await client.query(`insert into ${table} (${column}) values (1)`)
    const { rows } = await client.query(`select ${column} from ${table}`)
    assert.deepEqual(rows, [{ [`${name}!`]: 1 }])
  }
})

test('a NUL, which PostgreSQL cannot hold, is left out', () => {
  assert.equal(quoteIdentifier('a\0b'), '"ab"')
  assert.equal(quoteLiteral('a\0b'), "'ab'")
})
