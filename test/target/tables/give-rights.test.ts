import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { initTarget } from '../../../src/target/tables/init-target.ts'
import { openReadyTarget } from '../../../src/target/tables/open-ready-target.ts'
import { openTarget } from '../../../src/target/tables/open-target.ts'
import type { Target } from '../../../src/target/tables/schema.ts'
import { atEnd } from '../../support/at-end.ts'
import { connectToTestDatabase } from '../../support/connect-to-test-database.ts'
import { createLoginRole } from '../../support/create-login-role.ts'
import { createFarm } from '../../support/farm.ts'
import { fillFormerTarget, loadDay, whereParts } from '../../support/former-target.ts'

const init = { signals: [], units: new Map<string, string>() }

async function openAtEndClosed(
  url: string,
  open: (url: string) => Promise<Target> = openReadyTarget,
): Promise<Target> {
  const target = await open(url)
  atEnd(() => target.close())
  return target
}

let count = 0

/** A role that may make tables and schemas, and loads. */
async function createLoader() {
  const database = await connectToTestDatabase()
  const role = `loader_${process.pid}_${count++}`
  const own = await createLoginRole(database, role)
  await database.client.query(`grant create on schema public to ${role}`)
  return { ...database, role, own: own.href }
}

/** Who owns what a Target is made of: schemas of its own, tables, views. */
async function ownersOf({ client }: Target): Promise<string[]> {
  const { rows } = await client.query<{ owner: string }>(
    `select pg_get_userbyid(relowner) as owner from pg_class
     where relnamespace in (select oid from pg_namespace where nspname in ('public', 'minuano_parts'))
       and relkind in ('r', 'p', 'v')
     union select pg_get_userbyid(nspowner) from pg_namespace where nspname = 'minuano_parts'`,
  )
  return rows.map(({ owner }) => owner)
}

describe('a Target that a role loads', () => {
  for (const [who, prepare] of [
    ['opened by an administrator', (url: string) => openAtEndClosed(url)],
    [
      'given to an administrator’s target init',
      async (url: string) => {
        const target = await openAtEndClosed(url, openTarget)
        await initTarget(target, init)
        return target
      },
    ],
  ] as const) {
    test(`is brought up to date when it is ${who}, and all stays the role's, who goes on`, async () => {
      const { url, role, own } = await createLoader()
      const farm = await fillFormerTarget(own)
      const admin = await prepare(url)
      assert.deepEqual(await ownersOf(admin), [role])
      assert.deepEqual(
        (await whereParts(admin)).map((place) => place.split('.')[0]),
        ['minuano_parts', 'minuano_parts', 'minuano_parts'],
      )
      const target = await openAtEndClosed(own)
      assert.equal(await loadDay(target, farm, '2025-01-10'), 0)
      assert.equal(await loadDay(target, farm, '2025-04-10'), 576)
    })
  }

  test('stays the role’s where an administrator loads a month', async () => {
    const { url, role, own } = await createLoader()
    const loader = await openAtEndClosed(own)
    const farm = await createFarm(loader, 1, 1)
    const admin = await openAtEndClosed(url)
    assert.equal(await loadDay(admin, farm, '2025-04-10'), 576)
    assert.equal((await ownersOf(admin)).join(), role)
  })

  test('has a schema of its own that an administrator made without naming whom for: the role may use it', async () => {
    const { url, own, client } = await createLoader()
    const farm = await fillFormerTarget(own)
    await client.query('create schema minuano_parts')
    await openAtEndClosed(url)
    const target = await openAtEndClosed(own)
    assert.equal(await loadDay(target, farm, '2025-05-10'), 576)
    assert.ok((await whereParts(target)).includes('minuano_parts.data_2025_05'))
  })
})
