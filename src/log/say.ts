/** A line for a person, on stderr: stdout belongs to results. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

/** A result, on stdout. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
