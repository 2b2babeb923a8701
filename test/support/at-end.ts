import { after } from 'node:test'

const undos: (() => Promise<void> | void)[] = []

// Registered while the file is loaded, so that it belongs to the whole file; `after` within a test
// would belong to that test.
after(async () => {
  for (let undo = undos.pop(); undo !== undefined; undo = undos.pop()) await undo()
})

/** Registers what is to be undone when all tests of the file have run; last first. */
export function atEnd(undo: () => Promise<void> | void): void {
  undos.push(undo)
}
