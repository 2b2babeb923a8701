import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settings } from '../../src/config/settings.ts'
import type { Setting } from '../../src/config/setting.ts'
import { readAnswer, writeAnswer } from '../../src/stack/process-answers.ts'

test('an answer is read as it was written, with what more is in it', () => {
  const answer = { url: 'http://127.0.0.1:8000', docs: 'http://127.0.0.1:8000/docs', version: 1 }
  assert.deepEqual(readAnswer('connector', writeAnswer('connector', answer)), answer)
})

for (const [what, text] of [
  ['no JSON', 'Connector: http://127.0.0.1:8000'],
  ['no object', 'null'],
  ['short of a property', '{"target":{"url":"postgresql://"},"connector":{"url":"http://"}}'],
  ['of another type', '{"target":"postgresql://","connector":{"url":"http://","docs":"http://"}}'],
] as const) {
  test(`an answer that is ${what} is refused with what was said`, () => {
    const refused = { code: 'process-failed', message: /up answered something else.*: / }
    assert.throws(() => readAnswer('up', text), refused)
  })
}

test('no secret goes to a started process by itself, and nothing of the Source’s to the ETL', () => {
  for (const [name, { secret, key, goesTo }] of Object.entries<Setting<unknown>>(settings)) {
    if (goesTo === undefined) continue
    assert.notEqual(secret, true, name)
    if (goesTo.includes('etl')) assert.doesNotMatch(key ?? '', /^source\./, name)
  }
})
