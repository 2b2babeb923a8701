import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { reasonName, reasonNumber, reasons } from '../../src/frame/reasons.ts'

test('docs/data-quality.md lists every reason as the code does, and no other', () => {
  const page = readFileSync(new URL('../../docs/data-quality.md', import.meta.url), 'utf8')
  const listed = page.split('\n').flatMap((line) => {
    const row = /^\| (\d+) \| `([a-z-]+)` \| (.+) \|$/.exec(line)
    return row === null ? [] : [{ number: Number(row[1]), name: row[2], meaning: row[3] }]
  })
  assert.deepEqual(listed, reasons)
})

test('a reason has a number of its own in a byte, in order, and a name in kebab-case', () => {
  const numbers = reasons.map(({ number }) => number)
  assert.deepEqual(
    numbers,
    [...new Set(numbers)].sort((a, b) => a - b),
  )
  assert.equal(new Set(reasons.map(({ name }) => name)).size, reasons.length)
  for (const { number, name } of reasons) {
    assert.ok(number >= 1 && number <= 255)
    assert.match(name, /^[a-z]+(-[a-z]+)*$/)
  }
})

test('every number has a name that leads back to it, known or not', () => {
  for (let number = 1; number < 256; number++) {
    assert.equal(reasonNumber(reasonName(number)), number)
  }
  assert.equal(reasonNumber('null'), 0)
})
