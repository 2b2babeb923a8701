import { readFileSync, readdirSync, writeFileSync } from 'node:fs'

/** What a process holds of the machine's memory, in MB: now, and at most so far. */
export interface ProcessMemory {
  readonly now: number
  readonly peak: number
}

/** Reads it where the system tells (Linux); `undefined` elsewhere, and when the process has ended. */
export function readMemory(pid: number): ProcessMemory | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const read = (name: string) => {
      const kilobytes = new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(status)?.[1]
      return kilobytes === undefined ? undefined : Number(kilobytes) / 1024
    }
    const [now, peak] = [read('VmRSS'), read('VmHWM')]
    return now === undefined || peak === undefined ? undefined : { now, peak }
  } catch {
    return undefined
  }
}

/** Lets the peak begin anew; where the system refuses that, it goes on from before. */
export function forgetPeak(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5')
  } catch {
    // Then the peak is of the process's whole life: never less than what is looked for.
  }
}

/** The child of a process whose command line holds this word. */
export function findChildProcess(parent: number, word: string): number | undefined {
  try {
    const tasks = readdirSync(`/proc/${parent}/task`)
    const children = tasks.flatMap((task) =>
      readFileSync(`/proc/${parent}/task/${task}/children`, 'utf8').trim().split(' '),
    )
    return children
      .filter((child) => child !== '')
      .map(Number)
      .find((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').split('\0').includes(word))
  } catch {
    return undefined
  }
}
