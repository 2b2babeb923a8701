import type { Machine } from './machine.ts'
import type { RowResult } from './result.ts'
import { list, table } from './markdown.ts'
import { describeTarget, round } from './table.ts'

export const loadTitle = '## Load'

/** What of docs/reliability.md is about many who ask at once. */
export function renderLoadSection(
  { figures, verdicts, notes }: RowResult,
  { date, cpu, cores, memory, load, versions }: Machine,
): string {
  const rows = figures.map((figure) => [
    figure.name,
    describeTarget(figure, verdicts),
    `${round(figure.median)} ${figure.unit}`,
  ])
  return `${loadTitle}

Written by \`npm run bench -- --only load\` on ${date}; do not edit. One run, on a machine that the Connector shared
with its PostgreSQL and with those who asked (${cpu}, ${cores} cores, ${memory}; ${load}; Minuano
${versions['Minuano']!}, PostgreSQL ${versions['PostgreSQL']!}). A table of three years of minutes, 1,578,240 rows of four variables, all of them in every answer; settings
as they are by default. First 4 clients take all of it as Arrow, then 16 at once; then 200 clients ask for days.

${table(['what', 'target', 'seen'], rows)}

${list(notes)}

How it is done: [long answers take turns](decisions/0010-long-answers-take-turns.md).
`
}
