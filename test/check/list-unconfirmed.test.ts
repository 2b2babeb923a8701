import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { listUnconfirmed } from '../../src/check/list-unconfirmed.ts'
import { loadConfigWithOrigins } from '../../src/config/load-config.ts'

function textsOf(env: Record<string, string>, units: ReadonlyMap<string, string>): string[] {
  const loaded = loadConfigWithOrigins(env)
  return listUnconfirmed(loaded.config, loaded, units).map(({ text }) => text)
}

describe('what nobody confirmed', () => {
  test('says what MINUANO_MINUTES_ARE says, or that nobody said it', () => {
    const about = (env: Record<string, string>) =>
      textsOf(env, new Map()).filter((text) => text.startsWith('whether samples are instants'))
    assert.match(about({}).join(), /nobody said it \(MINUANO_MINUTES_ARE=samples or averages\)/)
    assert.match(
      about({ MINUANO_MINUTES_ARE: 'averages' }).join(),
      /measured; MINUANO_MINUTES_ARE says averages\. The rows do not tell: ask$/,
    )
  })

  test('asks for no unit of a state, which is a code', () => {
    const lacking = (env: Record<string, string>) =>
      textsOf({ MINUANO_VARIABLES: 'power,status', ...env }, new Map([['power', 'kW']])).filter(
        (text) => text.startsWith('no unit is known'),
      )
    assert.match(lacking({}).join(), /^no unit is known of status:/)
    assert.deepEqual(lacking({ MINUANO_KINDS: 'status=state' }), [])
  })
})
