// `npm test`: builds, then `node --test` on everything in test/, the checks of the code among it, with one
// throw-away PostgreSQL for all. `npm test -- test/frame` runs the tests of these files or folders alone;
// `--only-checks` types, lint, format and walls; `--timeout 60` gives each file so many seconds.
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { availableParallelism, constants, tmpdir } from 'node:os'
import { delimiter, join, relative, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'

const checks = 'test/checks.test.ts'

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    'only-checks': { type: 'boolean', default: false },
    timeout: { type: 'string', default: '1200' },
  },
})
if (!process.features.typescript) throw new Error('this Node runs no TypeScript: use `npm test`')

const { stopLeftServers } = await import('./testing/stop-left-servers.ts')
await import('./build.mjs')
const files = findFiles(options['only-checks'] ? [checks] : wanted)
// Everything temporary is made in here, and goes with the run, also what a killed file left behind. Some
// tests work as another user.
const folder = mkdtempSync(join(tmpdir(), 'minuano-run-'))
chmodSync(folder, 0o1777)
process.exitCode = files.length > 0 ? await runTests() : sayNothingRan()
rmSync(folder, { recursive: true, force: true })

/** Every test file, or those that a given file or folder holds. */
function findFiles(paths) {
  const all = readdirSync('test', { recursive: true }).map((path) => join('test', path))
  const files = all.filter((path) => path.endsWith('.test.ts'))
  for (const path of paths) if (!existsSync(path)) console.log(`there is no ${path}`)
  const places = paths.map((path) => relative('.', resolve(path)))
  const isIn = (file, place) => file === place || file.startsWith(`${place}/`)
  // Other people's tools are fetched first, which takes minutes: `npm run test:tools`.
  const ours = files.filter((file) => !isIn(file, join('test', 'tools')))
  return places.length === 0 ? ours : files.filter((file) => places.some((at) => isIn(file, at)))
}

/** Gives the exit code. The runner leads a process group: whatever it and its files start ends with it. */
async function runTests() {
  const args = [
    '--test',
    '--test-global-setup=scripts/testing/shared-postgres.ts',
    '--test-reporter=./scripts/testing/reporter.mjs',
    // Two at least: much of a file's time is waiting for a server or a process.
    `--test-concurrency=${Math.max(2, availableParallelism())}`,
  ]
  const runner = spawn(process.execPath, [...args, ...files], {
    env: environmentOfTests(),
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const ended = new Promise((resolve) => {
    runner.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]))
  })
  let interrupted
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (interrupted === undefined) process.stderr.write('\ninterrupted\n')
      interrupted ??= signal
      // It stops the shared PostgreSQL; its files end with the group.
      runner.kill('SIGTERM')
    })
  }
  const code = await ended
  if (signalGroup(runner, 'SIGTERM')) {
    const deadline = Date.now() + 2000
    while (Date.now() < deadline && signalGroup(runner, 0)) await sleep(20)
    signalGroup(runner, 'SIGKILL')
  }
  await stopLeftServers(folder)
  return interrupted === undefined ? code : 128 + constants.signals[interrupted]
}

/** Whether there was anybody left to signal. */
function signalGroup(leader, signal) {
  try {
    return process.platform !== 'win32' && process.kill(-leader.pid, signal)
  } catch {
    return false
  }
}

/** What every child is given: no setting of Minuano's that the caller's shell may hold, test data aside. */
function environmentOfTests() {
  const settings =
    /^(?!MINUANO_REAL_DATA$)(MINUANO|SOURCE|TARGET|CONNECTOR|ETL|READER|DAGSTER|NODE_TEST)_/
  const kept = Object.entries(process.env).filter(([name]) => !settings.test(name))
  return {
    ...Object.fromEntries(kept),
    PATH: `${resolve('node_modules/.bin')}${delimiter}${process.env.PATH}`,
    TMPDIR: folder,
    TESTS_FILE_SECONDS: options.timeout,
  }
}

function sayNothingRan() {
  console.log('no test ran\n\n0 passed, 0 failed')
  return 1
}
