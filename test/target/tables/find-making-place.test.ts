import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { lookAtTarget } from '../../../src/check/look-at-target.ts'
import { openReadyTarget } from '../../../src/target/tables/open-ready-target.ts'
import { atEnd } from '../../support/at-end.ts'
import { connectToTestDatabase } from '../../support/connect-to-test-database.ts'
import { createLoginRole } from '../../support/create-login-role.ts'
import { createFarm } from '../../support/farm.ts'
import { loadDay } from '../../support/former-target.ts'

let count = 0

/** A role with a name that must be quoted, and what is there before. */
async function createLoader(schema: string, ...before: string[]) {
  const database = await connectToTestDatabase()
  const own = await createLoginRole(database, `Loader-${process.pid}-${count++}`)
  const role = `"${decodeURIComponent(own.username)}"`
  for (const statement of before) await database.client.query(statement.replaceAll('ROLE', role))
  if (schema !== '') own.searchParams.set('options', `-csearch_path=${schema}`)
  return { ...database, role, own: own.href }
}

/** Loads a day into a Target that is made ready. */
async function load(url: string): Promise<void> {
  const target = await openReadyTarget(url)
  atEnd(() => target.close())
  assert.equal(await loadDay(target, await createFarm(target, 1, 1), '2025-04-10'), 576)
}

describe('a schema in which a role that loads may not make tables', () => {
  for (const [what, schema, before, statement] of [
    ['may not use public', '', ['revoke usage on schema public from public'], /^grant .* "public"/],
    [
      'may not create in one',
      'wind',
      ['create schema wind', 'grant usage on schema wind to ROLE'],
      /"wind"/,
    ],
    [
      'may create in one, and not use it',
      'wind',
      ['create schema wind', 'grant create on schema wind to ROLE'],
      /"wind"/,
    ],
    ['names one that is not there', 'wind', [], /^create schema "wind" authorization "Loader-/],
    [
      'names one that must be quoted',
      '',
      ['create schema "Wind Farm"', 'alter role ROLE set search_path = "Wind Farm"'],
      /"Wind Farm"/,
    ],
    [
      'may create in that of partitions, and not use it',
      '',
      [
        'grant create on schema public to ROLE',
        'create schema minuano_parts',
        'grant create on schema minuano_parts to ROLE',
      ],
      undefined,
    ],
  ] as const) {
    test(`is told of with the statement that mends it, where the role ${what}`, async () => {
      const { client, own } = await createLoader(schema, ...before)
      if (statement !== undefined) {
        const opened: unknown = await openReadyTarget(own).catch((error: unknown) => error)
        assert.ok(opened instanceof Error, 'it was made ready')
        const advice = /run in it: (.+?);/.exec(opened.message)?.[1]
        assert.match(advice ?? opened.message, statement)
        const { findings } = await lookAtTarget(own)
        const sql = findings
          .filter(({ level }) => level === 'fault')
          .flatMap((finding) => finding.sql ?? [])
        assert.deepEqual(sql, [`${advice!};`])
        await client.query(advice!)
      }
      await load(own)
      const { findings } = await lookAtTarget(own)
      assert.deepEqual(
        findings.filter(({ level }) => level === 'fault'),
        [],
      )
    })
  }

  test('is told of where the record of the tables stands in it, to whom the tables belong', async () => {
    const { client, own, role } = await createLoader('', 'grant create on schema public to ROLE')
    await client.query(
      `create schema minuano_parts; grant usage, create on schema minuano_parts to ${role}`,
    )
    await load(own)
    await client.query(`revoke all on schema minuano_parts from ${role}`)
    const opened: unknown = await openReadyTarget(own).catch((error: unknown) => error)
    assert.ok(opened instanceof Error, 'it was made ready')
    const advice = /administrator run: (.+)$/.exec(opened.message)?.[1]
    assert.equal(advice, `grant usage, create on schema "minuano_parts" to ${role}`)
    const { findings } = await lookAtTarget(own)
    assert.deepEqual(
      findings.flatMap(({ sql }) => sql ?? []),
      [`${advice};`],
    )
    await client.query(advice)
    await (await openReadyTarget(own)).close()
  })
})
