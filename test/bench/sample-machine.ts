import type { Machine } from '../../bench/report/machine.ts'

/** What a run says of the machine that it was on. */
export const sampleMachine: Machine = {
  date: '2026-11-28',
  cpu: 'A processor',
  cores: 2,
  memory: '24 GiB',
  system: 'linux x64',
  load: 'load average 0.1 before the start, at most 3.0 during the run',
  versions: { Minuano: '0.1.0', PostgreSQL: '18.4' },
}
