/** The samples of a server’s `/metrics`, each under what Prometheus calls it: `name{label="value"}`. */
export async function readMetrics(url: string, key?: string): Promise<ReadonlyMap<string, number>> {
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}` }
  const response = await fetch(`${url}/metrics`, { headers })
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
  const lines = (await response.text()).split('\n').filter((line) => /^[a-z]/.test(line))
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(' ')
      return [line.slice(0, end), Number(line.slice(end + 1))]
    }),
  )
}
