import { say } from '../../src/log/say.ts'
import { runSql } from './run-sql.ts'
import type { Bench } from './start-bench.ts'

/** The days that the table of a load has; the end is not in them. */
export const threeYears = { start: '2020-01-01', end: '2023-01-01', rows: 1_578_240 } as const

/** Where the rows are, beside the table that all other rows of the bench read. */
export const loadTable = 'bench_load.minute'

/** Three years of minutes with four variables, made by SQL alone: what is measured is how they are read. */
export async function fillThreeYears({ up }: Bench): Promise<void> {
  say(`filling ${loadTable}: ${threeYears.start} to ${threeYears.end} ...`)
  await runSql(
    up.adminUrl('source'),
    'drop schema if exists bench_load cascade',
    'create schema bench_load',
    'grant usage on schema bench_load to connector',
    `create table ${loadTable} ("timestamp" timestamptz(0) primary key, wind_speed double precision,
       power double precision, ambient_temperature double precision, wind_direction double precision)`,
    `insert into ${loadTable}
     select time, (minute % 200) / 10.0, minute % 2000 + 0.5, (minute % 300) / 10.0, minute % 360
     from generate_series(0, ${threeYears.rows - 1}) minute,
       lateral (select timestamptz '${threeYears.start}Z' + minute * interval '1 minute' as time) at`,
    `grant select on ${loadTable} to connector`,
    `vacuum analyze ${loadTable}`,
    'checkpoint',
  )
}

/** Gives the room back. */
export async function dropThreeYears({ up }: Bench): Promise<void> {
  await runSql(up.adminUrl('source'), 'drop schema if exists bench_load cascade', 'checkpoint')
}
