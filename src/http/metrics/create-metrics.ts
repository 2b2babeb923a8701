import type { Registry } from 'prom-client'

/** What a server counts of itself, as Prometheus reads it. Durations are in seconds, sizes in bytes. */
export interface Metrics {
  /** Something that only grows: gives the function that adds to it. */
  counter<Label extends string = never>(
    name: string,
    help: string,
    labels?: readonly Label[],
  ): (count: number, of?: Record<Label, string | number>) => void
  /** How often something took how long: gives the function that notes one. */
  seconds<Label extends string = never>(
    name: string,
    help: string,
    labels?: readonly Label[],
  ): (seconds: number, of?: Record<Label, string | number>) => void
  /** What is looked at when it is asked for; a failure is the reader's, who is told. */
  gauge<Label extends string = never>(
    name: string,
    help: string,
    look: (
      set: (value: number, of?: Record<Label, string | number>) => void,
    ) => void | Promise<void>,
    labels?: readonly Label[],
  ): void
  /** The content type of `text`. */
  readonly contentType: string
  text(): Promise<string>
}

/** Upper bounds of the requests' seconds: what is sent whole takes a millisecond, a stream of years a minute. */
const bounds = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]

/**
 * Metrics whose names begin with `prefix`, and, under the names that every Node server gives them, what the process
 * itself takes: memory, processor, event loop delay. A registry of its own, so that two servers can be in a process.
 */
export async function createMetrics(prefix: string): Promise<Metrics> {
  const { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } = await import('prom-client')
  const registry: Registry = new Registry()
  collectDefaultMetrics({ register: registry })
  // Gauges that are named as counters are: Prometheus’s own check refuses them.
  for (const kind of ['handles', 'requests', 'resources']) {
    registry.removeSingleMetric(`nodejs_active_${kind}_total`)
  }
  const named = <Label extends string>(
    name: string,
    help: string,
    labels: readonly Label[] = [],
  ) => ({ name: `${prefix}_${name}`, help, labelNames: [...labels], registers: [registry] })
  return {
    counter: (name, help, labels) => {
      const counter = new Counter(named(name, help, labels))
      return (count, of) => (of === undefined ? counter.inc(count) : counter.inc(of, count))
    },
    seconds: (name, help, labels) => {
      const histogram = new Histogram({ ...named(name, help, labels), buckets: bounds })
      return (taken, of) =>
        of === undefined ? histogram.observe(taken) : histogram.observe(of, taken)
    },
    gauge: (name, help, look, labels) => {
      new Gauge({
        ...named(name, help, labels),
        collect() {
          // What was there the last time may be there no more; and of one without labels, `reset` would leave a 0.
          if (labels === undefined) this.remove()
          else this.reset()
          return look((value, of) => (of === undefined ? this.set(value) : this.set(of, value)))
        },
      })
    },
    contentType: registry.contentType,
    text: () => registry.metrics(),
  }
}
