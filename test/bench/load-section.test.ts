import assert from 'node:assert/strict'
import { test } from 'node:test'
import { figure, verdict } from '../../bench/report/figure.ts'
import { loadTitle, renderLoadSection } from '../../bench/report/load-section.ts'
import { findSection, putSection } from '../../bench/report/section.ts'
import { sampleMachine } from './sample-machine.ts'

const sectionOf = (milliseconds: number) =>
  renderLoadSection(
    {
      name: 'load',
      title: 'the load',
      figures: [
        figure('a day', 'ms', [milliseconds]),
        figure('a day', 'answers', [0]),
        figure('all', 'MB/s', [39.24]),
      ],
      verdicts: [
        verdict('floor', milliseconds, 'ms a day', 'at most', 500),
        verdict('floor', 0, 'answers a day', 'at most', 0),
      ],
      notes: ['As it should be.'],
    },
    sampleMachine,
  )
const text = '# Reliability\n\n## Loading\n\nMuch.\n\n## Load\n\nOld.\n\n## More\n\nRest.\n'

test('what a load showed stands beside its target, and whether it is met is said', () => {
  assert.ok(sectionOf(150).includes('| a day | at most 500 ms: met | 150 ms |'))
  assert.ok(sectionOf(501).includes('| a day | at most 500 ms: NOT met | 501 ms |'))
  assert.ok(sectionOf(150).includes('| a day | at most 0 answers: met | 0 answers |'))
  assert.ok(sectionOf(150).includes('| all |  | 39.2 MB/s |'))
})

test('the load’s section takes the place of the old one alone, also where another title begins alike', () => {
  const once = putSection(text, loadTitle, sectionOf(150))
  assert.ok(once.startsWith('# Reliability\n\n## Loading\n\nMuch.\n\n## Load\n\nWritten by'))
  assert.ok(once.endsWith('long-answers-take-turns.md).\n\n## More\n\nRest.\n'))
  assert.ok(!once.includes('Old.'))
  assert.equal(findSection(once, loadTitle), sectionOf(150))
})
