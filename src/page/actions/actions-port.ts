import type { Job, LoadRequest } from '../api.ts'

/** What the page may ask of `minuano up`, which owns the processes; the page alone has none of it. */
export interface ActionsPort {
  /** Starts a load, unless one runs: then that one is given. */
  load(request: LoadRequest): Promise<{ readonly job: Job; readonly isNew: boolean }>
  /** The last one; null before the first. */
  job(): Job | null
  /** Called at each change of a job. */
  onJob(listener: (job: Job) => void): void
}
