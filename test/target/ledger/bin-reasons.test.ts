import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleClasses } from '../../../src/signal/sample-class.ts'
import type { SampleClassName } from '../../../src/signal/sample-class.ts'
import { writeBinReasons } from '../../../src/target/ledger/bin-reasons.ts'
import { createTestTarget } from '../../support/target.ts'

const midnight = Date.parse('2025-01-03T00:00:00Z') * 1000
const [period, dayLength] = [600e6, 86_400e6]

type Counts = Partial<Record<SampleClassName, number>>

test('the reasons of bins are those of the last load: what is the same is not written, and other days stay', async () => {
  const { target } = await createTestTarget()
  const write = (bins: Readonly<Record<number, Counts>>, dayIndex = 0) => {
    const start = midnight + dayIndex * dayLength
    const listed = Object.entries(bins).map(([bin, counts]) => {
      const classes = new Array<number>(sampleClasses.length).fill(0)
      for (const { name, number } of sampleClasses) classes[number] = counts[name] ?? 0
      return { variable: 'power', time: start + Number(bin) * period, samples: 10, classes }
    })
    const of = { asset: '', periodSeconds: 600, variables: ['power'], bins: listed }
    return writeBinReasons(target.db, [{ start, end: start + dayLength }], [of])
  }
  const rows = async () => {
    const found = await target.client.query<{ time: string; written: string } & Counts>(
      `select to_char("timestamp" at time zone 'UTC', 'DD HH24:MI') as time, xmin::text as written,
         valid, uncertain_quality, duplicate from bin_reason order by 1`,
    )
    return found.rows
  }
  const withoutWritten = async () => (await rows()).map((row) => ({ ...row, written: '' }))
  await write({
    0: { valid: 10, duplicate: 2 },
    1: { valid: 9, uncertain_quality: 1 },
    5: { valid: 10 },
  })
  await write({ 0: { valid: 10, duplicate: 1 } }, 1)
  const before = await rows()
  // One is gone, one is the same, and of one another class alone.
  await write({ 0: { valid: 10, duplicate: 2 }, 1: { valid: 8, uncertain_quality: 2 } })
  const none = { written: '', uncertain_quality: 0, duplicate: 0 }
  assert.deepEqual(await withoutWritten(), [
    { ...none, time: '03 00:00', valid: 10, duplicate: 2 },
    { ...none, time: '03 00:10', valid: 8, uncertain_quality: 2 },
    { ...none, time: '04 00:00', valid: 10, duplicate: 1 },
  ])
  const [same, changed] = await rows()
  assert.equal(same!.written, before[0]!.written)
  assert.notEqual(changed!.written, before[1]!.written)
  await write({})
  assert.deepEqual(
    (await rows()).map(({ time }) => time),
    ['04 00:00'],
  )
})
