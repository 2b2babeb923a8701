import type { Metrics } from '../../http/metrics/create-metrics.ts'
import type { Source } from '../../source/source.ts'
import type { LongAnswers } from './long-answers.ts'

/** Shows what is in use of the limits, whenever the metrics are asked for. */
export function showLoad(metrics: Metrics, longAnswers: LongAnswers, source: Source): void {
  metrics.gauge(
    'long_answers',
    'Long answers by state: running, or waiting for their turn.',
    (set) => {
      const { running, waiting } = longAnswers.count()
      set(running, { state: 'running' })
      set(waiting, { state: 'waiting' })
    },
    ['state'],
  )
  metrics.gauge(
    'source_connections',
    'Connections to the Source by state: used, or idle.',
    (set) => {
      const { used, idle } = source.connections()
      set(used, { state: 'used' })
      set(idle, { state: 'idle' })
    },
    ['state'],
  )
  metrics.gauge(
    'source_connection_waits',
    'Requests that wait for a connection to the Source.',
    (set) => set(source.connections().waiting),
  )
}
