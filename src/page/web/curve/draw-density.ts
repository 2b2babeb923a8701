import type uPlot from 'uplot'
import type { Curve } from '../../api.ts'
import type { Palette } from '../colour/palette.ts'

/** Draws how often wind and power came together, below what the chart draws itself; rare to often by logarithm. */
export function drawDensity(chart: uPlot, { density }: Curve, palette: Palette): void {
  const { ctx, bbox } = chart
  const { cells, windStep, powerStep } = density
  const most = cells.reduce((most, [, , count]) => Math.max(most, count), 1)
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  ctx.clip()
  for (const [i, j, count] of cells) {
    const left = chart.valToPos(i * windStep, 'x', true)
    const right = chart.valToPos((i + 1) * windStep, 'x', true)
    const bottom = chart.valToPos(j * powerStep, 'y', true)
    const top = chart.valToPos((j + 1) * powerStep, 'y', true)
    ctx.fillStyle = palette.density[densityLevel(count, most)]!
    // A seam between cells would look like a grid.
    ctx.fillRect(left, top, right - left + 0.5, bottom - top + 0.5)
  }
  ctx.restore()
}

/** Which of five colours a count has, of the greatest there is. */
export function densityLevel(count: number, most: number): number {
  if (most <= 1) return 4
  return Math.min(4, Math.floor((5 * Math.log(count)) / Math.log(most + 1)))
}
