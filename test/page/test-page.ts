import { Writable } from 'node:stream'
import { loadConfig } from '../../src/config/load-config.ts'
import { createArrowDecoder } from '../../src/frame/arrow/arrow-decoder.ts'
import { columnOf, concatFrames } from '../../src/frame/frame.ts'
import type { Frame } from '../../src/frame/frame.ts'
import { startPage } from '../../src/page/start-page.ts'
import type { PageOptions } from '../../src/page/start-page.ts'
import { atEnd } from '../support/at-end.ts'

/** A page that serves until the file's end, and ways to ask it. */
export interface TestPage {
  readonly url: string
  json<T>(path: string): Promise<T>
  /** A point a row: the time in milliseconds, then mean, min, max and std; NaN for none. */
  points(path: string): Promise<{ readonly rows: number[][]; readonly how: string | null }>
  close(): Promise<void>
}

export async function startTestPage(
  options: PageOptions,
  env: Record<string, string> = {},
): Promise<TestPage> {
  const log = new Writable({ write: (_chunk, _encoding, done) => done() })
  const page = await startPage(loadConfig({ PAGE_PORT: '0', ...env }), { log, ...options })
  let isClosed = false
  const close = async () => {
    if (!isClosed) await page.close()
    isClosed = true
  }
  atEnd(close)
  return {
    url: page.url,
    json: async <T>(path: string) => (await (await fetch(`${page.url}${path}`)).json()) as T,
    points: async (path) => {
      const response = await fetch(`${page.url}${path}`)
      if (!response.ok) throw new Error(await response.text())
      const frame = decodeArrow(new Uint8Array(await response.arrayBuffer()))
      const columns = ['mean', 'min', 'max', 'std'].map((name) => columnOf(frame, name))
      return {
        rows: Array.from(frame.time, (time, row) => [
          time / 1000,
          ...columns.map((column) => column[row]!),
        ]),
        how: response.headers.get('minuano-points'),
      }
    },
    close,
  }
}

export function decodeArrow(bytes: Uint8Array): Frame {
  const decoder = createArrowDecoder()
  const frames = decoder.push(bytes).map(({ frame }) => frame)
  decoder.end()
  return concatFrames(frames, [...(frames[0]?.columns.keys() ?? [])])
}
