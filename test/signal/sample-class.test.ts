import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { classNumbers, sampleClasses } from '../../src/signal/sample-class.ts'

test('the classes of docs/data-quality.md are those that there are, by their priority', async () => {
  const text = await readFile(new URL('../../docs/data-quality.md', import.meta.url), 'utf8')
  const section = text.slice(text.indexOf('### Reasons a bin'), text.indexOf('## Where it is'))
  const rows = [...section.matchAll(/^\| `(\w+)` +\| (.+?) +\| .+\|$/gm)]
  assert.deepEqual(
    rows.map(([, name, meaning]) => [name, meaning]),
    sampleClasses
      .toSorted((a, b) => b.number - a.number)
      .map(({ name, meaning }) => [name, meaning]),
  )
  assert.deepEqual(
    Object.values(classNumbers).sort((a, b) => a - b),
    sampleClasses.map((_, number) => number),
  )
})
