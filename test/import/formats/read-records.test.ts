import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { readRecords } from '../../../src/import/formats/read-records.ts'

describe('a file as records', () => {
  const cell = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ', '7'), maxLength: 5 }),
    fc.double({ noNaN: true }).map(String),
  )
  const records = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1 })

  const lineEnd = fc.constantFrom('\n', '\r\n', '\r')

  async function* cut(text: string, size: number) {
    for (let at = 0; at < text.length; at += size)
      yield await Promise.resolve(text.slice(at, at + size))
  }

  test('gives back any cells, and the line of each record, however the text arrives', async () => {
    await fc.assert(
      fc.asyncProperty(
        records,
        lineEnd,
        fc.integer({ min: 1, max: 40 }),
        async (written, end, size) => {
          const lines = written.map((record) =>
            record.map((text) => `"${text.replaceAll('"', '""')}"`).join(','),
          )
          const read = { records: [] as (readonly string[])[], lines: [] as number[] }
          for await (const batch of readRecords(cut(`${lines.join(end)}${end}`, size), ',')) {
            read.records.push(...batch.records)
            read.lines.push(...batch.lines)
            assert.equal(batch.misquoted.size, 0)
          }
          // What follows the last line's end may be an empty record.
          const isEmpty = (record: readonly string[]) => record.length === 1 && record[0] === ''
          assert.deepEqual(
            read.records.filter((record) => !isEmpty(record)),
            written,
          )
          let line = 1
          for (const [place, text] of lines.entries()) {
            assert.equal(read.lines[place], line)
            line += text.split('\n').length
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  test('says on which line a quote is opened that is never closed, before it has read all', async () => {
    let taken = 0
    async function* endless() {
      yield await Promise.resolve('a,b\n1,2\n"3,4\n')
      for (; taken < 1000; taken++) yield '5,6\n'.repeat(25_000)
    }
    const reading = async () => {
      for await (const batch of readRecords(endless(), ',')) assert.ok(batch.records.length > 0)
    }
    await assert.rejects(reading, { code: 'import-refused', message: /^line 3: a quote/ })
    assert.ok(taken < 100)
  })
})
