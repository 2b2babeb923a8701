import type { ChildProcess } from 'node:child_process'
import { readMemory } from './process-memory.ts'

const milliseconds = 20

/** Keeps the peak of a process up to its end: the result gives it, in MB, or `undefined`. */
export function watchPeak(child: ChildProcess): () => number | undefined {
  let peak: number | undefined
  const timer = setInterval(() => {
    // The system's own count of the peak: nothing between two looks is missed, but the very end.
    peak = readMemory(child.pid!)?.peak ?? peak
  }, milliseconds)
  child.once('exit', () => clearInterval(timer))
  return () => peak
}
