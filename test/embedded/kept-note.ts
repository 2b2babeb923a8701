import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../src/embedded/start-embedded-postgres.ts'
import { makeFolder } from './server-process.ts'

const note = 'kept through everything'

let template: Promise<string> | undefined

/** A data folder on which a server was stopped properly, with a note in its Target. */
export async function copyStoppedFolder(t: TestContext): Promise<string> {
  template ??= makeTemplate()
  const dataDirectory = join(await makeFolder(t), 'data')
  execFileSync('cp', ['-a', join(await template, 'data'), dataDirectory])
  return dataDirectory
}

async function makeTemplate(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'minuano-embedded-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const postgres = await startEmbeddedPostgres({ dataDirectory: join(folder, 'data'), port: 0 })
  await runStatements(
    postgres.urlOf('target', 'owner'),
    `create table note as select '${note}' as it`,
  )
  await postgres.stop()
  return folder
}

/** Starts the server, demands that the note is there, and stops the server. */
export async function assertNoteIsKept(dataDirectory: string): Promise<void> {
  const postgres = await startEmbeddedPostgres({ dataDirectory, port: 0 })
  try {
    const { rows } = await runStatements(postgres.urlOf('target', 'owner'), 'select it from note')
    assert.deepEqual(rows, [{ it: note }])
  } finally {
    await postgres.stop()
  }
}

export async function runStatements(url: string, text: string): Promise<pg.QueryResult> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return await client.query(text)
  } finally {
    await client.end()
  }
}
