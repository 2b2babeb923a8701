/** Work on elements that waits until they are nearly seen. */
export interface WhenNear {
  readonly watch: (element: Element, show: () => void) => void
  /** Calls off what still waits. */
  readonly stop: () => void
}

/** How far beyond the screen an element counts as near. */
const margin = '100px'

export function createWhenNear(): WhenNear {
  const waiting = new Map<Element, () => void>()
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue
        observer.unobserve(target)
        waiting.get(target)?.()
        waiting.delete(target)
      }
    },
    { rootMargin: margin },
  )
  return {
    watch(element, show) {
      waiting.set(element, show)
      observer.observe(element)
    },
    stop() {
      observer.disconnect()
      waiting.clear()
    },
  }
}
