import type { Command } from 'commander'
import { settings } from '../config/settings.ts'
import type { Config } from '../config/settings.ts'
import { listAssets } from '../config/list-assets.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import { quoteShort } from '../errors/quote-short.ts'
import { print, say } from '../log/say.ts'
import { configOf } from './flags/setting-options.ts'

interface KeyFlags {
  readonly file?: string
  readonly assets?: string
  readonly json?: true
}

const fileHelp = `the file of keys; without it that of ${settings.connectorApiKeysFile.env}, or of ${settings.pageApiKeysFile.env}`

export function registerKeyCommand(program: Command): void {
  const key = program
    .command('key')
    .description('API keys with names, in a file that the Connector or the page reads')
  registerCreate(key)
  registerList(key)
  registerRevoke(key)
}

function registerCreate(key: Command): void {
  const create = key
    .command('create')
    .description('make a key, and print it: once, since the file has its hash alone')
    .argument('<name>', 'who it is for: letters, digits, ".", "_", "@" and "-"')
    .option('--assets <names>', 'what it may read, as T01,T02; without it all assets')
    .option('--file <file>', fileHelp)
    .option('--json', 'print one JSON object')
  create.addHelpText(
    'after',
    '\nIn a file of the Connector’s, assets are named as in the Source; in one of the page’s, as in the\nTarget. A server that runs takes the key within a second or two.',
  )
  create.action(async (name: string, flags: KeyFlags, command: Command) => {
    const config = configOf(command)
    const { file, setting } = fileOf(config, flags)
    const { isKeyName, nameRule } = await import('../http/keys/key-lines.ts')
    if (!isKeyName(name))
      throw wrong(`the name ${quoteShort(name)} is not allowed: it must be ${nameRule}`)
    const assets = flags.assets === undefined ? undefined : config.assets
    if (assets?.some((asset) => /[\r\n]/.test(asset)) === true) {
      throw wrong('--assets: a name with a line break in it cannot stand in a file of keys')
    }
    const { createHash, randomBytes } = await import('node:crypto')
    const { changeKeyFile } = await import('./work/change-key-file.ts')
    const text = `mnk_${randomBytes(32).toString('base64url')}`
    const hash = createHash('sha256').update(text).digest('hex')
    await changeKeyFile(file, setting, (keys) => {
      if (keys.some((other) => other.name === name)) {
        throw wrong(`there is a key of ${name} already: choose another name, or revoke it first`)
      }
      return { add: { name, hash, assets } }
    })
    if (flags.json === true) {
      print(JSON.stringify({ name, key: text, assets: assets ?? null, file }))
      return
    }
    say(
      `${name} reads ${assets === undefined ? 'all assets' : listAssets(assets, assets.length)}; its hash is in ${file}. The key, which is shown once:`,
    )
    print(text)
  })
}

function registerList(key: Command): void {
  key
    .command('list')
    .description('the names of the keys, and what each may read')
    .option('--file <file>', fileHelp)
    .option('--json', 'print one JSON object')
    .action(async (flags: KeyFlags, command: Command) => {
      const { file, setting } = fileOf(configOf(command), flags)
      const { readKeyFile } = await import('../http/keys/read-key-file.ts')
      const { formatTable } = await import('../log/format-table.ts')
      const { keys } = await readKeyFile(file, setting)
      if (flags.json === true) {
        const named = keys.map(({ name, assets }) => ({ name, assets: assets ?? null }))
        print(JSON.stringify({ file, keys: named }))
        return
      }
      if (keys.length === 0) say(`${file} has no keys`)
      else {
        const rows = keys.map(({ name, assets }) => [
          name,
          assets === undefined ? 'all' : listAssets(assets, assets.length),
        ])
        print(formatTable(['name', 'assets'], rows))
      }
    })
}

function registerRevoke(key: Command): void {
  key
    .command('revoke')
    .description('take a key out of the file: within a second or two it opens nothing any more')
    .argument('<name>', 'whose it is')
    .option('--file <file>', fileHelp)
    .action(async (name: string, flags: KeyFlags, command: Command) => {
      const { file, setting } = fileOf(configOf(command), flags)
      const { changeKeyFile } = await import('./work/change-key-file.ts')
      await changeKeyFile(file, setting, (keys) => {
        if (keys.every((other) => other.name !== name)) {
          const names = keys.map((other) => other.name).join(', ') || 'none'
          throw wrong(`${file} has no key of ${quoteShort(name)}; it has ${names}`)
        }
        return { leave: name }
      })
      say(`${name} is revoked: what it reads just now is broken off`)
    })
}

/** Throws `usage` where it is not said, or might be either. */
function fileOf(config: Config, { file }: KeyFlags): { file: string; setting: string } {
  if (file !== undefined) return { file, setting: '--file' }
  const { connectorApiKeysFile, pageApiKeysFile } = settings
  const places = [
    { file: config.connectorApiKeysFile, setting: connectorApiKeysFile.env },
    { file: config.pageApiKeysFile, setting: pageApiKeysFile.env },
  ].flatMap(({ file: path, setting }) => (path === undefined ? [] : [{ file: path, setting }]))
  const [first, second] = places
  if (first !== undefined && (second === undefined || second.file === first.file)) return first
  throw wrong(
    first === undefined
      ? `which file? Give --file, or set ${connectorApiKeysFile.env} or ${pageApiKeysFile.env}`
      : `which file? Give --file ${first.file} (the Connector’s) or --file ${second!.file} (the page’s)`,
  )
}

function wrong(message: string): MinuanoError {
  return new MinuanoError('usage', message)
}
