import type { OverviewAsset } from '../../api.ts'
import type { Palette } from '../colour/palette.ts'
import { fitCanvas } from '../dom/fit-canvas.ts'
import { drawCell } from './draw-cell.ts'

/** Room for the wind's line, and for the cells below it, in CSS pixels. */
const windHeight = 12
const cellHeight = 11
const between = 2

export const rowHeight = windHeight + between + cellHeight

/**
 * Draws 24 hours of a turbine: the wind as a thin line, the same scale for all rows, above a cell for each ten
 * minutes.
 */
export function drawRow(
  canvas: HTMLCanvasElement,
  row: OverviewAsset,
  palette: Palette,
  width: number,
  greatestWind: number,
): void {
  const context = fitCanvas(canvas, width, rowHeight)
  const count = row.cells.length
  if (count === 0) return
  const left = (index: number) => (index * width) / count
  drawWind(context, row.wind, palette, left, greatestWind)
  // Cells alike are drawn as one, so that no seams show between them; dots and strips stay a cell each.
  for (let from = 0; from < count;) {
    const letter = row.cells.charAt(from)
    let to = from + 1
    if (letter !== '-') while (to < count && row.cells.charAt(to) === letter) to++
    const cell = { x: left(from), y: windHeight + between, width: left(to) - left(from) }
    drawCell(context, palette, letter, { ...cell, height: cellHeight })
    from = to
  }
}

function drawWind(
  context: CanvasRenderingContext2D,
  wind: readonly (number | null)[],
  palette: Palette,
  left: (index: number) => number,
  greatest: number,
): void {
  context.strokeStyle = palette.wind
  context.lineWidth = 1
  context.beginPath()
  let isDown = false
  wind.forEach((speed, index) => {
    if (speed === null) return void (isDown = false)
    const x = left(index + 0.5)
    const y = windHeight - 1 - (Math.max(0, speed) / greatest) * (windHeight - 2)
    if (isDown) context.lineTo(x, y)
    else context.moveTo(x, y)
    isDown = true
  })
  context.stroke()
}
