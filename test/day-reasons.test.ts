import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { sampleClasses } from '../src/signal/sample-class.ts'

const file = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

test('the picture of a day that has samples of every class is what the ETL makes of it', () => {
  const drawn = execFileSync(process.execPath, [file('scripts/draw-day-reasons.ts')]).toString()
  assert.equal(readFileSync(file('docs/day-reasons.svg'), 'utf8'), drawn)
  // A class without a bar has an empty path.
  assert.equal(drawn.match(/<path d="M[^"]+" fill="#/g)?.length, sampleClasses.length)
})
