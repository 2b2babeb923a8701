/** Calls `act` once the browser has painted what is there now. */
export function afterPaint(act: () => void): void {
  requestAnimationFrame(() => {
    // A message comes after the frame that is being made.
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = act
    port2.postMessage(null)
  })
}
