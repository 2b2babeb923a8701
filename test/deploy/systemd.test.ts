import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { settings } from '../../src/config/settings.ts'
import { errorKinds } from '../../src/errors/error-codes.ts'

const units = ['minuano-sync.service', 'minuano-sync.timer']
const read = (name: string) =>
  readFileSync(new URL(`../../deploy/systemd/${name}`, import.meta.url), 'utf8')
const service = read('minuano-sync.service')

describe('the units of systemd', () => {
  const folder = mkdtempSync(join(tmpdir(), 'minuano-systemd-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  const skip = spawnSync('systemd-analyze', ['--version']).error !== undefined && 'no systemd'
  test('are accepted by systemd-analyze', { skip }, () => {
    // The program must be there to be accepted: this clone's.
    const program = fileURLToPath(new URL('../../minuano', import.meta.url))
    cpSync(program, join(folder, 'minuano'))
    for (const name of units) {
      writeFileSync(
        join(folder, name),
        read(name).replaceAll('/opt/minuano/minuano', `${folder}/minuano`),
      )
    }
    const paths = units.map((name) => join(folder, name))
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', ...paths], {
      encoding: 'utf8',
    })
    const ours = stderr.split('\n').filter((line) => line.includes('minuano'))
    assert.deepEqual(ours, [])
    assert.equal(status, 0, stderr)
  })

  test('call what the command line and the settings have', () => {
    const { env: target } = settings.targetDatabaseUrl
    const { env: key } = settings.connectorApiKey
    assert.match(service, new RegExp(`^Environment=${target}_FILE=%d/target-url$`, 'm'))
    assert.match(service, new RegExp(`^Environment=${key}_FILE=%d/connector-key$`, 'm'))
  })

  test('try again what is worth it, and nothing else', () => {
    const exits = new Set(Object.values(errorKinds).map(({ exit }) => String(exit)))
    const prevented = /^RestartPreventExitStatus=(.*)$/m.exec(service)![1]!.split(' ')
    assert.deepEqual(
      [...exits].filter((exit) => !prevented.includes(exit)),
      ['75'],
    )
    assert.match(service, /^Restart=on-failure$/m)
  })
})
