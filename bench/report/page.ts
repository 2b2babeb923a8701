import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { say } from '../../src/log/say.ts'
import { browserTitle, renderBrowserSection } from './browser-section.ts'
import { findLimits } from './limits.ts'
import { list, table } from './markdown.ts'
import type { Report } from './report.ts'
import { findSection, putSection } from './section.ts'
import {
  figureHeader,
  figureRows,
  limitHeader,
  limitRows,
  ratioHeader,
  ratioRows,
} from './table.ts'

const path = fileURLToPath(new URL('../../docs/benchmarks.md', import.meta.url))

/** What has a section of its own, and no peers to be compared with. */
const apart = ['page', 'load']

/** Writes docs/benchmarks.md; where the browser's rows are alone, their section of it. */
export async function writePage(report: Report): Promise<void> {
  const text = await readFile(path, 'utf8')
  const browser = report.rows.find(({ name }) => name === 'page')
  const section =
    browser === undefined
      ? findSection(text, browserTitle)
      : renderBrowserSection(browser, report.machine)
  const isAlone = browser !== undefined && report.rows.length === 1
  await writeFile(path, putSection(isAlone ? text : renderPage(report), browserTitle, section))
  say('docs/benchmarks.md is written')
}

/** The report as a page of Markdown, without what a browser showed. */
export function renderPage({ machine, runs, rows: all, leftOut }: Report): string {
  const rows = all.filter(({ name }) => !apart.includes(name))
  const { date, cpu, cores, memory, system, load, versions } = machine
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  const limits = findLimits(rows, cores)
  return `# Benchmarks

Written by \`npm run bench\` on ${date}; do not edit. One run, one machine, one PostgreSQL (the embedded
one, with its settings for everybody), all measured in turn. Another machine's figures differ: read the
ratios.

${table(ratioHeader, ratioRows(rows, limits))}

- **classic**: FastAPI, SQLAlchemy and uvicorn serve JSON with a response model; httpx, pandas'
  \`resample\` and \`to_sql(method="multi")\` load it, day by day in one process.
- **fast Python**: FastAPI serves Arrow that ADBC reads by COPY, and JSON that orjson writes of rows that
  psycopg reads in binary; polars aggregates; psycopg loads by binary COPY, a month at a time, four months
  in flight. A month that is there already is read by ADBC and compared; if it differs, it is replaced.
- **floor**: PostgreSQL alone. The Source's rows by binary COPY, drained unread; the Target's rows loaded
  as sets (COPY FREEZE, then the keys); the bare query in a loop.

The programs are in [bench/](../bench/).

## How near the limit

Whoever does this work has PostgreSQL read and write the same rows. What that alone takes is the limit: but
for what runs differ by, no program can be faster, and a target beyond it is no target. Rows that are not
named have no measured limit, and their targets are goals set beforehand.

${table(limitHeader, limitRows(limits))}

## What was measured

The median of ${runs} runs, or of as many as the table says. A ratio is one of medians.

${table(figureHeader, figureRows(rows))}

${list([...rows.flatMap(({ name, notes }) => notes.map((note) => `${name}: ${note}`)), ...leftOut.map((line) => `Left out: ${line}`)])}

## On what

${list([`${cpu}, ${cores} cores, ${memory}, ${system}`, load, named.join(', ')])}
`
}
