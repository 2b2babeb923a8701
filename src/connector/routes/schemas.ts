import { Type } from 'typebox'
import { problemType } from '../../http/problem.ts'
import { timePattern } from '../../time/time-pattern.ts'
import { formats } from '../answer/formats.ts'
import { mostLeadSeconds, mostLeads } from '../query/read-leads.ts'
import { mostPointCells, pointBounds, pointsPattern } from '../query/read-points.ts'

/** Schemas of requests and problems: what is checked, and what /openapi.json shows. */

export const problemSchema = Type.Object(
  {
    type: Type.String({
      description: 'The code as a URN.',
      examples: ['urn:minuano:error:invalid-time'],
    }),
    title: Type.String({ description: 'When it happens, in general.' }),
    status: Type.Integer({ description: 'The answer’s status.', examples: [422] }),
    detail: Type.String({ description: 'What happened, with which value, and what to do.' }),
    code: Type.String({ description: 'Stable: for programs.', examples: ['invalid-time'] }),
    max_days: Type.Optional(
      Type.Integer({
        description:
          'With the code `interval-too-long`: the most days that such a request may have.',
        examples: [4000],
      }),
    ),
    retry_after: Type.Optional(
      Type.Integer({
        description: 'With the code `too-many-requests`: seconds to wait before the next try.',
        examples: [1],
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
        { type: 'string', description: 'Format of the answer. Wins over `Accept`.' },
      ),
    ),
    reasons: Type.Optional(
      Type.Enum(['true', 'false'], {
        type: 'string',
        description:
          'With `true`, why a value is missing or doubtful, where the Source knows it: after all values, a column `<variable>.reason` each, with the reason’s name in JSON, NDJSON and CSV (null or empty where there is nothing to say), and its number as `uint8` in Arrow. The values are the same as without.',
        examples: ['true'],
      }),
    ),
    carry: Type.Optional(
      Type.Enum(['true', 'false'], {
        type: 'string',
        description:
          'With `true`, also what holds when the interval begins: of each variable whose values come on change (see `/variables`) the rows of the latest time before `start` at which it has a value, if that still holds by its `max_hold`. They come first, at their own times; other variables are null in them.',
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

/** Of a route that answers with one format alone, whose query has no `format`. */
export const dataQueryOfFormat: typeof dataQuery = {
  ...dataQuery,
  properties: leaveOutFormat(dataQuery.properties),
}

function leaveOutFormat(properties: typeof dataQuery.properties): typeof dataQuery.properties {
  return Object.fromEntries(
    Object.entries(properties).filter(([name]) => name !== 'format'),
  ) as typeof dataQuery.properties
}

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
        type: 'string',
        description:
          'Whether a sample’s time is the start or the end of what it stands for: with `end`, one at a day’s last instant belongs to the day that ends there.',
      }),
    ),
    carry: Type.Optional(
      Type.Enum(['true', 'false'], {
        type: 'string',
        description:
          'With `true`, the fingerprint of a variable whose values come on change covers its own rows of the day, and those from before it that hold when it begins, as `/data?carry=true` gives them; a day that has nothing but such rows is listed too, with 0 rows.',
        examples: ['true'],
      }),
    ),
    lead: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        description: `Of which variables a fingerprint of what leads into each day is wanted too: seconds before the day’s beginning, a colon, and one variable’s name, repeated. At most ${mostLeadSeconds} seconds, and ${mostLeads} different ones.`,
        examples: [['1800:wind_speed', '3600:power']],
      }),
    ),
    texts: Type.Optional(
      Type.Enum(['true', 'false'], {
        type: 'string',
        description:
          'With `true`, of each day and variable also the texts that stand in place of numbers, and how many rows have each, where the Source has a row a value.',
        examples: ['true'],
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
        type: 'string',
        description: 'With `false`, names alone: sooner where the Source has many rows.',
        examples: ['false'],
      }),
    ),
  },
  { additionalProperties: false },
)

/** What any route may answer, since it comes before all else. */
const badRequest = { 400: 'The request is not HTTP that the Connector reads.' }

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
    Object.entries({ ...badRequest, ...descriptions }).map(([status, description]) => [
      status,
      {
        description,
        ...(['429', '503'].includes(status) && { headers: retryAfter }),
        content: { [problemType]: { schema: Type.Ref('Problem') } },
      },
    ]),
  )
}
