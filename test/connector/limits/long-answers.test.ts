import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLongAnswers } from '../../../src/connector/limits/long-answers.ts'

const { signal } = new AbortController()

test('whoever comes when as many wait as may is told at once that the Connector is busy', async () => {
  const turns = createLongAnswers({ atOnce: 1, waiting: 2, waitSeconds: 5 })
  const end = await turns.take(signal)
  const waiting = [turns.take(signal), turns.take(signal)]
  await assert.rejects(turns.take(signal), { code: 'connector-busy', message: /2 more wait/ })
  assert.deepEqual(turns.count(), { running: 1, waiting: 2 })
  end()
  for (const turn of waiting) (await turn)()
  assert.deepEqual(turns.count(), { running: 0, waiting: 0 })
})

test('one who leaves while waiting makes room, and is given no turn', async () => {
  const turns = createLongAnswers({ atOnce: 1, waiting: 1, waitSeconds: 600 })
  const end = await turns.take(signal)
  const leaving = new AbortController()
  const left = turns.take(leaving.signal)
  leaving.abort(new Error('gone'))
  await assert.rejects(left, { message: 'gone' })
  const next = turns.take(signal)
  end()
  ;(await next)()
  assert.deepEqual(turns.count(), { running: 0, waiting: 0 })
})
