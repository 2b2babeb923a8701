// `npm run dagster`: Dagster's webserver and daemon beside the pipeline, until Ctrl-C.
import { loadConfig } from '../../src/config/load-config.ts'
import { describeError } from '../../src/errors/describe-error.ts'
import { redact } from '../../src/log/redact.ts'
import { print, say } from '../../src/log/say.ts'
import { withTeardown } from '../../src/stack/teardown.ts'
import type { Later } from '../../src/stack/teardown.ts'
import { makePythonEnvironment } from '../python/make-environment.ts'
import { choosePort } from './choose-port.ts'
import { endLostRuns } from './end-lost-runs.ts'
import { findServices, servicesOfPlants } from './find-services.ts'
import { makeHome } from './home.ts'
import { help, readOptions } from './options.ts'
import type { DagsterOptions } from './options.ts'
import { requirements } from './places.ts'
import { claimHome } from './running-dagster.ts'
import { startDagster } from './start-dagster.ts'
import { findStorage } from './storage.ts'
import { waitUntilReady } from './wait-until-ready.ts'

try {
  const options = readOptions(process.argv.slice(2))
  if (options.help) print(help)
  else await runDagster(options)
} catch (error) {
  say(`dagster: ${redact(describeError(error))}`)
  process.exitCode = 1
}

async function runDagster(options: DagsterOptions): Promise<void> {
  const flags = options.dataDirectory === undefined ? {} : { dataDirectory: options.dataDirectory }
  const plants = process.env['MINUANO_PLANTS'] || undefined
  // The folder's minuano.json is none of theirs.
  const config = loadConfig(process.env, flags, plants === undefined ? process.cwd() : undefined)
  await withTeardown(async (later, untilToldToEnd) => {
    const python = await findPython(later)
    const home = await makeHome(config.dataDirectory)
    const claim = await claimHome(home, later)
    const port = await choosePort(options.port)
    const services =
      plants === undefined ? await findServices(config, claim, later) : servicesOfPlants(config)
    const storage = await findStorage(config, process.env)
    await home.configure(storage)
    const timeZone = plants === undefined ? config.timeZone : undefined
    const setUp = { python, port, home, services, storage, timeZone, plants }
    await endLostRuns(setUp)
    const dagster = await startDagster(setUp, claim, later)
    await Promise.race([waitUntilReady(dagster), dagster.broken, services.broken])
    await claim.publish(dagster.url)
    print(`\n  Dagster    ${dagster.url}`)
    print(plants === undefined ? `  Connector  ${services.connectorUrl}` : `  Plants     ${plants}`)
    print(`  Log        ${home.logFile}\n`)
    say('Serving until Ctrl-C.')
    await Promise.race([untilToldToEnd(), dagster.broken, services.broken])
    say('Stopping ...')
  })
}

/** A Python with Dagster's packages. */
async function findPython(later: Later): Promise<string> {
  const ending = new AbortController()
  const onBegin = () => say('Making the Python environment of Dagster (once, about a minute) ...')
  const making = makePythonEnvironment(requirements, onBegin, ending.signal)
  later(async () => {
    ending.abort()
    await making.catch(() => undefined)
  })
  return making
}
