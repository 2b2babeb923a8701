/**
 * Runs in the tab before the page's own code. Promises of when what the page shows was painted, in milliseconds since
 * the tab began to open it: `days`, the calendar; `chart`, the first chart with its points. And of how long a turn of the
 * wheel takes until all charts on screen are painted with what was asked for: `nextStep()`.
 */
export const probe = `{
  const days = Promise.withResolvers()
  const chart = Promise.withResolvers()
  let step
  let begun = 0
  let waiting = new Set()
  window.probe = {
    days: days.promise,
    chart: chart.promise,
    nextStep: () => (step = Promise.withResolvers()).promise,
  }
  const painted = (then) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => then(performance.now())
      port2.postMessage(null)
    })
  const isOnScreen = (figure) => {
    const { top, bottom } = figure.getBoundingClientRect()
    return bottom > 0 && top < innerHeight
  }
  const begin = ({ timeStamp }) => {
    begun = timeStamp
    waiting = new Set([...document.querySelectorAll('figure[data-variable]')].filter(isOnScreen))
  }
  addEventListener('wheel', begin, { capture: true, passive: true })
  let sawDays = false
  let sawChart = false
  new MutationObserver((records) => {
    if (!sawDays && document.querySelector('[data-day]') !== null) {
      sawDays = true
      painted(days.resolve)
    }
    for (const { type, target } of records) {
      if (type !== 'attributes') continue
      if (!sawChart) painted(chart.resolve)
      sawChart = true
      if (waiting.delete(target) && waiting.size === 0) painted((at) => step?.resolve(at - begun))
    }
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-to'] })
}`
