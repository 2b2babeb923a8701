import { Configuration, DataApi, HealthApi } from './openapi-generator/index'
import { summarize } from './summarize'

const [url, key, start, end] = process.argv.slice(2) as [string, string, string, string]
const configuration = new Configuration({ basePath: url, accessToken: key })
const api = new DataApi(configuration)

summarize({
  rows: (await api.readData({ start, end })).map(({ timestamp, power }) => ({
    timestamp: timestamp.toISOString(),
    power,
  })),
  text: await api.readDataCsv({ start, end, variables: ['power'] }),
  variables: (await api.listVariables()).variables,
  counted: (await api.readInventory({ start, end })).days?.[0]?.variables['power']?.values,
  live: (await new HealthApi(configuration).isLive()).status,
})
