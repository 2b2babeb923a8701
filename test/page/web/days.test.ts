import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  coverageAt,
  coverageLevel,
  dayStates,
  showCoverage,
} from '../../../src/page/web/days/day-codes.ts'
import { drawDay } from '../../../src/page/web/days/draw-day.ts'
import { hookCells, listCalendarDays } from '../../../src/page/web/days/hook-cells.ts'
import { worstDay } from '../../../src/page/web/days/worst-day.ts'
import { dayBeside, placeOf, planYears } from '../../../src/page/web/days/year-plan.ts'
import { cellStates } from '../../../src/page/web/farm/cell-codes.ts'
import { drawCell } from '../../../src/page/web/farm/draw-cell.ts'
import type { Brush } from '../../../src/page/web/dom/brush.ts'
import { dark, light } from '../../../src/page/web/colour/palette.ts'

/** What is filled and stroked in a cell, in order: its shapes, or its colours. */
function draw(what: (context: Brush) => void): {
  shapes: string
  colours: string
} {
  const shapes: string[] = []
  const colours: string[] = []
  const context: Brush = {
    fillStyle: '',
    strokeStyle: '',
    lineWidth: 0,
    fillRect(...box: number[]) {
      shapes.push(box.map((size) => size.toFixed(1)).join(' '))
      colours.push(String(context.fillStyle))
    },
    beginPath: () => undefined,
    moveTo: () => undefined,
    lineTo: (...to: number[]) => void shapes.push(`line ${to.join(' ')}`),
    stroke: () => undefined,
  }
  what(context)
  return { shapes: shapes.join('; '), colours: colours.join() }
}

for (const [name, palette] of Object.entries({ light, dark })) {
  for (const size of [2, 10]) {
    const cell = { x: 0, y: 0, width: size, height: 13 }
    test(`no two states of a day are alike in shape or colour, ${name}, ${size} pixels wide`, () => {
      const drawn = dayStates.map(({ letter }) =>
        draw((context) => drawDay(context, palette, letter, 4, cell)),
      )
      assert.equal(new Set(drawn.map(({ shapes }) => shapes)).size, dayStates.length)
      assert.equal(new Set(drawn.map(({ colours }) => colours)).size, dayStates.length)
    })
    test(`no two states of ten minutes are alike in shape or colour, ${name}, ${size} pixels wide`, () => {
      const drawn = cellStates.map(({ letter }) =>
        draw((context) => drawCell(context, palette, letter, cell)),
      )
      assert.equal(new Set(drawn.map(({ shapes }) => shapes)).size, cellStates.length)
      assert.equal(new Set(drawn.map(({ colours }) => colours)).size, cellStates.length)
    })
  }
}

test('coverage is read from two digits of base 36, and never rounds up to all', () => {
  const days = { asset: '', states: 'wpn', coverage: 'rsrrzz' }
  assert.deepEqual(
    [0, 1, 2, 3].map((index) => coverageAt(days, index)),
    [1000, 999, null, null],
  )
  assert.deepEqual([showCoverage(1000), showCoverage(999)], ['100 %', '99.9 %'])
  assert.deepEqual([499, 500, 800, 950, 999].map(coverageLevel), [0, 1, 2, 3, 4])
})

test('a year lies in weeks from Monday, a leap year too, and arrows lead over its end', () => {
  const [newer, older] = planYears('2024-02-10', '2025-01-10')
  assert.deepEqual([newer?.year, newer?.offset, newer?.weeks], ['2025', 2, 53])
  assert.deepEqual([older?.year, older?.offset, older?.months[2]], ['2024', 0, 8])
  assert.deepEqual(placeOf(older!, 365), { column: 52, row: 1 })
  assert.equal(dayBeside('2024-12-31', 'ArrowDown'), '2025-01-01')
  assert.equal(dayBeside('2025-01-03', 'ArrowLeft'), '2024-12-27')
  assert.equal(dayBeside('2025-01-03', 'x'), undefined)
})

test('where days share a pixel, what went wrong is seen', () => {
  assert.equal(worstDay('wwwmw', 0, 5), 'm')
  assert.equal(worstDay('wwwmw', 0, 3), 'w')
  assert.equal(worstDay('mgf', 0, 3), 'f')
  assert.equal(worstDay('', 0, 0), '.')
})

test('a name of an asset that is HTML stays a name', () => {
  const of = { asset: '"><b>', states: 'w', coverage: 'rs' }
  const html = hookCells(listCalendarDays('2025-01-03', 1), of, 0, 1)
  assert.match(html, /data-asset="&#34;&#62;&#60;b&#62;"/)
  assert.match(html, /aria-label="[^"]*, Fri 3 Jan 2025: whole, 100 %"/)
})
