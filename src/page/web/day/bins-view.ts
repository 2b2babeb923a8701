import type { BinRun, BinsOfVariable, ClassCounts } from '../../api.ts'
import { showStamp } from '../clock/show-time.ts'
import { element } from '../dom/element.ts'

/** Of each variable the bins that are not whole, and of what class their samples are; the bins are shown on demand. */
export function binsView(variables: readonly BinsOfVariable[], zone: string): HTMLElement {
  return element(
    'div',
    { class: 'bins' },
    element('h4', {}, 'Bins that are not whole'),
    ...variables.map(({ variable, bins, classes, runs }) =>
      element(
        'details',
        { 'data-bins': variable },
        element(
          'summary',
          {},
          `${variable}: ${bins} ${bins === 1 ? 'bin' : 'bins'}, ${wordsOf(classes)}`,
        ),
        element(
          'ul',
          {},
          ...runs.map((run) =>
            element('li', { title: `${run.from} to ${run.to}` }, runWords(run, zone)),
          ),
        ),
      ),
    ),
  )
}

function runWords({ from, to, classes, samples }: BinRun, zone: string): string {
  const what = classes === null ? `${samples} samples` : wordsOf(classes)
  const [start, end] = [from, to].map((time) => showStamp(time, zone).slice(11))
  return `${start!} to ${end!}: ${what}`
}

function wordsOf(classes: ClassCounts | null): string {
  if (classes === null) return 'loaded before samples were counted by class'
  return Object.entries(classes)
    .map(([name, count]) => `${count.toLocaleString('en')} ${name.replaceAll('_', ' ')}`)
    .join(', ')
}
