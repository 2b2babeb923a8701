import type { SingleBar } from 'cli-progress'
import { say } from './say.ts'
import { tellParent } from './tell-parent.ts'

/** Progress through days, on stderr. */
export interface DaysProgress {
  /** One more day is done, of so many rows; `line` says which. */
  step(line: string, rows: number): void
  /** So many more rows have come, of days that are not yet done. */
  read(rows: number): void
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

/** Progress through things of one kind, on stderr. */
export interface CountProgress {
  /** One more is done. */
  step(): void
  /** Safe to call twice. */
  stop(): void
}

const lineMilliseconds = 2000

/**
 * On a terminal a bar that moves with the rows that come, with their rate and the time left; otherwise a
 * line a day. `rowsPerDay`: how many are expected.
 */
export async function startDaysProgress(total: number, rowsPerDay: number): Promise<DaysProgress> {
  if (!process.stderr.isTTY) {
    let done = 0
    tellParent({ done, of: total })
    const step = (line: string) => {
      say(line)
      tellParent({ done: ++done, of: total })
    }
    return { step, read: () => undefined, say, stop: () => undefined }
  }
  const { measureProgress } = await import('./measure-progress.ts')
  const bar = await makeBar('{bar} {days} of {allDays} days, {rows} rows, {rate} a second, {left}')
  const startedAt = performance.now()
  const [all, state] = [total * rowsPerDay, { days: 0, read: 0, finished: 0 }]
  const draw = () => {
    const seconds = (performance.now() - startedAt) / 1000
    const { part, ...texts } = measureProgress({ ...state, total, rowsPerDay, seconds })
    bar.update(part * all, { days: state.days, allDays: total, ...texts })
  }
  bar.start(all, 0, { days: 0, allDays: total, rows: 0, rate: 0, left: 'time left not known yet' })
  // The time left goes on while a load is waited for.
  const clock = setInterval(draw, 1000).unref()
  return {
    step: (_, rows) => {
      state.days++
      state.finished += rows
      draw()
    },
    read: (rows) => {
      const isFirst = state.read === 0
      state.read += rows
      draw()
      // At once, so that there is a figure to look at; else a few times a second.
      if (isFirst) bar.render()
    },
    // In place of the bar, which is drawn again below it.
    say: (line) => {
      process.stderr.write('\r\x1b[K')
      say(line)
    },
    stop: () => {
      clearInterval(clock)
      bar.stop()
    },
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

/** A bar with the time left on a terminal; otherwise a line every two seconds. `what`: of `12 of 100 files`. */
export async function startCountProgress(what: string, total: number): Promise<CountProgress> {
  let done = 0
  if (!process.stderr.isTTY || total === 0) {
    let saidAt = performance.now()
    return {
      step() {
        done++
        if (performance.now() - saidAt < lineMilliseconds || done === total) return
        saidAt = performance.now()
        say(`${done} of ${total} ${what}`)
      },
      stop: () => undefined,
    }
  }
  const bar = await makeBar(`{bar} {value} of {total} ${what}, {eta_formatted} left`)
  bar.start(total, 0)
  return { step: () => bar.update(++done), stop: () => bar.stop() }
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
