// The Python of the pages as a notebook, which nbconvert runs as it is but for the address.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { createDataFolder } from '../support/data-folder.ts'
import { findPython } from '../support/python.ts'
import { startServing } from '../support/serving.ts'
import type { Serving } from '../support/serving.ts'
import { queryRows } from '../support/system-postgres.ts'
import { runTool } from './install/run-tool.ts'

const found = await findPython('test/tools/python/requirements.txt')
const skip = 'missing' in found ? `NOT TRIED: ${found.missing}` : false

/** What a page's only block of Python leaves, as Series of 10-minute means: a last cell, which is ours, prints them. */
const pages = {
  'README.md': ['means'],
  'README.pt-BR.md': ['means'],
  'docs/api.md': [
    'frame.set_index("timestamp")["wind_speed"].resample("10min").mean()',
    'arrow.to_pandas().set_index("timestamp")["wind_speed"].resample("10min").mean()',
  ],
} as const

describe('the Python of', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'minuano-notebook-'))
  let serving: Serving
  let expected: readonly number[]

  before(async () => {
    serving = await startServing({ ...createDataFolder().env, MINUANO_SYNC_EVERY: 'off' })
    const rows = await queryRows<{ value: number }>(
      serving.target.url,
      `select value from data join signal on id = signal_id where name = 'wind_speed_mean'
         and "timestamp" >= '2025-01-03Z' and "timestamp" < '2025-01-04Z' order by "timestamp"`,
    )
    expected = rows.map(({ value }) => value)
    assert.equal(expected.length, 144)
  })
  after(async () => {
    await serving.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  for (const [page, leaves] of Object.entries(pages)) {
    test(`${page} runs as a notebook, and finds the Target's means`, async () => {
      const blocks = [...readFileSync(page, 'utf8').matchAll(/```python\n(.*?)```/gs)]
      assert.equal(blocks.length, 1)
      const code = blocks[0]![1]!.replaceAll('http://127.0.0.1:8000', serving.connector.url)
      assert.ok(code.includes(serving.connector.url))
      const path = join(folder, `${basename(page)}.ipynb`)
      const print = leaves.map((series) => `print("means:", (${series}).to_list())`).join('\n')
      writeFileSync(path, JSON.stringify(notebookOf([code, print])))
      const outputs = await execute(path)
      const printed = [...outputs.matchAll(/^means: (\[.*\])$/gm)].map(
        ([, list]) => JSON.parse(list!) as number[],
      )
      assert.equal(printed.length, leaves.length, outputs)
      for (const means of printed) {
        assert.equal(means.length, 144)
        for (const [bin, mean] of means.entries()) {
          assert.ok(Math.abs(mean - expected[bin]!) < 1e-9, `bin ${bin}: ${mean}`)
        }
      }
    })
  }

  /** Runs it by nbconvert, with a kernel of the same Python; gives what its cells printed. */
  async function execute(path: string): Promise<string> {
    assert.ok('python' in found)
    // Where the kernel is looked for first: an environment that was moved has an older path in its own.
    const kernel = join(folder, 'jupyter', 'kernels', 'python3')
    mkdirSync(kernel, { recursive: true })
    const argv = [found.python, '-m', 'ipykernel_launcher', '-f', '{connection_file}']
    const spec = { argv, display_name: 'Python', language: 'python' }
    writeFileSync(join(kernel, 'kernel.json'), JSON.stringify(spec))
    const env = {
      HOME: folder,
      JUPYTER_PATH: join(folder, 'jupyter'),
      JUPYTER_RUNTIME_DIR: join(folder, 'runtime'),
      IPYTHONDIR: join(folder, 'ipython'),
      PYTHONDONTWRITEBYTECODE: '1',
    }
    const args = ['--to', 'notebook', '--execute', '--inplace', path]
    await runTool(found.python, ['-m', 'nbconvert', ...args], { cwd: folder, env })
    const { cells } = JSON.parse(readFileSync(path, 'utf8')) as Notebook
    return cells.flatMap(({ outputs }) => outputs.flatMap(({ text = [] }) => text)).join('')
  }
})

interface Notebook {
  readonly cells: readonly { readonly outputs: readonly { readonly text?: string[] }[] }[]
}

/** The format of nbformat 4.5. */
function notebookOf(cells: readonly string[]): object {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'python3', display_name: 'Python', language: 'python' } },
    cells: cells.map((source, index) => ({
      id: `cell-${index}`,
      cell_type: 'code',
      metadata: {},
      execution_count: null,
      outputs: [],
      source,
    })),
  }
}
