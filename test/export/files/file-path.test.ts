import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { demandApart, filePath } from '../../../src/export/files/file-path.ts'
import { askDuckDb, createFolder } from '../../support/run-export.ts'

const names = [
  'T01',
  'WTG 07',
  'A/B',
  '..',
  'a=b',
  '50%',
  'Ü',
  "o'x",
  'C:\\x',
  '1*?',
  'x.',
  ' y ',
  'é,"',
  '',
  'NULL',
  'nulls',
]

test('a name that a folder cannot have is written so that readers undo it', async () => {
  const folder = createFolder()
  for (const name of names) {
    const path = join(folder, filePath(name, '2025-01', 'csv'))
    assert.equal(join(path, '..', '..', '..'), folder)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, 'v\n1\n')
  }
  const read = await askDuckDb(
    `select asset from read_csv('${folder}/*/*/*.csv', hive_partitioning = true, hive_types_autocast = false) order by 1`,
  )
  assert.deepEqual(read.map(({ asset }) => asset as string).sort(), [...names].sort())
})

test('names that some file systems do not tell apart are refused, and one that no reader undoes or that is too long', () => {
  demandApart(names)
  for (const alike of [
    ['T01', 't01'],
    ['é', 'e\u0301'],
  ]) {
    assert.throws(() => demandApart(alike), { code: 'export-refused' })
  }
  assert.throws(() => demandApart(['T01', '__HIVE_DEFAULT_PARTITION__']), {
    code: 'export-refused',
  })
  assert.throws(() => filePath('ü'.repeat(125), '2025-01', 'csv'), { code: 'export-refused' })
})
