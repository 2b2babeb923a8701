import type { Machine } from './machine.ts'
import type { Figure, RowResult } from './result.ts'
import { list, table } from './markdown.ts'
import { describeFigure, round } from './table.ts'

const title = '## The page, in a browser'
const next = '\n## '

/** What of docs/benchmarks.md is about the page: it has no peers, and is measured by itself too. */
export function renderBrowserSection(
  { figures, verdicts, notes }: RowResult,
  { date, cpu, cores, memory, load, versions }: Machine,
): string {
  const row = (figure: Figure) => {
    const verdict = verdicts.find(({ what }) => what === `${figure.unit} ${figure.name}`)
    const outcome =
      verdict === undefined
        ? ''
        : `at most ${round(verdict.target)} ${figure.unit}: ${verdict.met ? 'met' : 'NOT met'}`
    return [figure.name, outcome, ...describeFigure(figure)]
  }
  return `${title}

Written by \`npm run bench -- --only page\` on ${date}, server and browser on the same machine (${cpu}, ${cores}
cores, ${memory}; ${load}; Minuano ${versions['Minuano']!}).

${table(['what', 'target', 'median', 'runs', 'least to greatest'], figures.map(row))}

${list(notes)}
`
}

/** The section as it stands in the file's text; empty where there is none. */
export function findBrowserSection(text: string): string {
  const [start, end] = boundsOf(text)
  return start < 0 ? '' : text.slice(start, end)
}

/** The file's text with this section in the place of the one that it has, or before its last section. */
export function putBrowserSection(text: string, section: string): string {
  if (section === '') return text
  const [start, end] = boundsOf(text)
  if (start >= 0) return text.slice(0, start) + section + text.slice(end)
  const place = text.lastIndexOf(next) + 1
  return `${text.slice(0, place)}${section}\n${text.slice(place)}`
}

function boundsOf(text: string): [number, number] {
  const start = text.indexOf(title)
  const end = text.indexOf(next, start + title.length)
  return [start, end < 0 ? text.length : end]
}
