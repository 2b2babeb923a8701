import type { PlantVariable } from '../../api.ts'
import type { Frame } from '../../../frame/frame.ts'
import type { Instant } from '../../../time/instant.ts'
import type { Palette } from '../colour/palette.ts'
import { element, fill } from '../dom/element.ts'
import { nameWithUnit } from '../unit-of.ts'
import { isStepped, nameOfMean } from './chart-options.ts'
import { nearestRow } from './nearest-row.ts'
import { showNumber } from './show-number.ts'

export interface Readout {
  readonly element: HTMLElement
  /** Shows the bin of each asset at this instant. */
  show(
    at: Instant,
    frames: readonly Frame[],
    periodSeconds: number,
    isDirection: boolean,
    say: (at: Instant) => string,
  ): void
  clear(): void
}

const statistics = ['mean', 'min', 'max', 'std']

/** The values under the cursor, beside a chart's title; to all their digits in `data-mean` and so on. */
export function makeReadout(
  variable: PlantVariable,
  assets: readonly string[],
  palette: Palette,
): Readout {
  const box = element('output', { class: 'readout' })
  const legend = assets.map((asset, place) => {
    const name = element('span', { class: 'asset-name' }, nameWithUnit(variable, asset, assets[0]))
    name.style.color = palette.assets[place % palette.assets.length]!
    return name
  })
  const clear = () => fill(box, ...(assets.length > 1 ? legend : []))
  clear()
  return {
    element: box,
    clear,
    show(at, frames, periodSeconds, isDirection, say) {
      let said: number | undefined
      const parts = frames.map((frame, place) => {
        const row = nearestRow(frame.time, at, periodSeconds * 1e6)
        if (row < 0) return null
        said ??= frame.time[row]!
        const values = element('span', { class: 'values', 'data-asset': assets[place] })
        values.dataset['time'] = new Date(frame.time[row]! / 1000).toISOString()
        if (assets.length > 1) values.append(legend[place]!.cloneNode(true), ' ')
        const shown = isDirection || isStepped(variable) ? (['mean'] as const) : statistics
        for (const name of shown) {
          const value = frame.columns.get(name)?.[row]
          const said = name === 'mean' ? nameOfMean(variable) : name
          if (!variable.statistics.includes(said) || value === undefined) continue
          if (!Number.isNaN(value)) values.dataset[name] = String(value)
          values.append(`${said} `, element('b', {}, showNumber(value, 5)), ' ')
        }
        return values
      })
      if (said === undefined) {
        clear()
        return
      }
      fill(box, element('time', {}, say(said)), ...parts)
    },
  }
}
