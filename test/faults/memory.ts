import { readFileSync } from 'node:fs'

/** Megabytes that a process holds, where the system says so. */
export function residentOf(pid: number): number | undefined {
  try {
    const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))
    return found === null ? undefined : Math.round(Number(found[1]) / 1024)
  } catch {
    return undefined
  }
}

/** What processes of a kind held over time, a fifth of it at its beginning, middle and end. */
export function describeMemory(samples: readonly number[]): string {
  if (samples.length === 0) return 'not known'
  const fifth = Math.max(1, Math.floor(samples.length / 5))
  const mean = (list: readonly number[]) =>
    Math.round(list.reduce((sum, value) => sum + value, 0) / list.length)
  const middle = Math.floor((samples.length - fifth) / 2)
  return `${mean(samples.slice(0, fifth))} MB at first, ${mean(samples.slice(middle, middle + fifth))} MB in the middle, ${mean(samples.slice(-fifth))} MB at last, ${Math.max(...samples)} MB at most`
}
