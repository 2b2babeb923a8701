import { reasonColumns } from '../../frame/reason-columns.ts'
import { timeName } from '../../source/source.ts'
import type { SourceFacts, SourceVariable } from '../../source/source.ts'

const time = {
  type: 'string',
  format: 'date-time',
  description: 'The row’s time, in UTC.',
  examples: ['2025-01-03T00:00:00Z'],
}

const asset = {
  type: 'string',
  description: 'The turbine or other machine that the row is of.',
  examples: ['T01'],
}

/** A row of `/data` as JSON, of a Source that is not known: its variables are not named. */
export const unknownRow = {
  $id: 'Row',
  type: 'object',
  title: 'Row',
  description:
    'A row: its time, and a member for each variable asked for, a number or null. Which variables there are is not said here: the Source could not be asked just now, or whoever asks has shown no API key. With both, this description names them.',
  required: [timeName],
  properties: { [timeName]: time },
}

/** The same with the Source's own variables, whatever they are called. Those not asked for are left out of a row. */
export function rowOf(facts: SourceFacts): object {
  const { variables, hasAssets, mayHaveReasons } = facts
  const columns = variables.map(({ name }) => name)
  const reasons = mayHaveReasons
    ? reasonColumns({ ...facts, timeName, columns, reasons: columns })
    : []
  const members: [string, object][] = [
    [timeName, time],
    ...(hasAssets ? [['asset', asset] satisfies [string, object]] : []),
    ...variables.map((variable): [string, object] => [variable.name, valueOf(variable)]),
    ...[...reasons].map(([variable, name]): [string, object] => [name, reasonOf(variable)]),
  ]
  return {
    type: 'object',
    title: 'Row',
    description: 'A row: its time, and the variables that were asked for.',
    required: hasAssets ? [timeName, 'asset'] : [timeName],
    properties: Object.fromEntries(members),
  }
}

function valueOf({ name, unit }: SourceVariable): object {
  const description = `The variable ${name}${unit === null ? '' : `, in ${unit}`}; null where it has no value.`
  return { type: ['number', 'null'], format: 'double', description }
}

function reasonOf(variable: string): object {
  const description = `Under \`reasons=true\`: why ${variable} has no value, or one that is doubtful; null where there is nothing to say.`
  return { type: ['string', 'null'], description }
}
