import { say } from './say.ts'

/** Progress of reading a file, on stderr. */
export interface RateProgress {
  /** Rows and bytes read so far. */
  update(rows: number, bytes: number): void
  /** Safe to call twice. */
  stop(): void
}

const lineMilliseconds = 2000

/**
 * A bar with rows a second on a terminal, of the bytes read since nobody knows the rows; without a
 * size, the figures alone. Otherwise a line every two seconds.
 */
export async function startRateProgress(what: string, size?: number): Promise<RateProgress> {
  const startedAt = performance.now()
  const rate = (rows: number) => Math.round(rows / ((performance.now() - startedAt) / 1000))
  if (!process.stderr.isTTY) {
    let saidAt = startedAt
    return {
      update(rows, bytes) {
        if (performance.now() - saidAt < lineMilliseconds) return
        saidAt = performance.now()
        const part = size === undefined ? '' : `, ${Math.floor((100 * bytes) / size)} %`
        say(`${what}: ${rows} rows, ${rate(rows)} a second${part}`)
      },
      stop: () => undefined,
    }
  }
  const { SingleBar } = (await import('cli-progress')).default
  const bar = new SingleBar({
    format: `${size === undefined ? '' : '{bar} {percentage} %, '}{rows} rows, {rate} a second`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
  })
  bar.start(size ?? 1, 0, { rows: 0, rate: 0 })
  return {
    update: (rows, bytes) =>
      bar.update(size === undefined ? 0 : Math.min(bytes, size), { rows, rate: rate(rows) }),
    stop: () => bar.stop(),
  }
}
