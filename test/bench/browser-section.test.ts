import assert from 'node:assert/strict'
import { test } from 'node:test'
import { browserTitle, renderBrowserSection } from '../../bench/report/browser-section.ts'
import { figure, verdict } from '../../bench/report/figure.ts'
import { findSection, putSection } from '../../bench/report/section.ts'
import { sampleMachine } from './sample-machine.ts'

const sectionOf = (milliseconds: number) =>
  renderBrowserSection(
    {
      name: 'page',
      title: 'the page',
      figures: [figure('paint', 'ms', [milliseconds]), figure('layout', 'ms', [7])],
      verdicts: [verdict('floor', milliseconds, 'ms paint', 'at most', 200)],
      notes: ['As it should be.'],
    },
    sampleMachine,
  )
const text = '# Benchmarks\n\n## What was measured\n\nMuch.\n\n## On what\n\n- A processor\n'

test('what a browser showed is written with its target, and whether it is met', () => {
  assert.ok(sectionOf(150).includes('| paint | at most 200 ms: met | 150 ms | 1 | 150 to 150 |'))
  assert.ok(sectionOf(250).includes('| paint | at most 200 ms: NOT met | 250 ms | 1 |'))
  assert.ok(sectionOf(150).includes('| layout |  | 7 ms | 1 | 7 to 7 |'))
})

test('a section takes the place of the one before, and the rest stays as it is', () => {
  const once = putSection(text, browserTitle, sectionOf(150))
  assert.ok(once.includes('Much.\n\n## The page, in a browser\n'))
  assert.ok(once.endsWith('- As it should be.\n\n## On what\n\n- A processor\n'))
  assert.equal(findSection(once, browserTitle), sectionOf(150))
  assert.equal(
    putSection(once, browserTitle, sectionOf(250)),
    once.replace(sectionOf(150), sectionOf(250)),
  )
  assert.equal(findSection(text, browserTitle), '')
  assert.equal(putSection(text, browserTitle, ''), text)
})
