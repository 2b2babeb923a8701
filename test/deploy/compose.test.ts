import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, test } from 'node:test'
import type { Setting } from '../../src/config/setting.ts'
import { settings } from '../../src/config/settings.ts'
import { runMinuano } from '../support/minuano.ts'
import { composePath, composeText, serviceOf, services } from './compose-file.ts'

const known: readonly Setting<unknown>[] = Object.values(settings)
const own = [...services].filter(([, service]) => service.build !== undefined)
const ofMinuano = own.filter(([, service]) => service.build!.target === 'minuano')
const ofDagster = own.filter(([, service]) => service.build!.target === 'dagster')
const hasDockerCompose = spawnSync('docker-compose', ['version']).error === undefined

const readText = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const knownToDagster =
  readText('orchestration/minuano_dagster/settings.py') + readText('deploy/dagster/start.sh')

describe('compose.yaml', () => {
  for (const profile of [undefined, 'tools', 'dagster', 'scale']) {
    const name = profile === undefined ? 'without a profile' : `with the profile ${profile}`
    const skip = !hasDockerCompose && 'no docker-compose'
    test(`is accepted by docker-compose ${name}`, { skip }, () => {
      const { status, stderr } = spawnSync(
        'docker-compose',
        ['-f', fileURLToPath(composePath)].concat(
          profile === undefined ? [] : ['--profile', profile],
          ['config', '-q'],
        ),
        { encoding: 'utf8', env: { PATH: process.env['PATH'] } },
      )
      assert.equal(status, 0, stderr)
      assert.equal(stderr, '')
    })
  }

  test('publishes every port on this machine alone', () => {
    const ports = [...services.values()].flatMap((service) => service.ports ?? [])
    assert.equal(ports.length, 4)
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
        // Of Dagster's own processes; Minuano's never see them.
        if (variable.startsWith('DAGSTER_')) {
          assert.ok(
            ofDagster.some(([one]) => one === name),
            `${name}: ${variable}`,
          )
          assert.ok(
            knownToDagster.includes(variable.replace(/_FILE$/, '')),
            `${name}: ${variable} is read by nobody`,
          )
          continue
        }
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
    const called = ofMinuano.filter(
      ([name, { command }]) => name !== 'secrets' && command !== undefined,
    )
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
    assert.deepEqual([ofMinuano.length, ofDagster.length], [6, 5])
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

  test('starts Dagster’s processes by profiles alone, its workers by one', () => {
    for (const [name, { profiles }] of services) {
      if (name === 'redis' || name === 'dagster-worker') assert.deepEqual(profiles, ['scale'], name)
      else if (name.startsWith('dagster-')) assert.deepEqual(profiles, ['dagster', 'scale'], name)
      else if (name !== 'etl') assert.equal(profiles, undefined, name)
    }
  })

  test('keeps Connector and Target from the Dagster processes that load no code', () => {
    for (const [name, { networks, volumes = [] }] of ofDagster) {
      const loadsCode = name === 'dagster-code' || name === 'dagster-worker'
      assert.deepEqual(networks, loadsCode ? ['dagster', 'api', 'target'] : ['dagster'], name)
      assert.equal(
        volumes.some((volume) => volume.startsWith('etl-secrets:')),
        loadsCode,
        name,
      )
    }
  })
})
