import { describeError, isDiskFull } from '../errors/describe-error.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import { locateDataFolder } from './cluster/data-folder.ts'

/** What initdb, the server and a database of it say. */
const serversWords = /No space left on device|Disk quota exceeded/

/** `disk-full` where that is why the embedded stack does not start; else the error as it is. */
export function explainFullDisk(error: unknown, dataDirectory: string): unknown {
  const isFull = isDiskFull(error) || serversWords.test(describeError(error))
  if (!isFull || (error instanceof MinuanoError && error.code === 'data-directory')) return error
  const { path } = locateDataFolder(dataDirectory)
  return new MinuanoError(
    'disk-full',
    `the disk of the data folder ${path} is full: free some of it, or give a folder on another disk by --data-dir. ` +
      `PostgreSQL or the system said: ${describeError(error)}`,
    { cause: error },
  )
}
