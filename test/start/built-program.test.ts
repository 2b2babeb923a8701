import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

test('the built program is ASCII alone, as it is read where its code is kept compiled', () => {
  const built = readFileSync(new URL('../../dist/command-line.js', import.meta.url), 'latin1')
  const beyond = built.match(/.{0,30}[^\0-\x7f]+.{0,30}/g) ?? []
  assert.deepEqual(beyond, [])
})
