/**
 * Gives a canvas this size in CSS pixels, sharp on the screen it is on, and clears it: what is drawn on the
 * context is in CSS pixels too.
 */
export function fitCanvas(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): CanvasRenderingContext2D {
  const ratio = window.devicePixelRatio || 1
  canvas.width = Math.max(1, Math.round(width * ratio))
  canvas.height = Math.max(1, Math.round(height * ratio))
  canvas.style.width = `${width}px`
  canvas.style.height = `${height}px`
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('this browser has no canvas')
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  return context
}
