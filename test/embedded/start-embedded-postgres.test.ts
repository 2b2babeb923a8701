import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import test from 'node:test'
import pg from 'pg'
import { readPidFile } from '../../src/embedded/server/pid-file.ts'
import { startEmbeddedPostgres } from '../../src/embedded/start-embedded-postgres.ts'
import { readDatabaseUrls } from '../../src/embedded/cluster/database-urls.ts'
import { makeFolder, serverPid } from './server-process.ts'

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    const result: unknown = await client.query({ text, rowMode: 'array' })
    // Of several statements, the last one's rows.
    const last = (Array.isArray(result) ? result.at(-1) : result) as pg.QueryArrayResult
    return last.rows.flat() as unknown[]
  } finally {
    await client.end()
  }
}

await test('an embedded PostgreSQL', async (t) => {
  const dataDirectory = join(await makeFolder(t), 'data')
  const postgres = await startEmbeddedPostgres({ dataDirectory, port: 0 })
  const { urlOf } = postgres
  let isStopped = false
  t.after(() => (isStopped ? undefined : postgres.stop()))

  await t.test('has two databases in UTF-8, C locale, with page checksums', async () => {
    const names =
      "select datname from pg_database where not datistemplate and datname <> 'postgres'"
    assert.deepEqual((await query(urlOf('source', 'admin'), names)).sort(), ['source', 'target'])
    const facts = `select pg_encoding_to_char(encoding), datcollate, current_setting('data_checksums'),
      current_setting('fsync') from pg_database where datname = current_database()`
    assert.deepEqual(await query(urlOf('target', 'admin'), facts), ['UTF8', 'C', 'on', 'on'])
    assert.equal(postgres.majorVersion, 18)
  })

  await t.test('lets each role into its own database alone', async () => {
    const own = [
      urlOf('source', 'owner'),
      urlOf('source', 'connector'),
      urlOf('target', 'owner'),
      urlOf('target', 'etl'),
      urlOf('target', 'reader'),
    ]
    for (const url of own) {
      assert.deepEqual(await query(url, 'select current_database()'), [
        new URL(url).pathname.slice(1),
      ])
      const others = ['source', 'target', 'postgres', 'template1']
      const isOther = (name: string) => new URL(url).pathname !== `/${name}`
      for (const other of others.filter(isOther)) {
        const crossed = new URL(url)
        crossed.pathname = `/${other}`
        await assert.rejects(
          query(crossed.href, 'select 1'),
          /pg_hba.conf rejects/,
          crossed.pathname,
        )
      }
    }
  })

  await t.test('refuses a wrong password, and an empty one', async () => {
    for (const password of ['wrong', '']) {
      const url = new URL(urlOf('source', 'owner'))
      url.password = password
      await assert.rejects(query(url.href, 'select 1'))
    }
  })

  await t.test('gives connector no right but to read what it is granted', async () => {
    await query(urlOf('source', 'owner'), 'create table wind (speed float8)')
    const url = urlOf('source', 'connector')
    await assert.rejects(query(url, 'select * from wind'), /permission denied/)
    await query(urlOf('source', 'owner'), 'grant select on wind to connector')
    assert.deepEqual(await query(url, 'select * from wind'), [])
    assert.deepEqual(await query(url, 'show default_transaction_read_only'), ['on'])
    const attempts = [
      'create table x ()',
      'create temporary table x ()',
      'insert into wind values (1)',
    ]
    for (const text of attempts) {
      const insisting = `begin read write; ${text}; commit`
      await assert.rejects(query(url, insisting), /permission denied/, text)
    }
  })

  await t.test('lets the Target’s owner make tables and hand them to etl', async () => {
    const handOver = `create table handed (a int); grant select on handed to reader;
      alter table handed owner to etl`
    await query(urlOf('target', 'owner'), handOver)
    await query(urlOf('target', 'etl'), 'insert into handed values (1)')
    await query(urlOf('target', 'etl'), 'create table own ()')
    await assert.rejects(query(urlOf('target', 'etl'), 'create temporary table t ()'))
    assert.deepEqual(await query(urlOf('target', 'reader'), 'select a from handed'), [1])
    await assert.rejects(query(urlOf('target', 'reader'), 'create table x ()'))
  })

  await t.test('keeps its files from other users, and knows its folder again', async () => {
    for (const name of ['secrets.json', 'postgres.log']) {
      assert.equal((await stat(join(dataDirectory, name))).mode & 0o777, 0o600, name)
    }
    assert.equal((await stat(join(dataDirectory, 'postgres'))).mode & 0o777, 0o700)
    assert.equal((await stat(dataDirectory)).mode & 0o066, 0)
    const again = await readDatabaseUrls(dataDirectory, postgres.port)
    assert.equal(again('target', 'reader'), urlOf('target', 'reader'))
  })

  await t.test('is out of the reach of Ctrl-C: it has a session of its own', async (t) => {
    if (process.platform !== 'linux') {
      t.skip('needs /proc')
      return
    }
    const session = async (pid: number | 'self') =>
      (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]!.split(' ')[3]
    assert.notEqual(await session(serverPid(dataDirectory)), await session('self'))
  })

  await t.test('stops cleanly and, started again, has what it had', async () => {
    await postgres.stop()
    isStopped = true
    await postgres.exited
    const log = await readFile(join(dataDirectory, 'postgres.log'), 'utf8')
    assert.match(log, /database system is shut down/)
    const again = await startEmbeddedPostgres({ dataDirectory, port: 0 })
    try {
      assert.deepEqual(await query(again.urlOf('target', 'reader'), 'select a from handed'), [1])
      const second = await readFile(join(dataDirectory, 'postgres.log'), 'utf8')
      assert.doesNotMatch(second, /recovery/)
    } finally {
      await again.stop()
    }
  })

  await t.test('takes the next port where one is in use, unless it is fixed', async () => {
    const other = createServer()
    other.listen(0, '127.0.0.1')
    await once(other, 'listening')
    try {
      const { port } = other.address() as AddressInfo
      await assert.rejects(startEmbeddedPostgres({ dataDirectory, port, portIsFixed: true }), {
        code: 'port-in-use',
        message: new RegExp(String(port)),
      })
      const moved = await startEmbeddedPostgres({ dataDirectory, port })
      await moved.stop()
      assert.ok(moved.port > port)
    } finally {
      other.close()
    }
  })

  await t.test('says what PostgreSQL says when it does not start', async () => {
    await writeFile(join(dataDirectory, 'postgres', 'postgresql.conf'), 'no_such_setting = 1\n')
    await assert.rejects(startEmbeddedPostgres({ dataDirectory, port: 0 }), {
      code: 'embedded-postgres',
      message: /unrecognized configuration parameter "no_such_setting"/,
    })
    assert.equal(readPidFile(join(dataDirectory, 'postgres')), undefined)
  })
})
