import type { Command } from 'commander'
import { print, say } from '../log/say.ts'
import { addSettingOptions, configOf } from './flags/setting-options.ts'

export function registerTargetCommand(program: Command): void {
  const target = program.command('target').description('the Target: make its tables and roles')
  const init = target
    .command('init')
    .description('make tables, roles and signals; changes nothing where they are there')
    .option('--json', 'print one JSON object')
  addSettingOptions(init, ['variables', 'statistics', 'periodSeconds', 'asset'])
  init.action(async (options: { json?: true }, command: Command) => {
    const config = configOf(command)
    const { withTargetOwner } = await import('../stack/with-database.ts')
    const { openTarget } = await import('../target/tables/open-target.ts')
    const { targetLimitsOf } = await import('../target/limits.ts')
    const { initTarget } = await import('../target/tables/init-target.ts')
    const { etlSettingsOf } = await import('../etl/shape/etl-settings.ts')
    const { findKinds } = await import('../etl/shape/find-kinds.ts')
    const { signalKeys } = await import('../etl/shape/signal-keys.ts')
    const settings = etlSettingsOf(config)
    const result = await withTargetOwner(config, async (url) => {
      const opened = await openTarget(url, targetLimitsOf(config))
      try {
        return await initTarget(opened, {
          signals: signalKeys(settings, config, findKinds(settings, config, settings.units)),
          units: settings.units,
          etlPassword: config.etlRolePassword,
          readerPassword: config.readerRolePassword,
        })
      } finally {
        await opened.close()
      }
    })
    if (options.json === true) {
      print(JSON.stringify(result))
      return
    }
    const steps = result.steps.length === 0 ? 'tables were there' : 'tables made'
    print(`Target: ${steps}; signals: ${result.signals.join(', ')}`)
    print(
      result.rolesLeft === null
        ? 'Roles: etl owns the tables, reader may select'
        : `Roles left as they are, the tables belong to this user: ${result.rolesLeft}`,
    )
  })
  registerMerge(target)
}

function registerMerge(target: Command): void {
  const merge = target
    .command('merge')
    .description('put tables of days together, month by month, where the month is over')
    .option('--json', 'print one JSON object')
  merge.addHelpText(
    'after',
    '\nA farm’s days are tables of their own at first. Loads put those of a past month together\nby themselves, when nobody reads; this does it now, and exits with 75 where some are left.',
  )
  addSettingOptions(merge, [])
  merge.action(async (options: { json?: true }, command: Command) => {
    const config = configOf(command)
    const { withTargetOwner } = await import('../stack/with-database.ts')
    const { openReadyTarget } = await import('../target/tables/open-ready-target.ts')
    const { targetLimitsOf } = await import('../target/limits.ts')
    const { mergeMonths } = await import('../target/partitions/merge-months.ts')
    const { merged, left } = await withTargetOwner(config, async (url) => {
      const opened = await openReadyTarget(url, targetLimitsOf(config))
      try {
        return await mergeMonths(opened, { say })
      } finally {
        await opened.close()
      }
    })
    if (left.length > 0) process.exitCode = 75
    if (options.json === true) {
      print(JSON.stringify({ merged, left }))
      return
    }
    for (const { name, tables } of merged) print(`${name}: ${tables} tables put together`)
    for (const { name, tables, reason } of left) {
      print(`${name}: left as ${tables} tables, since ${reason}`)
    }
    if (merged.length + left.length === 0) print('Target: nothing to put together')
  })
}
