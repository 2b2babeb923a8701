// Writes minuano.schema.json from the settings' one definition: `node scripts/write-settings-schema.ts`.
import { writeFileSync } from 'node:fs'
import { settingsSchema } from '../src/config/settings-schema.ts'

/** The file's text; a test compares it with the file. */
export function settingsSchemaText(): string {
  return `${JSON.stringify(settingsSchema(), null, 2)}\n`
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync('minuano.schema.json', settingsSchemaText())
}
