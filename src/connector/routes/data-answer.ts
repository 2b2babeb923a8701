import { Type } from 'typebox'
import { formats } from '../answer/formats.ts'
import type { Format } from '../answer/formats.ts'

const headers = {
  'Minuano-Interval': {
    type: 'string',
    description: 'The interval as it was understood: start/end, RFC 3339 in UTC.',
  },
  'Minuano-Rows-Without-Asset': {
    type: 'integer',
    description:
      'Rows of the interval that the answer leaves out, whatever assets were asked for, since they name none: NULL, or an empty text. Only where there are some.',
  },
  'Minuano-Points': {
    type: 'string',
    enum: ['all', 'thinned'],
    description:
      'Only with `points`: `all` where no row was left out, `thinned` where an asset had more rows than points (in a long answer of many assets: where one may have).',
  },
  'Minuano-Rows': {
    type: 'integer',
    description: 'Rows of the answer, where it is short enough to be counted first.',
  },
}

/** What a client gets: rows as objects, a text, or bytes. */
const schemas: Readonly<Record<Format['name'], object>> = {
  json: Type.Array(Type.Ref('Row'), { description: 'The rows.' }),
  ndjson: Type.String({ description: 'A JSON object a line, each a row.' }),
  csv: Type.String({ description: 'A line of names, then a line a row.' }),
  arrow: Type.String({ format: 'binary', description: 'An Arrow IPC stream.' }),
}

/** The answer of `/data` in these formats. */
export function dataAnswer(answered: readonly Format[] = formats) {
  return {
    description:
      'Rows in the order of time, asset by asset where they name one; a value that is missing is null, or empty in CSV; a text is a reason, under `reasons=true`.',
    headers,
    content: Object.fromEntries(
      answered.map(({ name, mediaTypes }) => [mediaTypes[0], { schema: schemas[name] }]),
    ),
  }
}
