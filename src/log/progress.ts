import { say } from './say.ts'

/** Progress of a long piece of work, on stderr. */
export interface Progress {
  /** One more unit is done; `line` says which. */
  step(line: string): void
  /** Safe to call twice. */
  stop(): void
}

/** A bar on a terminal, which keeps only what failed as lines; otherwise a line a step. */
export async function startProgress(total: number, unit: string): Promise<Progress> {
  if (!process.stderr.isTTY) return { step: say, stop: () => undefined }
  const { SingleBar } = (await import('cli-progress')).default
  const bar = new SingleBar({
    format: `{bar} {value}/{total} ${unit}, {eta_formatted} left`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    etaBuffer: 50,
  })
  bar.start(total, 0)
  return { step: () => bar.increment(), stop: () => bar.stop() }
}
