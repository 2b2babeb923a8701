import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { settings } from '../../src/config/settings.ts'
import type { Setting } from '../../src/config/setting.ts'
import { listUnknownSettings } from '../../src/config/unknown-settings.ts'
import { runMinuano } from '../support/minuano.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../support/pipeline.ts'

const meant: [string, string][] = [
  ['MINUANO_TIMEZONE', 'MINUANO_TIME_ZONE'],
  ['MINUANO_TIME_ZONE_FILE', 'MINUANO_TIME_ZONE'],
  ['MINUANO_VARIABLE', 'MINUANO_VARIABLES'],
  ['MINUANO_SOURCE_TABLE', 'SOURCE_TABLE'],
  ['SOURCE_TIMECOLUMN', 'SOURCE_TIME_COLUMN'],
  ['SOURCE_URL', 'SOURCE_DATABASE_URL'],
  ['TARGET_URL', 'TARGET_DATABASE_URL'],
  ['CONNECTOR_KEY', 'CONNECTOR_API_KEY'],
]

describe('a variable that looks like a setting and is none', () => {
  for (const [name, other] of meant) {
    test(`${name} is told of, with ${other}`, () => {
      assert.deepEqual(listUnknownSettings({ [name]: 'a secret' }), [
        `${name} is not a setting: did you mean ${other}?`,
      ])
    })
  }

  test('one that is like none of ours is told of all the same', () => {
    assert.deepEqual(listUnknownSettings({ SOURCE_BRANCH: 'main' }), [
      'SOURCE_BRANCH is not a setting',
    ])
  })

  test('every setting, a secret’s file, an empty variable and those of others are passed over', () => {
    const all = Object.values<Setting<unknown>>(settings).flatMap(({ env, secret }) =>
      secret === true ? [env, `${env}_FILE`] : [env],
    )
    const others = ['PATH', 'MINUANOS', 'SOURCE_DATE_EPOCH', 'CONNECTOR_PORT_8000_TCP_ADDR']
    const orchestration = [
      'MINUANO_COMMAND',
      'MINUANO_FOLDER',
      'MINUANO_PLANTS',
      'MINUANO_REAL_DATA',
    ]
    const env = [...all, ...others, ...orchestration].map((name) => [name, 'x'] as const)
    assert.deepEqual(listUnknownSettings({ ...Object.fromEntries(env), MINUANO_OLD: '' }), [])
  })

  test('what Compose reads of the shell is passed over', () => {
    const compose = readFileSync(new URL('../../compose.yaml', import.meta.url), 'utf8')
    const read = [...compose.matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => [name!, 'x'] as const)
    assert.ok(read.length > 3)
    assert.deepEqual(listUnknownSettings(Object.fromEntries(read)), [])
  })

  test('a command says it once, on stderr; the Connector that it starts does not', async () => {
    const { source, sourceUrl, targetUrl } = await createTestPipeline()
    await insertRows(source, minutesFrom('2025-01-03T00:00:00Z', 10))
    const { code, stdout, stderr } = await runMinuano(['run', '2025-01-03'], {
      MINUANO_TIMEZONE: 'America/Sao_Paulo',
      CONNECTOR_PORT: '0',
      SOURCE_DATABASE_URL: sourceUrl,
      TARGET_DATABASE_URL: targetUrl,
    })
    assert.equal(code, 0, stderr)
    assert.match(stdout, /10 source rows/)
    const said = stderr.split('\n').filter((line) => line.includes('MINUANO_TIMEZONE'))
    assert.deepEqual(said, [
      'minuano: MINUANO_TIMEZONE is not a setting: did you mean MINUANO_TIME_ZONE?',
    ])
  })
})
