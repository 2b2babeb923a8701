import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { say } from '../../src/log/say.ts'
import { loadTitle, renderLoadSection } from './load-section.ts'
import type { Report } from './report.ts'
import { putSection } from './section.ts'

const path = fileURLToPath(new URL('../../docs/reliability.md', import.meta.url))

/** Writes the section of docs/reliability.md that shows the load, if it was measured. */
export async function writeLoad({ rows, machine }: Report): Promise<void> {
  const load = rows.find(({ name }) => name === 'load')
  if (load === undefined) return
  const text = await readFile(path, 'utf8')
  await writeFile(path, putSection(text, loadTitle, renderLoadSection(load, machine)))
  say('docs/reliability.md is written')
}
