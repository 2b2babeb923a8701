import type { Machine } from './machine.ts'
import type { RowResult } from './result.ts'
import { list, table } from './markdown.ts'
import { describeFigure, describeTarget } from './table.ts'

export const browserTitle = '## The page, in a browser'

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
  return `${browserTitle}

Written by \`npm run bench -- --only page\` on ${date}, server and browser on the same machine (${cpu}, ${cores}
cores, ${memory}; ${load}; Minuano ${versions['Minuano']!}).

${table(['what', 'target', 'median', 'runs', 'least to greatest'], rows)}

${list(notes)}
`
}
