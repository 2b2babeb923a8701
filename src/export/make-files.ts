import type { Target } from '../target/tables/schema.ts'
import type { Manifest } from './files/manifest.ts'
import type { PlannedFile } from './plan/plan-files.ts'
import { writeMonth } from './write-month.ts'
import type { MonthWriter } from './write-month.ts'

/** While one file is put together, PostgreSQL reads for another. */
const mostLanes = 2

interface MakeOptions extends MonthWriter {
  readonly connectAgain: () => Promise<Target>
  readonly onFile: (values: number) => void
}

export interface MadeFiles {
  readonly written: number
  readonly notBegun: number
  readonly rows: number
  readonly values: number
  readonly bytes: number
}

/**
 * Makes the files, two at a time, and writes each into the manifest. After the signal none is begun, and one that is
 * under way is dropped. `remove` takes away what holds no value any more. Throws what the first fault is, after
 * what else is under way has ended.
 */
export async function makeFiles(
  target: Target,
  files: readonly PlannedFile[],
  manifest: Manifest,
  remove: (path: string) => Promise<void>,
  { connectAgain, onFile, ...writer }: MakeOptions,
): Promise<MadeFiles> {
  const { signal } = writer
  const sums = { written: 0, rows: 0, values: 0, bytes: 0 }
  const fault: { error?: unknown } = {}
  let next = 0
  let done = 0

  async function work(own: Target): Promise<void> {
    while (next < files.length && !signal.aborted && !('error' in fault)) {
      const file = files[next++]!
      const entry = await writeMonth(own, file, writer)
      if (entry.rows === 0) await remove(file.path)
      manifest.files.set(file.path, entry)
      done++
      sums.written += entry.rows > 0 ? 1 : 0
      sums.rows += entry.rows
      sums.values += entry.values
      sums.bytes += entry.bytes
      onFile(entry.values)
    }
  }

  async function lane(open: () => Promise<Target>, close: (own: Target) => Promise<void>) {
    try {
      const own = await open()
      try {
        await work(own)
      } finally {
        await close(own)
      }
    } catch (error) {
      if (!signal.aborted && !('error' in fault)) fault.error = error
    }
  }

  const lanes = [
    lane(
      () => Promise.resolve(target),
      () => Promise.resolve(),
    ),
  ]
  if (Math.min(mostLanes, files.length) > 1) lanes.push(lane(connectAgain, (own) => own.close()))
  await Promise.all(lanes)
  if ('error' in fault) throw fault.error
  return { ...sums, notBegun: files.length - done }
}
