import type { Config } from '../../config/settings.ts'
import { asMinuanoError } from '../../errors/describe-error.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { importFile } from '../../import/import-file.ts'
import { listFiles } from '../../import/list-files.ts'
import { openFile } from '../../import/open-file.ts'
import type { OpenFile } from '../../import/open-file.ts'
import { refusedFor } from '../../import/stage/bad-rows.ts'
import { tryFile } from '../../import/try-file.ts'
import { startRateProgress } from '../../log/progress.ts'
import { print, say } from '../../log/say.ts'
import { withConnection } from '../../postgres/connect.ts'
import { sourceDeadline } from '../work/source-deadline.ts'
import { withSourceOwner } from '../../stack/with-database.ts'
import { describeImport, describeTry, toJson } from '../words/import-report.ts'
import type { ImportReport } from '../words/import-report.ts'
import type { ImportFlags } from '../flags/import-flags.ts'

/** Each file by itself, whole or not at all. A bad one does not stop the others: it is said, and the command fails. */
export async function importFiles(
  paths: readonly string[],
  flags: ImportFlags,
  config: Config,
): Promise<void> {
  const files = await listFiles(paths)
  const isOne = files.length === 1
  const isJson = flags.json === true
  const failed: string[] = []
  const objects: object[] = []

  /** Does one file's work; where there are others, says why it failed and goes on. */
  async function attempt<T>(file: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (error) {
      const fault = asMinuanoError(error)
      if (isOne) throw error
      if (fault.exit !== 1 || fault.code === 'internal') {
        const left = files.length - 1 - files.indexOf(file)
        say(`${file} is not done, and ${left} files after it were not tried`)
        throw error
      }
      say(fault.message.includes(file) ? fault.message : `${file}: ${fault.message}`)
      failed.push(file)
      objects.push({ file, error: { code: fault.code, message: fault.message } })
      return undefined
    }
  }

  function report(file: string, object: object, lines: ImportReport): void {
    for (const line of lines.notes) say(isOne ? line : `${file}: ${line}`)
    if (isJson) objects.push(isOne ? object : { file, ...object })
    else print(isOne ? lines.result : `${file}: ${lines.result}`)
  }

  const open = (file: string) => attempt(file, () => openWith(file, flags))
  // Before any database is asked for: the columns of a file can be listed without one.
  let next = files.length > 0 ? await open(files[0]!) : undefined

  async function each(work: (opened: OpenFile, file: string) => Promise<void>): Promise<void> {
    for (const [at, file] of files.entries()) {
      const opened = at === 0 ? next : await open(file)
      next = undefined
      if (opened === undefined) continue
      try {
        await attempt(file, () => work(opened, file))
      } finally {
        await opened.close()
      }
    }
  }

  const reading = { timeZone: config.timeZone, noValue: flags.value }
  try {
    if (flags.dryRun === true) {
      await each(async (opened, file) => {
        const result = await withProgress(opened, ({ onProgress }) =>
          tryFile(opened, { ...reading, onProgress }),
        )
        report(file, toJson(result), describeTry(result))
        const { badRows } = result
        if (badRows.count > 0 && flags.skipBadRows !== true) throw refusedFor(badRows, opened.name)
      })
    } else {
      const run = () =>
        withSourceOwner(config, (url) =>
          withConnection(
            url,
            'Source',
            (client) =>
              each(async (opened, file) => {
                const result = await withProgress(opened, (progress) =>
                  importFile(client, opened, {
                    ...reading,
                    ...progress,
                    settings: config,
                    skipBadRows: flags.skipBadRows === true,
                    replace: flags.replace === true,
                  }),
                )
                report(file, toJson(result), describeImport(result))
              }),
            sourceDeadline(config, 'the import'),
          ),
        )
      // Nothing to connect for where the only file could not be opened.
      if (next !== undefined || !isOne) await run()
    }
  } finally {
    await next?.close()
    if (isJson && isOne && objects.length > 0) print(JSON.stringify(objects[0]))
    if (isJson && !isOne) print(JSON.stringify({ files: objects, failed: failed.length }))
  }
  if (failed.length === 0) return
  throw new MinuanoError(
    'import-refused',
    `${failed.length} of ${files.length} files failed, the others are done: ${failed.join(', ')}`,
  )
}

async function openWith(file: string, flags: ImportFlags): Promise<OpenFile> {
  return openFile({
    file,
    standardInput: process.stdin,
    timestamps: flags.timestamp,
    columns: flags.column,
    units: flags.unit,
    encoding: flags.encoding,
    delimiter: flags.delimiter,
    headerLine: flags.headerLine,
    timeFormat: flags.timeFormat,
    decimalComma: flags.decimalComma === true,
    decimalPoint: flags.decimalPoint === true,
    thousands: flags.thousands,
  })
}

async function withProgress<T>(
  opened: OpenFile,
  work: (progress: {
    onProgress: (rows: number, bytes: number) => void
    onRead: () => void
  }) => Promise<T>,
): Promise<T> {
  const progress = await startRateProgress(`reading ${opened.name}`, opened.size)
  try {
    return await work({
      onProgress: (rows, bytes) => progress.update(rows, bytes),
      onRead: () => progress.stop(),
    })
  } finally {
    progress.stop()
  }
}
