/** Calls `changed` with the element's inner width, in CSS pixels: once it is laid out, and at each change. */
export function watchWidth(watched: Element, changed: (width: number) => void): void {
  let last = -1
  new ResizeObserver(([entry]) => {
    const width = Math.floor(entry!.contentRect.width)
    if (width === last || width === 0) return
    last = width
    changed(width)
  }).observe(watched)
}
