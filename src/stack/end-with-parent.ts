/** For a process that we may have started: ends when whoever started it is gone. */
export function endWithParent(): void {
  if (process.channel === undefined) return
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  // The listener alone would keep the process alive.
  process.channel.unref()
}
