import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, test } from 'node:test'
import type { Setting } from '../../src/config/setting.ts'
import { settings } from '../../src/config/settings.ts'
import { runMinuano } from '../support/minuano.ts'
import { composePath, composeText, serviceOf, services } from './compose-file.ts'

const known: readonly Setting<unknown>[] = Object.values(settings)
const own = [...services].filter(([, service]) => service.build !== undefined)
const hasDockerCompose = spawnSync('docker-compose', ['version']).error === undefined

describe('compose.yaml', () => {
  test('is accepted by docker-compose', { skip: !hasDockerCompose && 'no docker-compose' }, () => {
    const { status, stderr } = spawnSync(
      'docker-compose',
      ['-f', fileURLToPath(composePath), 'config', '-q'],
      { encoding: 'utf8', env: { PATH: process.env['PATH'] } },
    )
    assert.equal(status, 0, stderr)
    assert.equal(stderr, '')
  })

  test('publishes every port on this machine alone', () => {
    const ports = [...services.values()].flatMap((service) => service.ports ?? [])
    assert.equal(ports.length, 3)
    for (const port of ports) assert.match(port, /^127\.0\.0\.1:\$\{[A-Z_]+:-\d+\}:\d+$/)
  })

  test('lets the Connector alone share a network with the Source and be in another', () => {
    const [network, ...others] = serviceOf('source-db').networks ?? []
    assert.deepEqual(others, [])
    const members = [...services].filter(([, { networks }]) => networks?.includes(network!))
    assert.deepEqual(members.map(([name]) => name).sort(), [
      'connector',
      'source-db',
      'source-init',
      'source-seed',
    ])
    const bridges = members.filter(([, { networks }]) => networks!.length > 1)
    assert.deepEqual(
      bridges.map(([name]) => name),
      ['connector'],
    )
    for (const [name, { networks, network_mode: mode }] of services) {
      assert.ok(networks !== undefined || mode === 'none', `${name} is in the default network`)
    }
  })

  test('holds no password, only names of files that do', () => {
    assert.doesNotMatch(composeText, /:\/\/[^\s/]*:[^\s/]*@/)
    for (const [name, { environment = {} }] of services) {
      for (const variable of Object.keys(environment)) {
        assert.doesNotMatch(variable, /(PASSWORD|KEY|DATABASE_URL|SECRET)$/, `${name}: ${variable}`)
      }
    }
  })

  test('sets nothing that is no setting of ours', () => {
    for (const [name, { environment = {} }] of own) {
      // The one service that runs no command of ours, but a script beside them.
      if (name === 'secrets') continue
      for (const [variable, value] of Object.entries(environment)) {
        const setting = known.find(({ env }) => env === variable.replace(/_FILE$/, ''))
        assert.ok(setting !== undefined, `${name}: ${variable} is no setting`)
        assert.equal(variable.endsWith('_FILE'), setting.secret === true, `${name}: ${variable}`)
        const passedOn = /^\$\{([A-Z_]+):-\}$/.exec(value)?.[1]
        if (passedOn !== undefined) assert.equal(passedOn, variable)
        else if (setting.secret !== true) assert.notEqual(setting.reader.read(value), undefined)
      }
    }
  })

  test('calls commands and flags that exist', async () => {
    const called = own.filter(([name, { command }]) => name !== 'secrets' && command !== undefined)
    assert.equal(called.length, 4)
    for (const [name, { command = [] }] of called) {
      const flag = command.findIndex((word) => word.startsWith('--'))
      const words = flag === -1 ? command : command.slice(0, flag)
      const { code, stdout } = await runMinuano([...words, '--help'])
      assert.equal(code, 0, `${name}: ${words.join(' ')}`)
      assert.match(stdout, new RegExp(`^Usage: minuano ${words.join(' ')}\\b`))
      for (const word of command.filter((one) => one.startsWith('--'))) {
        assert.ok(stdout.includes(` ${word} `), `${name}: ${word}`)
      }
    }
  })

  test('pins every image that is not built here to a major version', () => {
    for (const [name, { image, build }] of services) {
      if (build === undefined) assert.match(image, /^docker\.io\/[a-z/]+:\d+/, name)
    }
  })

  test('gives our own containers no rights that they do not use', () => {
    assert.equal(own.length, 6)
    for (const [name, service] of own) {
      assert.deepEqual(service.cap_drop, ['ALL'], name)
      assert.deepEqual(service.security_opt, ['no-new-privileges:true'], name)
      assert.equal(service.read_only, true, name)
      assert.equal(service.init, true, name)
      // Root is the maker of the secrets alone, which is in no network.
      assert.equal(service.user === undefined, name !== 'secrets', name)
    }
    assert.equal(serviceOf('secrets').network_mode, 'none')
  })
})
