import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { after, before, describe, test } from 'node:test'
import { withConnection } from '../../src/postgres/connect.ts'
import { copyIn } from '../../src/postgres/copy-in.ts'
import { WaitError } from '../../src/postgres/wait-error.ts'
import { withinDeadline } from '../../src/postgres/within-deadline.ts'
import { createTestDatabase } from '../support/postgres.ts'
import type { TestDatabase } from '../support/postgres.ts'
import { startStallingProxy } from '../support/stalling-proxy.ts'

const deadline = { what: 'a test', seconds: 0.4, setting: 'SOME_TIMEOUT' }

describe('work under a deadline', () => {
  let database: TestDatabase
  before(async () => {
    database = await createTestDatabase()
  })
  after(() => database.drop())

  test('is ended where the server is silent; the query is cancelled, the connection stays', async () => {
    await withConnection(database.url, 'Source', async (client) => {
      await assert.rejects(
        withinDeadline(client, { side: 'Source', ...deadline }, () =>
          client.query('select pg_sleep(600)'),
        ),
        (error: WaitError) => {
          assert.ok(error instanceof WaitError)
          assert.deepEqual([error.code, error.exit], ['source-timeout', 75])
          assert.match(error.message, /a test had no answer within 0\.4 s \(SOME_TIMEOUT\)/)
          return true
        },
      )
      assert.equal((await client.query('select 1')).rowCount, 1)
    })
  })

  test('is ended where nothing is passed on any more, and the connection with it', async () => {
    const proxy = await startStallingProxy(database.url)
    const work = withConnection(
      proxy.url,
      'Target',
      (client) => {
        proxy.reset(0)
        return client.query('select 1')
      },
      deadline,
    )
    await assert.rejects(work, { code: 'target-unavailable', message: /had no answer within/ })
  })

  test('goes on while a COPY waits for rows of ours, which the server cannot help', async () => {
    await withConnection(
      database.url,
      'Source',
      async (client) => {
        await client.query('create temporary table slow (a int)')
        async function* rows() {
          yield Buffer.from('1\n')
          // Far longer than the deadline: as standard input that brings nothing for a while.
          await sleep(2000)
          yield Buffer.from('2\n')
        }
        assert.equal(await copyIn(client, 'copy slow from stdin', rows()), 2)
      },
      deadline,
    )
  })

  test('leaves errors as they are', async () => {
    await withConnection(database.url, 'Source', async (client) => {
      await assert.rejects(
        withinDeadline(client, { side: 'Source', ...deadline }, () => client.query('select 1/0')),
        { code: '22012' },
      )
    })
  })
})
