import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keepRunning } from '../../src/stack/keep-running.ts'

/** Something whose ends the test calls. */
function create() {
  const running: { readonly end: () => void; readonly exited: Promise<void> }[] = []
  let onStart = (): void => undefined
  const begin = () => {
    let end = (): void => undefined
    const exited = new Promise<void>((resolve) => (end = resolve))
    running.push({ end, exited })
    onStart()
    return { exited }
  }
  const { exited } = begin()
  return {
    running,
    kept: { name: 'it', exited, startAgain: () => Promise.resolve(begin()) },
    /** Ends what runs, and waits until another has been started. */
    endAndWait: async () => {
      const started = new Promise<void>((resolve) => (onStart = resolve))
      running.at(-1)!.end()
      await started
    },
  }
}

/** A timer that is set later, for longer, ends after the one that waits to start it. */
const untilTimersHaveRun = () => new Promise((resolve) => setTimeout(resolve, 5))

test('what ends before it is to is started again, each time', async () => {
  const { running, kept, endAndWait } = create()
  const expectEnd = keepRunning(kept)
  await endAndWait()
  await endAndWait()
  assert.equal(running.length, 3)
  await expectEnd()
})

test('what is told to end is not', async () => {
  const { running, kept } = create()
  await keepRunning(kept)()
  running[0]!.end()
  await running[0]!.exited
  await untilTimersHaveRun()
  assert.equal(running.length, 1)
})

test('nor is what ended a moment before, and waits to be started', async () => {
  const { running, kept, endAndWait } = create()
  const expectEnd = keepRunning(kept)
  await endAndWait()
  running[1]!.end()
  await running[1]!.exited
  await expectEnd()
  await untilTimersHaveRun()
  assert.equal(running.length, 2)
})
