import type { Bench } from '../stack/start-bench.ts'
import type { Endpoint } from './endpoint.ts'

const variables = 'variables=wind_speed&variables=power'

/** Minuano's Connector, asked for a format. */
export function ourEndpoint({ up }: Bench, format: 'json' | 'arrow'): Endpoint {
  return {
    name: 'ours',
    port: Number(new URL(up.connectorUrl).port),
    path: (start, end) => `/data?start=${start}&end=${end}&${variables}&format=${format}`,
  }
}

/** A peer's route; none where that peer does not run. */
export function peerEndpoint(
  { peers }: Bench,
  peer: 'classic' | 'fast',
  route: string,
  name: string = peer,
): Endpoint[] {
  return peers
    .filter((candidate) => candidate.name === peer)
    .map(({ api }) => ({
      name,
      port: api.port,
      path: (start, end) => `${route}?start=${start}&end=${end}&${variables}`,
    }))
}
