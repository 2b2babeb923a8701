import { loadConfig } from '../../../src/config/load-config.ts'
import { startConnector } from '../../../src/connector/start-connector.ts'

// A Connector in a process of its own that tells its memory, in bytes: `now` and the `peak` so far.
const { url } = await startConnector(loadConfig(process.env))
process.send!({ url })
process.on('message', () => {
  const peak = process.resourceUsage().maxRSS * 1024
  process.send!({ now: process.memoryUsage.rss(), peak })
})
