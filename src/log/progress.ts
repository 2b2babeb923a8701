import type { SingleBar } from 'cli-progress'
import { say } from './say.ts'

/** Progress through a known number of steps, on stderr. */
export interface Progress {
  /** One more unit is done; `line` says which. */
  step(line: string): void
  /** Says something beside the steps. */
  say(line: string): void
  /** Safe to call twice. */
  stop(): void
}

/** Progress of reading a file, on stderr. */
export interface RateProgress {
  /** Rows and bytes read so far. */
  update(rows: number, bytes: number): void
  /** Safe to call twice. */
  stop(): void
}

const lineMilliseconds = 2000

/** A bar on a terminal; otherwise a line a step. */
export async function startProgress(total: number, unit: string): Promise<Progress> {
  if (!process.stderr.isTTY) return { step: say, say, stop: () => undefined }
  const bar = await makeBar(`{bar} {value}/{total} ${unit}, {eta_formatted} left`)
  bar.start(total, 0)
  return {
    step: () => bar.increment(),
    // In place of the bar, which is drawn again below it.
    say: (line) => say(`\r\x1b[K${line}`),
    stop: () => bar.stop(),
  }
}

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
  const of = size === undefined ? '' : '{bar} {percentage} %, '
  const bar = await makeBar(`${of}{rows} rows, {rate} a second`)
  bar.start(size ?? 1, 0, { rows: 0, rate: 0 })
  return {
    update: (rows, bytes) =>
      bar.update(size === undefined ? 0 : Math.min(bytes, size), { rows, rate: rate(rows) }),
    stop: () => bar.stop(),
  }
}

async function makeBar(format: string): Promise<SingleBar> {
  const { SingleBar } = (await import('cli-progress')).default
  return new SingleBar({
    format,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    etaBuffer: 50,
  })
}
