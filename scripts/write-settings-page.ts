// Writes docs/settings.md from the settings' one definition: `node scripts/write-settings-page.ts`.
import { writeFileSync } from 'node:fs'
import type { Setting } from '../src/config/setting.ts'
import { settings } from '../src/config/settings.ts'

/** The page's text; a test compares it with the file. */
export function settingsPage(): string {
  const rows = Object.values<Setting<unknown>>(settings).map(
    ({ env, flag, fallback, secret, help }) => {
      const flagCell = flag === undefined ? '' : `\`${flag}\``
      const fallbackCell = fallback === undefined || fallback === '' ? '' : `\`${fallback}\``
      const variable = secret === true ? `\`${env}\`, \`${env}_FILE\`` : `\`${env}\``
      return `| ${variable} | ${flagCell} | ${fallbackCell} | ${help} |`
    },
  )
  return `# Settings

Flags win over the environment, the environment over the defaults. A secret is also read from the file
that \`…_FILE\` names. A command takes the flags that \`--help\` lists for it; wrong values are all reported
at once, with exit code 2.

| environment | flag | default | what it is |
|---|---|---|---|
${rows.join('\n')}
`
}

if (process.argv[1] === import.meta.filename) writeFileSync('docs/settings.md', settingsPage())
