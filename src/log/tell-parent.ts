/** How far through its days a process is. */
export interface ProgressMessage {
  readonly done: number
  readonly of: number
}

/** Tells the process of ours that started this one, if one did, how far it is. */
export function tellParent(progress: ProgressMessage): void {
  // A parent that has just gone is no fault: this process is about to end too.
  if (process.connected) process.send?.({ progress }, undefined, undefined, () => undefined)
}

/** What `tellParent` told; undefined for another message. */
export function progressOf(message: unknown): ProgressMessage | undefined {
  const { progress } = (message ?? {}) as { progress?: Partial<ProgressMessage> }
  const { done, of } = progress ?? {}
  return typeof done === 'number' && typeof of === 'number' ? { done, of } : undefined
}
