// A reporter for node:test that writes an object a line: what scripts/testing/run-file.mjs reads.

export default async function* report(events) {
  for await (const { type, data } of events) {
    const { name, nesting, file, line } = data
    const test = { name, nesting, place: file && `${file}:${line}` }
    if (type === 'test:diagnostic' && !isTotal(data.message)) {
      yield text({ type: 'said', message: data.message })
    }
    if (type === 'test:dequeue') yield text({ ...test, type: 'start' })
    if (type !== 'test:pass' && type !== 'test:fail') continue
    const { details, skip, todo } = data
    const ended = { ...test, type: 'end', suite: details.type === 'suite' }
    if (skip !== undefined) yield text({ ...ended, result: 'skipped', reason: reasonOf(skip) })
    else if (todo !== undefined) yield text({ ...ended, result: 'skipped', reason: reasonOf(todo) })
    else if (type === 'test:pass') yield text({ ...ended, result: 'passed' })
    else {
      const because = details.error?.failureType
      yield text({ ...ended, result: 'failed', because, error: describe(details.error) })
    }
  }
}

/** node:test ends each file with lines such as `pass 12`; other lines tell of errors outside of tests. */
const isTotal = (message) =>
  /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/.test(message)
const text = (value) => `${JSON.stringify(value)}\n`
const reasonOf = (value) => (typeof value === 'string' ? value : '')

/** The error that the test threw, and what caused it. */
function describe(error) {
  const lines = []
  let cause = error?.cause ?? error
  for (let depth = 0; cause !== undefined && depth < 5; depth++) {
    const said = cause instanceof Error ? cause.stack : String(cause)
    lines.push(depth === 0 ? said : `caused by: ${said}`)
    cause = cause?.cause
  }
  return lines.join('\n')
}
