import type { Machine } from './machine.ts'
import type { RowResult } from './result.ts'
import { list, table } from './markdown.ts'
import { findSection, putSection } from './section.ts'
import { describeFigure, describeTarget } from './table.ts'

const title = '## The page, in a browser'

/** What of docs/benchmarks.md is about the page: it has no peers, and is measured by itself too. */
export function renderBrowserSection(
  { figures, verdicts, notes }: RowResult,
  { date, cpu, cores, memory, load, versions }: Machine,
): string {
  const rows = figures.map((figure) => [
    figure.name,
    describeTarget(figure, verdicts),
    ...describeFigure(figure),
  ])
  return `${title}

Written by \`npm run bench -- --only page\` on ${date}, server and browser on the same machine (${cpu}, ${cores}
cores, ${memory}; ${load}; Minuano ${versions['Minuano']!}).

${table(['what', 'target', 'median', 'runs', 'least to greatest'], rows)}

${list(notes)}
`
}

/** The section as it stands in the file's text; empty where there is none. */
export function findBrowserSection(text: string): string {
  return findSection(text, title)
}

/** The file's text with this section in the place of the one that it has, or before its last section. */
export function putBrowserSection(text: string, section: string): string {
  return putSection(text, title, section)
}
