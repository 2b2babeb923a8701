import uPlot from 'uplot'
import type { Curve } from '../../api.ts'
import type { Palette } from '../colour/palette.ts'
import { showNumber } from '../signals/show-number.ts'

const font = '11px system-ui, sans-serif'

/** Scales, axes and series of a power curve: a line through all bins, filled and hollow points on it. */
export function curveOptions(
  curve: Curve,
  rated: number | null,
  palette: Palette,
  width: number,
): uPlot.Options {
  const { cells, windStep, powerStep } = curve.density
  const fastest = cells.reduce((most, [i]) => Math.max(most, (i + 1) * windStep), 12)
  const highest = cells.reduce((most, [, j]) => Math.max(most, (j + 1) * powerStep), rated ?? 1)
  const lowest = cells.reduce((least, [, j]) => Math.min(least, j * powerStep), 0)
  const axis = {
    stroke: palette.ink,
    font,
    labelFont: font,
    labelSize: 18,
    grid: { stroke: palette.grid, width: 1 },
    ticks: { show: false },
  }
  const label = (name: string, unit: string | null) => (unit ? `${name}, ${unit}` : name)
  const point = (fill: string) => ({
    stroke: palette.conflicts,
    paths: () => null,
    points: { show: true, size: 7, width: 1.5, fill, stroke: palette.conflicts },
  })
  return {
    width,
    height: Math.round(Math.max(240, Math.min(420, width * 0.45))),
    legend: { show: false },
    padding: [10, 10, 0, 0],
    cursor: { y: false, drag: { x: false, y: false } },
    scales: {
      x: { time: false, range: () => [0, fastest] },
      y: { range: () => [lowest, highest * 1.04] },
    },
    axes: [
      { ...axis, size: 30, label: label(curve.wind, curve.windUnit) },
      {
        ...axis,
        size: 54,
        label: label(curve.power, curve.powerUnit),
        values: (_chart, splits) => splits.map((value) => showNumber(value, 5)),
      },
    ],
    series: [
      {},
      { stroke: palette.conflicts, width: 1.5, points: { show: false } },
      point(palette.conflicts),
      point(palette.paper),
    ],
  }
}
