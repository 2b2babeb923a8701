import { MinuanoError } from '../../errors/minuano-error.ts'

const full = new Set(['ENOSPC', 'EDQUOT'])

/** What the system says of a file, as an error of ours; any other as it is. */
export function explainFileFault(error: unknown, folder: string): unknown {
  if (error instanceof MinuanoError || !(error instanceof Error)) return error
  const { code, syscall, path } = error as NodeJS.ErrnoException
  // Of a connection, where another try may help, it says an address and no path.
  if (code === undefined || syscall === undefined || syscall === 'connect') return error
  if (full.has(code)) {
    return new MinuanoError(
      'disk-full',
      `the disk of ${folder} is full (${code}): free some of it, and run the command again: what is whole stays`,
      { cause: error },
    )
  }
  return new MinuanoError(
    'export-refused',
    `${path ?? folder} cannot be written or deleted: ${error.message}. Choose another folder by --out, or let this user write there`,
    { cause: error },
  )
}
