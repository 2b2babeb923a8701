import type { Palette } from '../colour/palette.ts'
import type { Brush } from '../dom/brush.ts'
import type { Cell } from '../days/draw-day.ts'

/**
 * Draws what a turbine did in ten minutes. Never by colour alone: producing is full, no wind is low, stopped in
 * wind is full with a line through it, suspect is cut in strips, and no data is a dotted ground line.
 */
export function drawCell(
  context: Brush,
  palette: Palette,
  letter: string,
  { x, y, width, height }: Cell,
): void {
  const band = (colour: string, top: number, bottom: number) => {
    context.fillStyle = colour
    context.fillRect(x, y + height * top, width, height * (bottom - top))
  }
  switch (letter) {
    case 'p': {
      band(palette.producing, 0, 1)
      return
    }
    case 'c': {
      band(palette.calm, 0.7, 1)
      return
    }
    case 's':
      band(palette.stopped, 0, 0.42)
      {
        band(palette.stopped, 0.58, 1)
        return
      }
    case 'q':
      for (const top of [0, 0.4, 0.8]) band(palette.suspect, top, top + 0.2)
      return
    default:
      context.fillStyle = palette.faint
      context.fillRect(x, y + height - 1.5, Math.max(1, width / 3), 1.5)
  }
}
