import assert from 'node:assert/strict'
import { hostname } from 'node:os'
import { test } from 'node:test'
import { figure, fasterThan } from '../../bench/report/figure.ts'
import { renderPage } from '../../bench/report/page.ts'
import type { Report } from '../../bench/report/report.ts'
import { sampleMachine } from './sample-machine.ts'

const figures = [figure('ours', 's', [0.5, 0.25, 0.3]), figure('classic', 's', [4.5])]
const report: Report = {
  machine: sampleMachine,
  runs: 3,
  rows: [
    {
      name: 'day',
      title: 'one day',
      figures,
      verdicts: fasterThan(figures, { classic: 20, fast: 3 }),
      notes: ['As it should be.'],
    },
  ],
  failed: [],
  leftOut: ['fast Python: there is none'],
}

test('the page has a line of ratios for each row, with target and whether it is met', () => {
  assert.ok(
    renderPage(report).includes('| one day | 15 times faster (at least 20: NOT met) |  |  |'),
  )
})

test('the page has every figure with its median, runs and range', () => {
  const page = renderPage(report)
  assert.ok(page.includes('| day | ours | 0.3 s | 3 | 0.25 to 0.5 |'))
  assert.ok(page.includes('| day | classic | 4.5 s | 1 | 4.5 to 4.5 |'))
})

/** A row of rates beside the bare query's. */
const arrow: Report['rows'][number] = (() => {
  const rates = [
    figure('ours', 'requests/s', [800]),
    figure('classic', 'requests/s', [40]),
    figure('fast', 'requests/s', [500]),
    figure('floor: the bare query', 'requests/s', [1000]),
  ]
  const verdicts = fasterThan(rates, { classic: 40, fast: 1.9 })
  return { name: 'arrow', title: 'Arrow', figures: rates, verdicts, notes: [] }
})()

test('the page says how near ours is to what PostgreSQL alone needs', () => {
  const times = [
    figure('ours', 's', [1.2]),
    figure('floor: COPY out', 's', [0.4]),
    figure('floor: load as sets', 's', [0.8]),
  ]
  const year = { name: 'year', title: 'a year', figures: times, verdicts: [], notes: [] }
  const page = renderPage({ ...report, rows: [year, arrow] })
  assert.ok(
    page.includes('| year | 0.6 s: the two floors, shared evenly by 2 cores | 1.2 s | 2 times |'),
  )
  assert.ok(
    page.includes('| arrow | 1,000 requests/s: the bare query | 800 requests/s | 1.25 times |'),
  )
})

test('a target beyond the limit is told as none, one within it as not met', () => {
  const page = renderPage({ ...report, rows: [arrow] })
  // Of 1000 requests a second at the most, 40 times 40 are out of reach; 1.9 times 500 are not.
  assert.ok(page.includes('20 times faster (at least 40: no target, the limit is 25)'))
  assert.ok(page.includes('1.6 times faster (at least 1.9: NOT met)'))
})

test('the ratios come before the figures', () => {
  const page = renderPage(report)
  assert.ok(page.indexOf('15 times faster') < page.indexOf('0.25 to 0.5'))
})

test('the page says on what it was measured, what was found on the way and what was left out', () => {
  const page = renderPage(report)
  assert.ok(page.includes('- A processor, 2 cores, 24 GiB, linux x64'))
  assert.ok(page.includes('- load average 0.1 before the start'))
  assert.ok(page.includes('Minuano 0.1.0, PostgreSQL 18.4'))
  assert.ok(page.includes('- day: As it should be.'))
  assert.ok(page.includes('- Left out: fast Python: there is none'))
  assert.ok(!page.includes(hostname()))
})
