import type { Palette } from '../colour/palette.ts'
import type { Brush } from '../dom/brush.ts'

/** Where a cell lies, in CSS pixels. */
export interface Cell {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/**
 * Draws a day's cell. Each state has a shape beside its colour, also where a cell is three pixels wide: a
 * whole day is full, a partial one does not reach the top, conflicts are cut in two, what is not loaded is a
 * frame, a changed day lacks its corner, a failed one is crossed, one under way stands on the ground, and where
 * the Source has nothing there is a dot.
 */
export function drawDay(
  context: Brush,
  palette: Palette,
  letter: string,
  level: number,
  cell: Cell,
): void {
  const { x, y, width, height } = cell
  const band = (colour: string, top: number, bottom: number) => {
    context.fillStyle = colour
    context.fillRect(x, y + height * top, width, height * (bottom - top))
  }
  switch (letter) {
    case 'w':
      band(palette.coverage[4], 0, 1)
      return
    case 'p':
      band(palette.grid, 0, 0.3)
      band(palette.coverage[level] ?? palette.coverage[0], 0.3, 1)
      return
    case 'x':
      band(palette.conflicts, 0, 0.38)
      band(palette.conflicts, 0.62, 1)
      return
    case 'm':
      drawFrame(context, palette.missing, cell)
      return
    case 'g':
      band(palette.changed, 0, 1)
      context.fillStyle = palette.paper
      context.fillRect(x + width / 2, y, width / 2, height / 2)
      return
    case 'f':
      band(palette.failed, 0, 1)
      drawCross(context, palette.paper, cell)
      return
    case 'o':
      band(palette.grid, 0, 0.6)
      band(palette.open, 0.6, 1)
      return
    case 'n': {
      const size = Math.max(1, Math.min(width, height) / 3)
      band(palette.grid, 0, 1)
      context.fillStyle = palette.faint
      context.fillRect(x + (width - size) / 2, y + (height - size) / 2, size, size)
      return
    }
    default:
      context.fillStyle = palette.grid
      context.fillRect(x, y + height - 1, width, 1)
  }
}

function drawFrame(context: Brush, colour: string, { x, y, width, height }: Cell): void {
  const line = width < 5 ? 1 : 1.5
  context.fillStyle = colour
  context.fillRect(x, y, width, line)
  context.fillRect(x, y + height - line, width, line)
  context.fillRect(x, y, line, height)
  context.fillRect(x + width - line, y, line, height)
}

function drawCross(context: Brush, colour: string, { x, y, width, height }: Cell): void {
  const inset = width < 5 ? 0 : 2
  context.strokeStyle = colour
  context.lineWidth = width < 5 ? 1 : 1.5
  context.beginPath()
  context.moveTo(x + inset, y + inset)
  context.lineTo(x + width - inset, y + height - inset)
  context.moveTo(x + width - inset, y + inset)
  context.lineTo(x + inset, y + height - inset)
  context.stroke()
}
