import { listSome } from '../../errors/list-some.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { quoteShort } from '../../errors/quote-short.ts'
import type { StoredSignal } from '../../target/read/list-signals.ts'
import type { Column } from './column.ts'

/**
 * OpenOA's columns of SCADA data (its schema/metadata.py, after IEC 61400-25), but for the state, which is a text there; each
 * with what variables are usually called.
 */
export const usualNames = {
  WMET_HorWdSpd:
    'wind_speed windspeed ws wind_spd nacelle_wind_speed velocidade_vento velocidade_do_vento',
  WMET_HorWdDir: 'wind_direction winddirection wind_dir wd direcao_vento direcao_do_vento',
  WMET_HorWdDirRel:
    'wind_direction_relative relative_wind_direction wind_vane vane yaw_error yaw_misalignment',
  WMET_EnvTmp:
    'ambient_temperature ambient_temp amb_temp ambtemp temp_ambient outdoor_temperature air_temperature env_temp temperatura_ambiente',
  WROT_BlPthAngVal: 'pitch pitch_angle blade_pitch blade_angle blade_pitch_angle angulo_pitch',
  WTUR_W: 'power active_power grid_power power_kw pwr potencia potencia_ativa',
} as const

export type OpenoaName = keyof typeof usualNames

export const openoaNames = Object.keys(usualNames) as OpenoaName[]

export function isOpenoaName(name: string): name is OpenoaName {
  return Object.hasOwn(usualNames, name)
}

export interface OpenoaColumns {
  readonly columns: Column[]
  /** Variables that have no column there, in order. */
  readonly unnamed: readonly string[]
}

/**
 * Means by OpenOA's names: those of variables that `renamed` gives one, or that are called as usual. Throws
 * `export-refused` where two variables would have the same, or none has any.
 */
export function openoaColumns(
  signals: readonly StoredSignal[],
  renamed: ReadonlyMap<string, string>,
): OpenoaColumns {
  const means = signals.filter(({ statistic }) => statistic === 'mean')
  const variables = [...new Set(signals.map(({ variable }) => variable))].sort()
  const withMean = new Set(means.map(({ variable }) => variable))
  const missing = [...renamed.keys()].filter((variable) => !withMean.has(variable))
  if (missing.length > 0) {
    throw new MinuanoError(
      'export-refused',
      `--column names ${listSome(missing.map(quoteShort), 20)}, of which the Target has no mean; it has those of ${listSome([...withMean].sort(), 20)}`,
    )
  }
  const taken = new Map<string, string[]>()
  for (const variable of variables.filter((name) => withMean.has(name))) {
    const name = renamed.get(variable) ?? usualNameOf(variable)
    if (name === undefined) continue
    taken.set(name, [...(taken.get(name) ?? []), variable])
  }
  const columns = openoaNames.flatMap((name) => {
    const found = taken.get(name) ?? []
    // What is named by hand goes before what is only called so.
    const given = found.filter((variable) => renamed.has(variable))
    const chosen = given.length > 0 ? given : found
    if (chosen.length > 1) {
      throw new MinuanoError(
        'export-refused',
        `${listSome(chosen.map(quoteShort), 20)} would all be ${name}: say which one is, as --column ${chosen[0]!}=${name}`,
      )
    }
    return chosen.map((variable) => ({ name, variable, statistic: 'mean' }))
  })
  if (columns.length === 0) {
    throw new MinuanoError(
      'export-refused',
      `none of ${listSome(variables.map(quoteShort), 20)} is known as a column of OpenOA's: name them, as --column ${variables[0] ?? 'p_act'}=WTUR_W. OpenOA's are ${openoaNames.join(', ')}`,
    )
  }
  const named = new Set(columns.map(({ variable }) => variable))
  return { columns, unnamed: variables.filter((variable) => !named.has(variable)) }
}

function usualNameOf(variable: string): OpenoaName | undefined {
  const word = variable
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
  return openoaNames.find(
    (name) => name.toLowerCase() === word || usualNames[name].split(' ').includes(word),
  )
}
