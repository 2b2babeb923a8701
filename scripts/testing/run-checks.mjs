// The checks of the code as it stands; what each runs is written in package.json.
import { readFileSync } from 'node:fs'
import { runChild } from './children.mjs'

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))

/** Runs all at once; gives `{ name, output, failed }` of each, in order, as soon as it is its turn. */
export async function* runChecks(names, env) {
  const runs = names.map((name) => runChild(scripts[`check:${name}`], [], { env, shell: true }))
  for (const [index, name] of names.entries()) {
    const { output, status } = await runs[index]
    yield { name, output, failed: status !== 0 }
  }
}
