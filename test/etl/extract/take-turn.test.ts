import assert from 'node:assert/strict'
import { test } from 'node:test'
import { takeTurn } from '../../../src/etl/extract/take-turn.ts'

test('whoever takes a turn gets it when the one before has ended it, in order', async () => {
  const seen: string[] = []
  const endFirst = await takeTurn()
  const others = ['second', 'third'].map(async (name) => {
    const end = await takeTurn()
    seen.push(`${name} begins`)
    await new Promise(setImmediate)
    seen.push(`${name} ends`)
    end()
  })
  await new Promise(setImmediate)
  assert.deepEqual(seen, [])
  endFirst()
  await Promise.all(others)
  assert.deepEqual(seen, ['second begins', 'second ends', 'third begins', 'third ends'])
})
