// Takes the lock of a data folder, says so, and lets go when its standard input ends. While it holds
// it, a file says so; meeting that file is a fault of the lock.
import { rm, writeFile } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import { acquireLock } from '../../../src/embedded/lock/acquire-lock.ts'

const [dataDirectory = '', critical = '', holdMilliseconds = ''] = process.argv.slice(2)
const lock = await acquireLock(dataDirectory, { waitMilliseconds: 60_000, command: 'backfill' })
await writeFile(critical, '', { flag: 'wx' })
process.stdout.write('held\n')
if (holdMilliseconds === '') await finished(process.stdin.resume())
else await new Promise((resolve) => setTimeout(resolve, Number(holdMilliseconds)))
await rm(critical)
await lock.release()
