import { client } from './hey-api/client.gen'
import { isLive, listVariables, readData, readDataCsv, readInventory } from './hey-api/index'
import { summarize } from './summarize'

const [baseUrl, key, start, end] = process.argv.slice(2) as [string, string, string, string]
client.setConfig({ baseUrl, auth: key, throwOnError: true })
const query = { start, end }
const inventory = (await readInventory({ query, throwOnError: true })).data

summarize({
  rows: (await readData({ query, throwOnError: true })).data,
  text: (await readDataCsv({ query: { ...query, variables: ['power'] }, throwOnError: true })).data,
  variables: (await listVariables({ throwOnError: true })).data.variables,
  counted: inventory.days?.[0]?.variables['power']?.values,
  live: (await isLive({ throwOnError: true })).data.status,
})
