import { Command, CommanderError } from 'commander'
import { calledAs } from '../config/called-as.ts'
import { asMinuanoError, describeError } from '../errors/describe-error.ts'
import { redact } from '../log/redact.ts'
import { say } from '../log/say.ts'
import { endWithParent } from '../stack/end-with-parent.ts'
import { version } from '../version.ts'
import { registerBackfillCommand } from './backfill.ts'
import { registerCheckCommand } from './check.ts'
import { registerCloseCommand } from './close.ts'
import { registerConfigCommand } from './config.ts'
import { registerConnectorCommand } from './connector.ts'
import { registerExcludeCommand } from './exclude.ts'
import { registerExportCommand } from './export.ts'
import { registerForgetCommand } from './forget.ts'
import { registerKeyCommand } from './key.ts'
import { registerPageCommand } from './page.ts'
import { registerReportCommand } from './report.ts'
import { registerRunCommand } from './run.ts'
import { addSettingOptions } from './flags/setting-options.ts'
import { registerSourceCommand } from './source.ts'
import { registerSqlCommand } from './sql.ts'
import { registerStatusCommand } from './status.ts'
import { registerSyncCommand } from './sync.ts'
import { registerTargetCommand } from './target.ts'
import { registerUpCommand } from './up.ts'

/** The table of contents: one line a command. */
const commands: Readonly<Record<string, (program: Command) => void>> = {
  up: registerUpCommand,
  check: registerCheckCommand,
  run: registerRunCommand,
  backfill: registerBackfillCommand,
  sync: registerSyncCommand,
  status: registerStatusCommand,
  forget: registerForgetCommand,
  report: registerReportCommand,
  close: registerCloseCommand,
  exclude: registerExcludeCommand,
  export: registerExportCommand,
  sql: registerSqlCommand,
  source: registerSourceCommand,
  target: registerTargetCommand,
  connector: registerConnectorCommand,
  page: registerPageCommand,
  key: registerKeyCommand,
  config: registerConfigCommand,
}

/** The program with the commands that the words name, or with all of them where they name none. */
function createProgram(words: readonly string[]): Command {
  const program = new Command(calledAs())
    .description(
      "Moves a wind turbine's signals from an operational PostgreSQL, through a read-only " +
        'HTTP API, to an analytical PostgreSQL as 10-minute statistics.',
    )
    .version(version)
    .option('--verbose', 'say more, and show stack traces')
    .exitOverride()
    .showHelpAfterError(false)
    .configureOutput({ outputError: () => undefined })
  addSettingOptions(program, ['configFile', 'dataDirectory'])
  const named = Object.keys(commands).filter((name) => words.includes(name))
  for (const name of named.length === 0 ? Object.keys(commands) : named) commands[name]!(program)
  program.addHelpText(
    'after',
    '\nWith no settings at all, everything runs on an embedded PostgreSQL.',
  )
  return program
}

/** Runs one command; whatever happens ends in an exit code and, at most, one message. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  endWithParent()
  // Whoever reads our output may have enough of it: `minuano --help | head`.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit()
  })
  // What users run has short names in one file: its map says where an error really came from.
  if (argv.includes('--verbose')) process.setSourceMapsEnabled(true)
  const program = createProgram(argv)
  inheritOutput(program)
  try {
    await program.parseAsync(argv)
  } catch (error) {
    process.exitCode = await report(error, argv, program)
  }
}

/** Sub-commands made by `command()` copy these settings when they are made; those added later do not. */
function inheritOutput(command: Command): void {
  for (const child of command.commands) {
    child.exitOverride()
    child.configureOutput({ outputError: () => undefined })
    inheritOutput(child)
  }
}

async function report(error: unknown, argv: readonly string[], program: Command): Promise<number> {
  const { sayToned } = await import('../log/paint.ts')
  if (error instanceof CommanderError) {
    // Help and version end this way too: they are no fault, and have been printed.
    if (error.exitCode === 0) return 0
    if (error.message === '(outputHelp)') return 2
    sayToned({ text: error.message.replace(/^error: /, 'minuano: '), tone: 'bad' })
    say(usageOf(argv, program))
    return 2
  }
  const fault = asMinuanoError(error)
  sayToned({ text: `minuano: ${redact(fault.message)}`, tone: 'bad' })
  if (fault.code === 'usage') say(usageOf(argv, program))
  if (program.opts<{ verbose?: boolean }>().verbose === true) {
    for (let cause: unknown = fault; cause instanceof Error; cause = cause.cause) {
      say(redact(cause.stack ?? describeError(cause)))
    }
  } else if (fault.code === 'internal') {
    say('this is a fault in Minuano; --verbose shows where')
  }
  return fault.exit
}

/** The usage line of the command that was asked for. */
function usageOf(argv: readonly string[], program: Command): string {
  let command = program
  for (const word of argv.slice(2)) {
    command = command.commands.find((child) => child.name() === word) ?? command
  }
  const path = [command.name()]
  for (let parent = command.parent; parent !== null; parent = parent.parent) {
    path.unshift(parent.name())
  }
  return `usage: ${path.join(' ')} ${command.usage()}\n('${path.join(' ')} --help' says more)`
}
