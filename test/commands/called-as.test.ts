import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { atEnd } from '../support/at-end.ts'

const clone = fileURLToPath(new URL('../../', import.meta.url))
const skip = process.platform === 'win32' && 'the script is one of a shell'

describe('help and messages name the program as it was called', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'minuano-test-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  const link = join(folder, 'wind')
  symlinkSync(join(clone, 'minuano'), link)
  for (const [program, cwd, name] of [
    ['./minuano', clone, './minuano'],
    [join(clone, 'minuano'), folder, join(clone, 'minuano')],
    ['./wind', folder, './wind'],
  ] as const) {
    test(program.startsWith('.') ? program : 'by its path', () => {
      const env = { PATH: process.env['PATH'], HOME: process.env['HOME'] }
      const run = (...args: string[]) => {
        const { stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8' })
        return stdout + stderr
      }
      assert.ok(run('run', '--help').startsWith(`Usage: ${name} run [options] <day>\n`))
      assert.ok(run('run').includes(`usage: ${name} run [options] <day>\n('${name} run --help'`))
    })
  }
})
