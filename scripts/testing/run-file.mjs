// Runs one test file in a process of its own, and reads what became of each of its tests.
import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runChild } from './children.mjs'

const reporter = fileURLToPath(new URL('event-reporter.mjs', import.meta.url))

/**
 * `{ file, seconds, passed, failed, skipped }`: the number of tests that passed, `{ name, place, error }`
 * of each that failed, `{ name, reason }` of each that was skipped.
 */
export async function runFile(file, { env, folder, timeoutSeconds }) {
  const started = Date.now()
  const events = join(folder, `${basename(file)}-${Math.random().toString(36).slice(2)}.ndjson`)
  const args = [`--test-reporter=${reporter}`, `--test-reporter-destination=${events}`, file]
  const { output, status } = await runChild(process.execPath, args, { env, timeoutSeconds })
  const seconds = (Date.now() - started) / 1000
  return {
    file,
    seconds,
    ...summarize(readEvents(events), { file, output, status, timeoutSeconds }),
  }
}

function readEvents(file) {
  if (!existsSync(file)) return []
  // A process that was killed may leave half a line.
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1)
  return lines.map((line) => JSON.parse(line))
}

function summarize(events, { file, output, status, timeoutSeconds }) {
  const ended = events.filter(({ type }) => type === 'end')
  const tests = ended.filter(({ suite }) => !suite)
  const passed = tests.filter(({ result }) => result === 'passed').length
  const said = events.filter(({ type }) => type === 'said').map(({ message }) => message)
  output = [...said, output].join('\n').trim()
  const skipped = ended.filter(({ result }) => result === 'skipped')
  // A test or suite that failed only since a test in it did is not told twice.
  const failed = ended.filter(
    ({ result, because }) => result === 'failed' && because !== 'subtestsFailed',
  )
  const whole = { name: file, place: file }
  if (status === 'timeout') {
    const error = `did not end within ${timeoutSeconds} s; ${explainHang(events)}\n${output}`
    failed.push({ ...whole, error })
  } else if (status !== 0 && failed.length === 0) {
    failed.push({ ...whole, error: `ended with ${status}\n${output}` })
  } else if (passed + failed.length + skipped.length === 0) {
    failed.push({ ...whole, error: `holds no test\n${output}` })
  } else if (failed.length > 0 && output !== '') {
    failed.at(-1).error += `\n\nwhat the file printed:\n${output}`
  }
  return { passed, failed, skipped }
}

/** Names the tests that began and did not end. */
function explainHang(events) {
  const open = new Map()
  const keyOf = ({ name, nesting, place }) => `${nesting} ${place} ${name}`
  for (const event of events) {
    if (event.type === 'start') open.set(keyOf(event), event)
    else open.delete(keyOf(event))
  }
  if (open.size === 0) return 'something keeps its process open, or busy'
  return ['running were:', ...[...open.values()].map(({ name }) => `  ${name}`)].join('\n')
}
