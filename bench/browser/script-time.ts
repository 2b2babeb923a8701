import { setTimeout as sleep } from 'node:timers/promises'
import type { Tab } from './open-browser.ts'

/** Milliseconds of a processor, spent by the tab's main thread since the page began to open: who else is at work does not count. */
export interface MainThread {
  /** Running JavaScript, its compiling included. */
  readonly script: number
  /** Styles and layout. */
  readonly layout: number
}

const rest = 500

/** Reads the browser's own account (`Performance.getMetrics`) once no more script runs for half a second. */
export async function readMainThread({ devtools }: Tab): Promise<MainThread> {
  let before = -1
  for (;;) {
    const { metrics } = await devtools.send('Performance.getMetrics')
    const of = (name: string) => 1000 * metrics.find((metric) => metric.name === name)!.value
    const script = of('ScriptDuration')
    if (script - before < 0.5) {
      return { script, layout: of('LayoutDuration') + of('RecalcStyleDuration') }
    }
    before = script
    await sleep(rest)
  }
}
