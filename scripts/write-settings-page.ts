// Writes docs/settings.md from the settings' one definition: `node scripts/write-settings-page.ts`.
import { readFileSync, writeFileSync } from 'node:fs'
import type { Setting } from '../src/config/setting.ts'
import { settings } from '../src/config/settings.ts'

/** The page's text; a test compares it with the file. */
export function settingsPage(): string {
  const code = (text: string | undefined) =>
    text === undefined || text === '' ? '' : `\`${text}\``
  const rows = Object.values<Setting<unknown>>(settings).map(
    ({ env, key, flag, fallback, secret, help }) => {
      const variable = secret === true ? `\`${env}\`, \`${env}_FILE\`` : `\`${env}\``
      const keyCell = code(secret === true ? undefined : key)
      return `| ${variable} | ${code(flag)} | ${keyCell} | ${code(fallback)} | ${help} |`
    },
  )
  const example = readFileSync(new URL('../examples/minuano.json', import.meta.url), 'utf8')
  return `# Settings

Flags win over the environment, the environment over \`minuano.json\`, the file over the defaults. A secret
is also read from the file that \`…_FILE\` names. A command takes the flags that \`--help\` lists for it;
wrong values are all reported at once, with exit code 2. \`minuano config\` prints what is in force and where
each value came from. A variable that begins like one of these and is none (\`MINUANO_TIMEZONE\`) is reported on
stderr, with the name that may be meant.

| environment | flag | key in minuano.json | default | what it is |
|---|---|---|---|---|
${rows.join('\n')}

## The file

\`minuano.json\` is read from the current folder, or from where \`--config\` or \`MINUANO_CONFIG\` says. Paths in
it are relative to the current folder.

\`\`\`json
${example.trimEnd()}
\`\`\`

- \`$schema\` lets an editor complete and check the file: \`minuano.schema.json\` is in the package, and
  \`minuano config --schema\` prints it.
- \`variables\` are those that are loaded into the Target, here with what is known of each: its \`column\` in the
  Source (without one, the column of the same name), its \`unit\`, its valid \`range\` (\`null\`: any value),
  its [\`kind\`](data-quality.md#directions-and-other-angles).
  Where there is nothing to say of them, a list will do: \`["wind_speed", "power"]\`.
- A setting that a flag or the environment gives replaces the file’s as a whole: \`MINUANO_RANGES\` that of
  every variable.
- No secret is allowed in it, no database’s URL, key or password: they come by the environment or its
  \`…_FILE\`.
- A key that is not known is a fault, as is a value that is not allowed.

In a URL, user and password are percent-encoded: \`@\` is \`%40\`, \`/\` is \`%2F\`, \`#\` is \`%23\`, \`?\` is \`%3F\` and
\`%\` is \`%25\`.

In the environment, a \`,\` or \`=\` that is part of a name or column has a \`\\\` before it:
\`SOURCE_COLUMNS='wind_speed=Speed\\, mean'\`.
`
}

if (process.argv[1] === import.meta.filename) writeFileSync('docs/settings.md', settingsPage())
