import { parseArgs } from 'node:util'

export interface DagsterOptions {
  readonly help: boolean
  /** Asked for by flag: no other will do; 0: any free one. */
  readonly port: number | undefined
  readonly dataDirectory: string | undefined
}

export const help = `Starts Dagster's webserver and daemon beside the pipeline, and serves until Ctrl-C. The pipeline is a
running \`minuano up\` of the data folder, or one that is started; with CONNECTOR_URL and
TARGET_DATABASE_URL set, it is there. For several plants (MINUANO_PLANTS) none is started. The first time, a Python environment is made (Python 3.10 or newer).

  npm run dagster
  npm run dagster -- --port 3001

Options:
  --port <number>      port of the webserver (default 3000; in use, the next free one, unless asked for)
  --data-dir <folder>  data folder; Dagster's own is the folder dagster in it (default .minuano)
  --help               print this

docs/orchestration.md lists the settings.`

/** Reads the command line. Throws with what is wrong with it. */
export function readOptions(args: readonly string[]): DagsterOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', default: false },
      port: { type: 'string' },
      'data-dir': { type: 'string' },
    },
  })
  return {
    help: values.help,
    port: values.port === undefined ? undefined : readPort(values.port),
    dataDirectory: values['data-dir'],
  }
}

function readPort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new Error(`--port: "${text}" is no port: it must be a number from 0 to 65535`)
}
