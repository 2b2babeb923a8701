import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gatherFrames } from '../../../src/etl/extract/gather-frames.ts'
import { concatFrames } from '../../../src/frame/frame.ts'
import { makeFrame } from '../../frame/frame-arbitrary.ts'
import { rowsOf } from '../../frame/frame-parts.ts'

const frameOf = (from: number, rows: number) => {
  const time = Array.from({ length: rows }, (_, row) => from + row)
  return makeFrame(['a'], time, [time.map((value) => -value)])
}

test('frames of one row are joined on the way, and nothing of them is lost', () => {
  const gathered = gatherFrames(['a'])
  for (let row = 0; row < 10_000; row++) gathered.add(frameOf(row, 1))
  assert.ok(gathered.all().length < 400, `${gathered.all().length} frames`)
  assert.equal(gathered.rows, 10_000)
  assert.deepEqual(rowsOf(concatFrames(gathered.all(), ['a'])), rowsOf(frameOf(0, 10_000)))
})

test('frames of the usual size are left as they are', () => {
  const gathered = gatherFrames(['a'])
  const frames = Array.from({ length: 600 }, (_, index) => frameOf(index * 2048, 2048))
  for (const frame of frames) gathered.add(frame)
  assert.ok(gathered.all().every((frame, index) => frame === frames[index]))
})
