// `npm test`: builds, checks types, lint, format and walls, then runs every test on one throw-away
// PostgreSQL. `npm test -- test/frame` runs the tests of these files or folders alone, without the
// checks; `--only-checks` does the opposite; `--timeout 60` gives each file so many seconds.
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { delimiter, join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { runChild, stopChildren } from './testing/children.mjs'
import { runChecks } from './testing/run-checks.mjs'
import { runFile } from './testing/run-file.mjs'

const checks = ['types', 'lint', 'format', 'walls']

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    'only-checks': { type: 'boolean', default: false },
    timeout: { type: 'string', default: '300' },
  },
})
if (!process.features.typescript) throw new Error('this Node runs no TypeScript: use `npm test`')

const isCi = ![undefined, '', '0', 'false'].includes(process.env.CI)
// Everything temporary is made in here, and goes with the run, also what a killed file left behind. Some
// tests work as another user.
const folder = mkdtempSync(join(tmpdir(), 'minuano-run-'))
chmodSync(folder, 0o1777)
const env = environmentOfTests()
const total = { passed: 0, failed: [], skipped: [] }
let server
let cleaning
let interrupted = false

for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })) {
  process.on(signal, async () => {
    if (interrupted) return
    interrupted = true
    process.stderr.write('\ninterrupted\n')
    await stopChildren()
    await cleanUp()
    process.exit(code)
  })
}

try {
  await runAll()
} finally {
  await cleanUp()
}
if (!interrupted) printTotals()

async function runAll() {
  await build()
  if (wanted.length === 0 && !interrupted) await check()
  if (!options['only-checks'] && !interrupted) await runTests()
}

async function build() {
  print('build')
  const { output, status } = await runChild(process.execPath, ['scripts/build.mjs'], { env })
  if (status !== 0) fail({ name: 'build', error: output })
}

async function check() {
  for await (const { name, output, failed } of runChecks(checks, env)) {
    if (interrupted) return
    print(name)
    if (failed) fail({ name, error: output })
    else total.passed++
  }
}

async function runTests() {
  const files = findFiles()
  print(`tests: ${files.length} files`)
  if (files.length === 0) return
  const { startTestServer } = await import('../test/support/test-server.ts')
  server = await startTestServer()
  env.MINUANO_TEST_POSTGRES_URL = server.url
  const queue = files.values()
  // Two at least: much of a file's time is waiting for a server or a process.
  const workers = Math.min(files.length, Math.max(2, availableParallelism()))
  await Promise.all(Array.from({ length: workers }, () => work(queue)))
}

async function work(queue) {
  for (const file of queue) {
    const limits = { env, folder, timeoutSeconds: Number(options.timeout) }
    const { passed, failed, skipped, seconds } = await runFile(file, limits)
    if (interrupted) return
    const counts = [
      `${passed} passed`,
      failed.length > 0 && `${failed.length} failed`,
      skipped.length > 0 && `${skipped.length} skipped`,
    ]
    print(`  ${file}: ${counts.filter(Boolean).join(', ')} (${seconds.toFixed(1)} s)`)
    total.passed += passed
    for (const test of failed) fail(test)
    for (const { name, reason } of skipped) skip({ name: `${file}: ${name}`, reason })
  }
}

/** Every test file, or those that a given file or folder holds. */
function findFiles() {
  const all = readdirSync('test', { recursive: true }).map((path) => join('test', path))
  const files = all.filter((path) => path.endsWith('.test.ts')).sort()
  if (wanted.length === 0) return files
  const paths = wanted.map((path) => relative('.', resolve(path)))
  for (const path of paths) if (!existsSync(path)) print(`there is no ${path}`)
  return files.filter((file) => paths.some((path) => file === path || file.startsWith(`${path}/`)))
}

/** What every child is given: no setting of Minuano's that the caller's shell may hold, test data aside. */
function environmentOfTests() {
  const settings =
    /^(?!MINUANO_REAL_DATA$)(MINUANO|SOURCE|TARGET|CONNECTOR|ETL|READER|DAGSTER|NODE_TEST)_/
  const kept = Object.entries(process.env).filter(([name]) => !settings.test(name))
  const path = `${resolve('node_modules/.bin')}${delimiter}${process.env.PATH}`
  return { ...Object.fromEntries(kept), PATH: path, TMPDIR: folder }
}

function fail({ name, place, error }) {
  const where = place && place !== name ? `\n${relative('.', place)}` : ''
  print(`\nFAILED: ${name}${where}\n${error.trimEnd().replace(/^/gm, '    ')}\n`)
  total.failed.push(name)
}

/** A skip without a reason is a fault where nobody looks on. */
function skip({ name, reason }) {
  if (isCi && reason === '') fail({ name, error: 'skipped without a reason' })
  else total.skipped.push(`${name}: ${reason || 'no reason given'}`)
}

function cleanUp() {
  cleaning ??= (async () => {
    await server?.stop()
    rmSync(folder, { recursive: true, force: true })
  })()
  return cleaning
}

function printTotals() {
  const { passed, failed, skipped } = total
  if (skipped.length > 0) print(`\nskipped:\n${skipped.map((line) => `  ${line}`).join('\n')}`)
  if (failed.length > 0) print(`\nfailed:\n${failed.map((line) => `  ${line}`).join('\n')}`)
  if (passed + failed.length === 0) print('\nno test ran')
  process.exitCode = failed.length > 0 || passed === 0 ? 1 : 0
  const skips = skipped.length > 0 ? `, ${skipped.length} skipped` : ''
  print(`\n${passed} passed, ${failed.length} failed${skips}`)
}

function print(line) {
  process.stdout.write(`${line}\n`)
}
