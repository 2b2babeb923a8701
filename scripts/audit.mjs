// `npm run audit:shipped`: what the registry's advisories say of all that ships, also of the packages whose code was
// built in, which stand as development dependencies. Exit 1 where there is one, 2 where the registry cannot be asked.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'

const sbom = JSON.parse(readFileSync('dist/sbom.cdx.json', 'utf8'))
const shipped = new Set(sbom.components.map(({ name, version }) => `${name} ${version}`))
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages

const { stdout, stderr } = await new Promise((resolve) =>
  execFile('npm', ['audit', '--json'], { maxBuffer: 1 << 26 }, (_error, out, err) =>
    resolve({ stdout: out, stderr: err }),
  ),
)
const answer = readAnswer()
if (answer?.vulnerabilities === undefined) {
  const why = answer?.message ?? answer?.error?.summary ?? stderr.trim()
  console.error(
    `the advisories cannot be had, so nothing was audited: ${why || 'npm says nothing'}`,
  )
  process.exitCode = 2
} else {
  const found = Object.values(answer.vulnerabilities).filter(({ nodes }) =>
    nodes.some((folder) => shipped.has(nameAndVersion(folder))),
  )
  for (const { name, severity, via } of found) {
    const titles = via.map((one) => (typeof one === 'string' ? `by ${one}` : one.title))
    console.log(`${severity}: ${name}: ${titles.join('; ')}`)
  }
  console.log(`${shipped.size} packages ship; ${found.length} of them have advisories`)
  process.exitCode = found.length > 0 ? 1 : 0
}

function readAnswer() {
  try {
    return JSON.parse(stdout)
  } catch {
    return undefined
  }
}

function nameAndVersion(folder) {
  return `${folder.replace(/^.*node_modules\//, '')} ${lock[folder]?.version}`
}
