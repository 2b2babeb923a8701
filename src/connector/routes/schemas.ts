import { Type } from 'typebox'
import { problemType } from '../../http/problem.ts'
import { timePattern } from '../../time/time-pattern.ts'
import { formats } from '../answer/formats.ts'
import { mostPointCells, pointBounds, pointsPattern } from '../query/read-points.ts'

/** Schemas of requests and answers: what is checked, and what /openapi.json shows. */

export const problemSchema = Type.Object(
  {
    type: Type.String({ examples: ['urn:minuano:error:invalid-time'] }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'What happened, with which value, and what to do.' }),
    code: Type.String({ description: 'Stable: for programs.', examples: ['invalid-time'] }),
    max_days: Type.Optional(
      Type.Integer({
        description:
          'With the code `interval-too-long`: the most days that such a request may have.',
        examples: [4000],
      }),
    ),
  },
  { $id: 'Problem', title: 'Problem', description: 'An error, as RFC 9457 writes it.' },
)

export const dataQuery = Type.Object(
  {
    start: Type.String({
      description:
        'First instant: RFC 3339, or a date or a time without offset, which mean the Connector’s time zone (see `/variables`). Offsets may also be `+01`, `+0130`, `UTC` or `GMT`; 24:00 is the next day’s 00:00. In UTC it is of the years 0001 to 9999.',
      pattern: timePattern,
      examples: ['2025-01-03T00:00:00Z', '2025-01-03'],
    }),
    end: Type.String({
      description: 'Instant after the last one: it is not part of the interval, and after `start`.',
      pattern: timePattern,
      examples: ['2025-01-04T00:00:00Z', '2025-01-04'],
    }),
    variables: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        description:
          'Variables to answer with, in this order: repeated, or separated by commas. All if left out.',
        examples: [['wind_speed', 'power']],
      }),
    ),
    assets: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        description:
          'Assets to answer with, where the Source’s rows name theirs (see `/assets`): repeated, or separated by commas. All if left out. Rows come asset by asset.',
        examples: [['T01', 'T02']],
      }),
    ),
    format: Type.Optional(
      Type.Enum(
        formats.map(({ name }) => name),
        { description: 'Format of the answer. Wins over `Accept`.' },
      ),
    ),
    reasons: Type.Optional(
      Type.Enum(['true', 'false'], {
        description:
          'With `true`, why a value is missing or doubtful, where the Source knows it: after all values, a column `<variable>.reason` each, with the reason’s name in JSON, NDJSON and CSV (null or empty where there is nothing to say), and its number as `uint8` in Arrow. The values are the same as without.',
        examples: ['true'],
      }),
    ),
    points: Type.Optional(
      Type.String({
        description: `For a chart: a whole number, ${pointBounds.least} to ${pointBounds.most}. Of each asset that has more rows in the interval, only those that the chart of a variable needs: the interval is cut into a fifth as many columns of one width, and of each column come the rows of each variable’s first, last, least and greatest value (of a direction, by \`MINUANO_KINDS\` or by unit and name: first and last), and the first row without a value where its values stop. They are the Source’s own rows, with the values of all variables asked for; of one variable no more than \`points\`, of several no more than \`points\` for each. Where a column has no row at all, between two that have, there is one row more, at the column’s beginning, in which every value is null: a gap, where a line is to be broken. An asset of no more rows has them all, without such marks. Points times variables: ${mostPointCells} at the most.`,
        pattern: pointsPattern,
        examples: ['2000'],
      }),
    ),
  },
  { additionalProperties: false },
)

export const inventoryQuery = Type.Object(
  {
    start: dataQuery.properties.start,
    end: dataQuery.properties.end,
    variables: dataQuery.properties.variables,
    assets: dataQuery.properties.assets,
    time_zone: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'Where a day begins; the Connector’s own zone if left out.',
        examples: ['America/Sao_Paulo'],
      }),
    ),
    sample_label: Type.Optional(
      Type.Enum(['start', 'end'], {
        description:
          'Whether a sample’s time is the start or the end of what it stands for: with `end`, one at a day’s last instant belongs to the day that ends there.',
      }),
    ),
  },
  { additionalProperties: false },
)

/** For routes that take no parameter at all. */
export const noQuery = Type.Object({}, { additionalProperties: false })

export const assetsQuery = Type.Object(
  {
    period: Type.Optional(
      Type.Enum(['true', 'false'], {
        description: 'With `false`, names alone: sooner where the Source has many rows.',
        examples: ['false'],
      }),
    ),
  },
  { additionalProperties: false },
)

const nullableTime = Type.Union([Type.String({ format: 'date-time' }), Type.Null()])

