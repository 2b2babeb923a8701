import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { lookAtTarget } from '../../src/check/look-at-target.ts'
import { openReadyTarget } from '../../src/target/tables/open-ready-target.ts'
import { createPlant, createTargetPlant, lookInto } from '../support/plant.ts'
import type { Plant } from '../support/plant.ts'

const look = async ({ url }: Plant) => lookInto((await lookAtTarget(url)).findings)

describe('a look at a Target', () => {
  test('gives the grants that are missing, after which a run makes its tables', async () => {
    const target = await createPlant()
    const [row] = await target.rows<{ name: string }>('select current_database() as name')
    await target.run(
      'revoke all on schema public from public',
      // Minuano's loads make no temporary tables: this right is not asked for.
      `revoke temporary on database "${row!.name}" from public`,
    )
    const sql = (await look(target)).faults().flatMap((fault) => fault.sql ?? [])
    assert.deepEqual(sql, [`grant usage, create on schema "public" to "${target.role}";`])
    await target.run(...sql)
    const then = await look(target)
    assert.deepEqual(then.faults(), [])
    assert.equal(then.find(/^no tables of Minuano yet/).level, 'note')
    await (await openReadyTarget(target.url)).close()
    assert.equal((await look(target)).find(/are there, up to step 0/).level, 'ok')
  })

  test('whose tables belong to another role gives the grant with which they can be written', async () => {
    const [owner, target] = [await createPlant(), await createTargetPlant()]
    await target.run(`grant create on schema public to "${owner.role}"`)
    const ownerUrl = new URL(target.url)
    ownerUrl.username = owner.role
    await (await openReadyTarget(ownerUrl.href)).close()
    const fault = (await look(target)).find(/belongs to Leser-\w+, and only its owner may add/)
    assert.deepEqual(fault.sql, [`grant "${owner.role}" to "${target.role}";`])
    await target.run(...fault.sql)
    assert.deepEqual((await look(target)).faults(), [])
    const opened = await openReadyTarget(target.url)
    await opened.client.query(
      `create table month (like data); alter table data attach partition month for values from ('2025-01-01') to ('2025-02-01')`,
    )
    await opened.close()
    await target.run(`drop owned by "${owner.role}" cascade`)
  })

  test('says what the view of a column a statistic lacks, has no room for, or names otherwise', async () => {
    const target = await createTargetPlant()
    await (await openReadyTarget(target.url)).close()
    const about = async () =>
      (await look(target)).findings.filter(({ text }) => text.includes('ten_minute_wide'))
    assert.deepEqual(await about(), [])
    const long = 'x'.repeat(70)
    await target.run(
      `insert into signal (name, variable, statistic, period_seconds)
         select name || '_mean', name, 'mean', 600 from generate_series(1, 1600) n, format('v%s', n) name`,
      `insert into signal (name, variable, statistic, period_seconds) values ('${long}_mean', '${long}', 'mean', 600)`,
    )
    const notes = await about()
    assert.deepEqual(
      notes.map(({ level }) => level),
      ['note', 'note', 'note'],
    )
    assert.match(notes[0]!.text, /columns \(1598, the first "v1_mean"\) are not in it yet/)
    assert.match(notes[1]!.text, /columns \(3, the first "v1599_mean"\) have no room/)
    assert.match(notes[2]!.text, /columns \(1, the first "x{54}_[0-9a-f]{8}"\) end in a hash/)
    await target.run('drop view ten_minute_wide')
    assert.match((await about())[0]!.text, /was dropped: `minuano target init` makes it again/)
  })

  test('which is read-only for its role gives the statement that ends it', async () => {
    const target = await createTargetPlant()
    await target.run(`alter role "${target.role}" set default_transaction_read_only = on`)
    const fault = (await look(target)).find(/^it is read-only for role/)
    await target.run(...fault.sql!)
    assert.deepEqual((await look(target)).faults(), [])
  })

  test('with other tables of the same names says that they are not Minuano’s', async () => {
    const target = await createTargetPlant()
    await target.run('create table data (a int)')
    assert.equal((await look(target)).find(/^public\.data: tables of these names/).level, 'fault')
  })

  test('whose tables a newer Minuano made says so', async () => {
    const target = await createTargetPlant()
    await (await openReadyTarget(target.url)).close()
    await target.run(`insert into minuano_migration values ('999-later', '2030-01-01')`)
    assert.equal((await look(target)).find(/by a newer Minuano \(999-later\)/).level, 'fault')
  })
})
