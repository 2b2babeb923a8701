import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'node:test'
import { acquireLock } from '../../../src/embedded/lock/acquire-lock.ts'
import { openDataFolder } from '../../../src/embedded/cluster/open-data-folder.ts'
import { startEmbeddedPostgres } from '../../../src/embedded/start-embedded-postgres.ts'
import { makeFolder } from '../server-process.ts'

await test('a folder of somebody else’s files is refused and left as it is', async (t) => {
  const dataDirectory = await makeFolder(t)
  await writeFile(join(dataDirectory, 'thesis.txt'), 'do not lose')
  const { mode } = await stat(dataDirectory)
  const refusal = { code: 'data-directory', message: /did not make: give .*--data-dir/ }
  await assert.rejects(startEmbeddedPostgres({ dataDirectory, port: 0 }), refusal)
  await assert.rejects(acquireLock(dataDirectory, { waitMilliseconds: 0 }), refusal)
  assert.deepEqual(await readdir(dataDirectory), ['thesis.txt'])
  assert.equal(await readFile(join(dataDirectory, 'thesis.txt'), 'utf8'), 'do not lose')
  assert.equal((await stat(dataDirectory)).mode, mode)
})

await test('somebody else’s PostgreSQL cluster is called by its name', async (t) => {
  const dataDirectory = await makeFolder(t)
  await writeFile(join(dataDirectory, 'PG_VERSION'), '18\n')
  await assert.rejects(startEmbeddedPostgres({ dataDirectory, port: 0 }), {
    code: 'data-directory',
    message: /holds a PostgreSQL cluster that Minuano did not make/,
  })
})

await test('a folder of another’s that has a folder called postgres is not taken for ours', async (t) => {
  const dataDirectory = await makeFolder(t)
  await mkdir(join(dataDirectory, 'postgres'))
  await writeFile(join(dataDirectory, 'postgres', 'notes.txt'), 'do not lose')
  await assert.rejects(startEmbeddedPostgres({ dataDirectory, port: 0 }), {
    code: 'data-directory',
  })
  assert.ok(existsSync(join(dataDirectory, 'postgres', 'notes.txt')))
})

await test('a file in the folder’s place, or above it, is refused', async (t) => {
  const file = join(await makeFolder(t), 'file')
  await writeFile(file, '')
  for (const dataDirectory of [file, join(file, 'data')]) {
    await assert.rejects(openDataFolder(dataDirectory), {
      code: 'data-directory',
      message: /the data folder .*file.* cannot be used .*--data-dir/,
    })
  }
})

const isNoProc = !existsSync('/proc/self') && 'no /proc here'

await test(
  'a folder where none can be made is refused, and not tried for again and again',
  { timeout: 300_000, skip: isNoProc },
  async () => {
    for (const dataDirectory of ['/proc/minuano', '/proc/minuano/data']) {
      await assert.rejects(openDataFolder(dataDirectory), {
        code: 'data-directory',
        message:
          /the data folder \/proc\/minuano.* cannot be used \(no folder can be made there: .*\): give another one by --data-dir/,
      })
    }
  },
)

await test('an empty folder becomes ours, and several commands may make one at once', async (t) => {
  const empty = await makeFolder(t)
  assert.equal((await openDataFolder(empty)).path, empty)
  const fresh = join(await makeFolder(t), 'a', 'b')
  const opened = await Promise.all(Array.from({ length: 8 }, () => openDataFolder(fresh)))
  assert.deepEqual(new Set(opened.map(({ path }) => path)), new Set([fresh]))
  assert.deepEqual(await readdir(fresh), await readdir(empty))
})