export const variablesAnswer = Type.Object(
  {
    time_zone: Type.String({
      description: 'What a time without offset means here.',
      examples: ['UTC'],
    }),
    first: nullableTime,
    last: nullableTime,
    outside_rows: Type.Optional(
      Type.Integer({
        description:
          'Rows before 1900 or from 2200 on, which are not in the period; 1000 are 1000 or more. Only where there are some.',
        examples: [1],
      }),
    ),
    order_column: Type.Optional(
      Type.String({
        description:
          'The column that says which of the rows of one time came first, where one is set: `/data` gives them in its order.',
        examples: ['seq'],
      }),
    ),
    row_keys: Type.Optional(
      Type.Array(
        Type.Object({
          column: Type.String({ examples: ['turbine'] }),
          looks_like: Type.Union([Type.Literal('asset'), Type.Literal('tag'), Type.Null()], {
            description: 'What the column’s name says; null where it says neither.',
          }),
          values: Type.Array(Type.Union([Type.String(), Type.Number()]), {
            description: 'Some of its values, as `SOURCE_WHERE` takes them.',
            examples: [['T01', 'T02']],
          }),
          count: Type.Integer({ description: 'How many values it has in the rows looked at.' }),
        }),
        {
          description:
            'Only where many rows have one time: the columns of the Source’s table that tell them apart, such as a turbine’s or a tag’s name, as the newest rows show it.',
        },
      ),
    ),
    variables: Type.Array(
      Type.Object({
        name: Type.String({ examples: ['wind_speed'] }),
        unit: Type.Union([Type.String(), Type.Null()], { examples: ['m/s'] }),
        type: Type.String({ examples: ['double precision'] }),
        first: nullableTime,
        last: nullableTime,
      }),
    ),
  },
  { description: 'Variables, and the first and last time that the Source has (null if empty).' },
)

export const assetsAnswer = Type.Object(
  {
    assets: Type.Array(
      Type.Object({
        asset: Type.String({ examples: ['T01'] }),
        first: Type.Optional(nullableTime),
        last: Type.Optional(nullableTime),
      }),
    ),
  },
  {
    description:
      'Assets in the Source’s order, and the first and last time of each (left out under `period=false`).',
  },
)

const dayInventories = Type.Array(
  Type.Object({
    day: Type.String({ format: 'date', examples: ['2025-01-03'] }),
    rows: Type.Integer({ examples: [1440] }),
    variables: Type.Record(
      Type.String(),
      Type.Object({
        values: Type.Integer({ description: 'Rows that have a value.', examples: [1440] }),
        fingerprint: Type.String({ examples: ['-3372036854775808123'] }),
      }),
    ),
  }),
)

export const inventoryAnswer = Type.Object(
  {
    time_zone: Type.String({ examples: ['UTC'] }),
    sample_label: Type.String({ examples: ['start'] }),
    variables: Type.Array(
      Type.Object({
        name: Type.String({ examples: ['wind_speed'] }),
        unit: Type.Union([Type.String(), Type.Null()], { examples: ['m/s'] }),
      }),
    ),
    rows_without_asset: Type.Optional(
      Type.Integer({
        description:
          'Rows of the interval that are in no asset’s days, whatever assets were asked for, since they name none: NULL, or an empty text. Only where there are some.',
        examples: [12],
      }),
    ),
    days: Type.Optional(dayInventories),
    assets: Type.Optional(
      Type.Array(Type.Object({ asset: Type.String({ examples: ['T01'] }), days: dayInventories }), {
        description: 'In place of `days`, where the Source’s rows name their asset.',
      }),
    ),
  },
  { description: 'Days that have rows, in order, and what they hold.' },
)

export const healthAnswer = Type.Object({ status: Type.String({ examples: ['ok'] }) })

const rowSchema = Type.Object(
  { timestamp: Type.String({ format: 'date-time', examples: ['2025-01-03T00:00:00Z'] }) },
  {
    additionalProperties: Type.Union([Type.Number(), Type.String(), Type.Null()]),
    examples: [{ timestamp: '2025-01-03T00:00:00Z', wind_speed: 7.31, power: 441.2 }],
  },
)

const binary = Type.String({ format: 'binary' })

/** The answer of `/data`, in each of its formats. */
export const dataAnswer = {
  description:
    'Rows in the order of time, asset by asset where they name one; a value that is missing is null, or empty in CSV; a text is a reason, under `reasons=true`.',
  headers: {
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
  },
  content: {
    'application/json': { schema: Type.Array(rowSchema) },
    'application/x-ndjson': { schema: binary },
    'text/csv': { schema: binary },
    'application/vnd.apache.arrow.stream': { schema: binary },
  },
}

/** Answers that say when to come again. */
export const busyAnswers = {
  429: 'Too many requests of one key (`CONNECTOR_REQUESTS_PER_SECOND`): try again after `Retry-After` seconds.',
  503: 'The Source is down or slow, or as many answers are under way as may be: try again after `Retry-After` seconds.',
}

const retryAfter = {
  'Retry-After': { type: 'integer', description: 'Seconds to wait before the next try.' },
}

/** Problem answers by status, with what each one means here. */
export function problemAnswers(descriptions: Readonly<Record<number, string>>) {
  return Object.fromEntries(
    Object.entries(descriptions).map(([status, description]) => [
      status,
      {
        description,
        ...(['429', '503'].includes(status) && { headers: retryAfter }),
        content: { [problemType]: { schema: Type.Ref('Problem') } },
      },
    ]),
  )
}
