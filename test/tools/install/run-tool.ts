import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface ToolOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Runs a program to its end; gives what it printed. Throws all that it said where that is no success. */
export async function runTool(
  command: string,
  args: readonly string[],
  { cwd, env }: ToolOptions = {},
): Promise<string> {
  const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 64e6 }
  try {
    return (await run(command, args, options)).stdout
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    const said = `${stdout}${stderr}`.trim() || String(error)
    throw new Error(`${command} ${args.join(' ')}\n${said}`, { cause: error })
  }
}
