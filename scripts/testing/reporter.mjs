// The reporter of a test run: a line a file as it ends, each failure whole, at the end what was skipped and
// why, what failed, and the totals alone on the last line. It also sets the exit code.
import { relative } from 'node:path'
import { killLateFiles } from './kill-late-files.mjs'

const isCi = ![undefined, '', '0', 'false'].includes(process.env.CI)
const timeoutSeconds = Number(process.env.TESTS_FILE_SECONDS ?? 600)
const late = killLateFiles(timeoutSeconds)

export default async function* report(events) {
  const files = new Map()
  const fileOf = (path) => {
    const name = relative('.', path)
    if (!files.has(name)) files.set(name, newFile(name))
    return files.get(name)
  }
  for await (const { type, data } of events) {
    const path = data.entryFile ?? data.file
    if (type === 'test:interrupted') return
    if (path === undefined) continue
    const file = fileOf(path)
    if (type === 'test:stdout' || type === 'test:stderr') file.output += data.message
    if (type === 'test:diagnostic') yield `${file.name}: ${data.message}\n`
    // Only a file that has got to its end has one.
    if (type === 'test:summary') file.isWhole = true
    if (data.nesting === 0 && data.name === file.name) {
      if (type === 'test:complete') yield endFile(file, data)
    } else {
      if (type === 'test:dequeue') file.running.add(keyOf(data))
      if (type === 'test:complete') yield endTest(file, data)
    }
  }
  for (const file of files.values()) {
    const isOver = file.isWhole || file.failed.length > 0
    if (!isOver) yield fail(file, file.name, 'holds no test, or ended before its end')
    if (file.failed.length > 0 && file.output !== '') {
      yield `\nwhat ${file.name} printed:\n${indent(file.output)}\n`
    }
  }
  yield* reportTotals([...files.values()])
}

function newFile(name) {
  return {
    name,
    passed: 0,
    failed: [],
    skipped: [],
    running: new Set(),
    cancelled: new Set(),
    output: '',
    isWhole: false,
  }
}

const keyOf = ({ name, line, column }) => `${name} (line ${line}, ${column})`

function isNew(known, data) {
  const { size } = known
  return known.add(keyOf(data)).size > size
}

function endTest(file, data) {
  const { name, skip, todo, details } = data
  file.running.delete(keyOf(data))
  const because = skip ?? todo
  if (because !== undefined) {
    if (typeof because === 'string') file.skipped.push(`${file.name}: ${name}: ${because}`)
    // A fault where nobody looks on.
    else if (isCi) return fail(file, name, 'skipped without a reason')
    else file.skipped.push(`${file.name}: ${name}: no reason given`)
  } else if (details.error === undefined) {
    if (details.type !== 'suite') file.passed++
  } else if (details.error.failureType === 'cancelledByParent' && !isNew(file.cancelled, data)) {
    // It has ended after all, and is told of once more.
  } else if (details.error.failureType !== 'subtestsFailed') {
    return fail(
      file,
      name,
      describeError(details.error),
      `${relative('.', data.file)}:${data.line}`,
    )
  }
  return ''
}

function endFile(file, { details: { error, duration_ms: milliseconds } }) {
  const counts = `${countsOf([file])} (${(milliseconds / 1000).toFixed(1)} s)`
  const line = `  ${file.name}: ${counts}\n`
  if (late.has(file.name)) {
    const running = [...file.running].map((test) => `\n  ${test}`).join('')
    const why = running === '' ? 'something keeps it open' : `running were:${running}`
    return line + fail(file, file.name, `did not end within ${timeoutSeconds} s; ${why}`)
  }
  if (error === undefined || error.failureType === 'subtestsFailed') return line
  return line + fail(file, file.name, `ended with ${error.exitCode ?? error.signal ?? error}`)
}

function fail(file, name, error, place = file.name) {
  file.failed.push(`${file.name}: ${name}`)
  return `\nFAILED: ${name}\n${place}\n${indent(error)}\n`
}

/** The error that the test threw, and what caused it. */
function describeError(error) {
  const lines = []
  let cause = error.cause ?? error
  for (let depth = 0; cause !== undefined && depth < 5; depth++) {
    const said = cause instanceof Error ? cause.stack : String(cause)
    lines.push(depth === 0 ? said : `caused by: ${said}`)
    cause = cause?.cause
  }
  return lines.join('\n')
}

function* reportTotals(files) {
  const skipped = files.flatMap((file) => file.skipped)
  const failed = files.flatMap((file) => file.failed)
  const passed = files.some((file) => file.passed > 0)
  if (skipped.length > 0) yield `\nskipped:\n${indent(skipped.join('\n'))}\n`
  if (failed.length > 0) yield `\nfailed:\n${indent(failed.join('\n'))}\n`
  yield `\n${countsOf(files)}\n`
  process.exitCode = failed.length > 0 || !passed ? 1 : 0
}

function countsOf(files) {
  const sum = (count) => files.reduce((total, file) => total + count(file), 0)
  const skipped = sum((file) => file.skipped.length)
  return (
    `${sum((file) => file.passed)} passed, ${sum((file) => file.failed.length)} failed` +
    (skipped > 0 ? `, ${skipped} skipped` : '')
  )
}

function indent(text) {
  return text.trimEnd().replace(/^/gm, '  ')
}
