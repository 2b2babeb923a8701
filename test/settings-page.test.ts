import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { settingsPage } from '../scripts/write-settings-page.ts'

test('docs/settings.md is what the settings’ definition says', () => {
  const page = readFileSync(new URL('../docs/settings.md', import.meta.url), 'utf8')
  assert.equal(page, settingsPage(), 'run: node scripts/write-settings-page.ts')
})
