// dist/THIRD-PARTY-NOTICES.txt: whose code stands in what was built, under which licence, in its words.
import { writeFileSync } from 'node:fs'

export function writeNotices(file, packages) {
  const head = 'Minuano holds code of these packages, each under its own licence.\n'
  const list = packages.map(({ name, version, license }) => `  ${name} ${version} (${license})`)
  const texts = packages.map(
    ({ name, version, text }) =>
      `${'-'.repeat(80)}\n${name} ${version}\n\n${text.replaceAll('\r\n', '\n')}\n`,
  )
  writeFileSync(file, [`${head}\n${list.join('\n')}\n`, ...texts].join('\n'))
}
