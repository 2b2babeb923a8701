import { loadavg } from 'node:os'
import type { Later } from '../../src/stack/teardown.ts'

/** How busy the machine is: runnable processes, as the system averages them over a minute. */
export interface MachineLoad {
  /** Before the bench began: other people's work alone. */
  readonly before: number
  /** At most since then, the bench's own work included. */
  greatest: number
}

const milliseconds = 5000

/** Watches the load until the bench ends, so that a reader sees whether the machine was quiet. */
export function watchLoad(later: Later): MachineLoad {
  const load: MachineLoad = { before: loadavg()[0]!, greatest: loadavg()[0]! }
  const timer = setInterval(() => {
    load.greatest = Math.max(load.greatest, loadavg()[0]!)
  }, milliseconds)
  later(() => clearInterval(timer))
  return load
}
