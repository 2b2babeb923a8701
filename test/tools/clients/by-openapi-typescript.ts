import createClient from 'openapi-fetch'
import { summarize } from './summarize'
import type { paths } from './types'

const [baseUrl, key, start, end] = process.argv.slice(2) as [string, string, string, string]
const client = createClient<paths>({ baseUrl, headers: { authorization: `Bearer ${key}` } })
const query = { start, end }
const ofPower = { query: { ...query, variables: ['power'] } }
const inventory = await client.GET('/inventory', { params: { query } })

summarize({
  rows: (await client.GET('/data.json', { params: { query } })).data ?? [],
  text: (await client.GET('/data.csv', { params: ofPower, parseAs: 'text' })).data ?? '',
  variables: (await client.GET('/variables')).data?.variables ?? [],
  counted: inventory.data?.days?.[0]?.variables['power']?.values,
  live: (await client.GET('/health/live')).data?.status,
})
