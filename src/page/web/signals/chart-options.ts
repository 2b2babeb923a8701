import uPlot from 'uplot'
import type { PlantVariable } from '../../api.ts'
import { timeTicks } from '../clock/time-ticks.ts'
import type { Palette } from '../colour/palette.ts'
import { showNumber } from './show-number.ts'

export interface ChartLook {
  readonly palette: Palette
  readonly zone: string
  readonly withStd: boolean
}

const font = '11px system-ui, sans-serif'

/**
 * The columns that a chart of this variable has for each asset. A direction has no band: it has no between; nor has a
 * state, nor a counter, whose `mean` is what is drawn in place of one.
 */
export function columnNames(variable: PlantVariable, withStd: boolean): string[] {
  const has = (name: string) => variable.statistics.includes(name)
  if (variable.kind === 'direction' || isStepped(variable)) return ['mean']
  const names = has('min') && has('max') ? ['mean', 'max', 'min'] : ['mean']
  return withStd && has('std') ? [...names, 'std'] : names
}

/** Whether a bin's value is one of all of the bin, and leads to no other: a state, and what a counter grew by. */
export function isStepped({ kind }: PlantVariable): boolean {
  return kind === 'state' || kind === 'counter'
}

/** What the column `mean` of a variable is. */
export function nameOfMean({ kind }: PlantVariable): string {
  return kind === 'state' ? 'mode' : kind === 'counter' ? 'increase' : 'mean'
}

/** The scales, axes and series of a chart; samples, where there are any, are its last series. */
export function chartOptions(
  variable: PlantVariable,
  assets: readonly string[],
  look: ChartLook,
  width: number,
  height: number,
): uPlot.Options {
  const { palette, withStd } = look
  const names = columnNames(variable, withStd)
  const isDirection = variable.kind === 'direction'
  const series: uPlot.Series[] = [{}]
  const bands: uPlot.Band[] = []
  // The samples lie under all else.
  series.push({
    scale: 'y',
    stroke: palette.faint,
    width: 1,
    ...(isDirection ? dots(palette.faint, 2) : { points: { show: false } }),
  })
  assets.forEach((_, place) => {
    const colour = palette.assets[place % palette.assets.length]!
    const first = series.length
    for (const name of names) {
      const isMean = name === 'mean'
      series.push({
        scale: 'y',
        // The band has an edge: where it is narrower than a pixel, nobody would see it.
        stroke: isMean || name === 'std' ? colour : `${colour}70`,
        width: isMean ? 1.4 : 1,
        ...(name === 'std' ? { dash: [4, 3] } : {}),
        ...(isDirection ? dots(colour, 3) : { points: { show: isMean ? undefined : false } }),
        ...(isStepped(variable) ? { paths: uPlot.paths.stepped!({ align: 1 }) } : {}),
      } as uPlot.Series)
    }
    if (names.includes('max')) bands.push({ series: [first + 1, first + 2], fill: `${colour}38` })
  })
  const axis = {
    stroke: palette.ink,
    font,
    grid: { stroke: palette.grid, width: 1 },
    ticks: { show: false },
  }
  return {
    width,
    height,
    series,
    bands,
    legend: { show: false },
    padding: [8, 34, 0, 0],
    scales: {
      x: { time: false, auto: false },
      y: isDirection ? { range: [0, 360] } : {},
    },
    axes: [timeAxis(look, axis), valueAxis(isDirection, axis)],
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false },
      points: { size: 7, width: 1.5 },
      sync: { key: 'charts', scales: ['x', null], setSeries: false },
    },
  }
}

function dots(fill: string, size: number): Partial<uPlot.Series> {
  return { paths: () => null, points: { show: true, size, width: 0, fill } }
}

function timeAxis({ zone }: ChartLook, axis: uPlot.Axis): uPlot.Axis {
  let labels = new Map<number, string>()
  return {
    ...axis,
    size: 36,
    gap: 4,
    space: 80,
    splits: (chart, _axis, from, to) => {
      const most = chart.width / 90
      const ticks = timeTicks(from * 1e6, to * 1e6, zone, most)
      labels = new Map(ticks.map(({ at, label }) => [at / 1e6, label]))
      return [...labels.keys()]
    },
    values: (_chart, splits) => splits.map((at) => labels.get(at) ?? ''),
  }
}

function valueAxis(isDirection: boolean, axis: uPlot.Axis): uPlot.Axis {
  return {
    ...axis,
    size: 54,
    gap: 6,
    space: 34,
    ...(isDirection ? { splits: () => [0, 90, 180, 270, 360] } : {}),
    values: (_chart, splits) => splits.map((value) => showNumber(value, 5)),
  }
}
