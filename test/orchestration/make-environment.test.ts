import assert from 'node:assert/strict'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { makePythonEnvironment } from '../../scripts/python/make-environment.ts'
import { atEnd } from '../support/at-end.ts'

/** Tells its version; makes a "virtual environment" whose Python is itself; as pip, does what `pip` says. */
const pythonOf = (version: string, pip: string) => `#!/bin/sh
case "$*" in
  -c*) echo "${version} /usr" ;;
  *venv*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
  *pip*) ${pip} ;;
esac
`

describe(
  'a Python environment',
  { skip: process.platform === 'win32' && 'sh plays Python' },
  () => {
    let folder: string
    let requirements: string
    const { PATH, XDG_CACHE_HOME } = process.env
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'minuano-test-'))
      const made = folder
      atEnd(() => rmSync(made, { recursive: true, force: true }))
      requirements = join(folder, 'requirements.lock')
      writeFileSync(requirements, 'dagster==1.0\n')
      mkdirSync(join(folder, 'bin'))
      process.env['PATH'] = `${join(folder, 'bin')}:/usr/bin:/bin`
      process.env['XDG_CACHE_HOME'] = join(folder, 'cache')
    })
    atEnd(() => {
      process.env['PATH'] = PATH
      if (XDG_CACHE_HOME === undefined) delete process.env['XDG_CACHE_HOME']
      else process.env['XDG_CACHE_HOME'] = XDG_CACHE_HOME
    })
    const play = (script: string) => {
      writeFileSync(join(folder, 'bin/python3'), script)
      chmodSync(join(folder, 'bin/python3'), 0o755)
    }
    const kept = () => readdirSync(join(folder, 'cache/minuano'))

    test('is made once for the same pins', async () => {
      play(pythonOf('3 11 2', 'true'))
      let begun = 0
      const make = () => makePythonEnvironment(requirements, () => begun++)
      const python = await make()
      assert.ok(existsSync(python))
      assert.equal(await make(), python)
      assert.equal(begun, 1)
      writeFileSync(requirements, 'dagster==1.1\n')
      assert.notEqual(await make(), python)
      assert.equal(kept().length, 2)
    })

    test('wants Python 3.10 or newer, with its venv', async () => {
      play(pythonOf('3 9 2', 'true'))
      await assert.rejects(
        makePythonEnvironment(requirements),
        /python3 is 3\.9: install Python 3\.10/,
      )
      play('#!/bin/sh\necho "ModuleNotFoundError: No module named ensurepip" >&2\nexit 1\n')
      await assert.rejects(
        makePythonEnvironment(requirements),
        /apt install python3-venv[^]*ensurepip/,
      )
      process.env['PATH'] = join(folder, 'nothing')
      await assert.rejects(makePythonEnvironment(requirements), /there is no python3 on the PATH/)
    })

    test(
      'is not one that another user could change',
      { skip: process.getuid?.() !== 0 && 'needs root, to be two users' },
      async () => {
        play(pythonOf('3 11 2', 'true'))
        const { TMPDIR } = process.env
        const shared = join(folder, 'tmp')
        mkdirSync(shared)
        chmodSync(shared, 0o1777)
        process.env['TMPDIR'] = shared
        // A file where the cache should be: so it is among the temporary files.
        writeFileSync(join(folder, 'cache'), '')
        try {
          const python = await makePythonEnvironment(requirements)
          const own = join(shared, 'minuano-0')
          assert.ok(python.startsWith(`${own}/python-`), python)
          chownSync(dirname(dirname(python)), 65_534, 65_534)
          await assert.rejects(makePythonEnvironment(requirements), /ENOTEMPTY/)
          chownSync(own, 65_534, 65_534)
          await assert.rejects(
            makePythonEnvironment(requirements),
            /set XDG_CACHE_HOME[^]*minuano-0 belongs to another user, uid 65534/,
          )
          process.env['XDG_CACHE_HOME'] = join(folder, 'mine')
          assert.ok((await makePythonEnvironment(requirements)).startsWith(join(folder, 'mine')))
        } finally {
          if (TMPDIR === undefined) delete process.env['TMPDIR']
          else process.env['TMPDIR'] = TMPDIR
        }
      },
    )

    test('is left out whole where pip fails, which is told', async () => {
      play(pythonOf('3 11 2', 'echo "ERROR: No matching distribution" >&2; exit 1'))
      await assert.rejects(makePythonEnvironment(requirements), /PyPI[^]*No matching distribution/)
      assert.deepEqual(kept(), [])
    })

    test('is left out whole when it is broken off, and what pip has started ends', async () => {
      play(pythonOf('3 11 2', `sleep 600 & echo $! > ${join(folder, 'child')}; wait`))
      const ending = new AbortController()
      const making = makePythonEnvironment(requirements, undefined, ending.signal)
      making.catch(() => undefined)
      while (!existsSync(join(folder, 'child'))) await sleep(20)
      ending.abort()
      await assert.rejects(making)
      assert.deepEqual(kept(), [])
      const child = Number(readFileSync(join(folder, 'child'), 'utf8'))
      // Killed; until somebody has taken notice it may still have its number.
      const deadline = Date.now() + 5000
      while (isRunning(child)) {
        assert.ok(Date.now() < deadline, `process ${child} goes on`)
        await sleep(20)
      }
    })
  },
)

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}
