import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { settingsPage } from '../scripts/write-settings-page.ts'
import { settingsSchemaText } from '../scripts/write-settings-schema.ts'

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')

test('docs/settings.md is what the settings’ definition says', () => {
  assert.equal(read('docs/settings.md'), settingsPage(), 'run: node scripts/write-settings-page.ts')
})

test('minuano.schema.json is what the settings’ definition says', () => {
  assert.equal(
    read('minuano.schema.json'),
    settingsSchemaText(),
    'run: node scripts/write-settings-schema.ts',
  )
})
