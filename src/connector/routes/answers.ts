import { Type } from 'typebox'
import { nullable, nullableTime } from './nullable.ts'
import { samplingSchema } from './sampling-of.ts'

/** Schemas of answers that are no rows: what is written, and what /openapi.json shows. */

const instant = (what: string) => nullableTime({ description: `${what}; null if there is none.` })

const timeZone = Type.String({
  description: 'What a time without offset means here.',
  examples: ['UTC'],
})

const variableName = Type.String({
  description: 'The name to ask for, and that its column has in an answer.',
  examples: ['wind_speed'],
})

const unit = nullable('string', {
  description: 'The unit of its values; null where the Source does not say it.',
  examples: ['m/s'],
})

const assetName = Type.String({
  description: 'The turbine or other machine, as the Source calls it.',
  examples: ['T01'],
})

/** Without a type: oapi-codegen knows none that is of two, beside null. */
const keyValue = Type.Unsafe<string | number>({ description: 'A text or a number.' })

const rowKey = Type.Object(
  {
    column: Type.String({ description: 'The column’s name.', examples: ['turbine'] }),
    looks_like: Type.Unsafe<'asset' | 'tag' | null>({
      type: ['string', 'null'],
      enum: ['asset', 'tag', null],
      description: 'What the column’s name says; null where it says neither.',
    }),
    values: Type.Array(keyValue, {
      description: 'Some of its values, as `SOURCE_WHERE` takes them.',
      examples: [['T01', 'T02']],
    }),
    count: Type.Integer({ description: 'How many values it has in the rows looked at.' }),
  },
  { title: 'RowKey', description: 'A column that tells rows of one time apart.' },
)

const variable = Type.Object(
  {
    name: variableName,
    unit,
    type: Type.String({
      description: 'PostgreSQL’s name of its type; all values are sent as doubles.',
      examples: ['double precision'],
    }),
    first: instant('The Source’s first time'),
    last: instant('The Source’s last time'),
    ...samplingSchema,
  },
  { title: 'Variable', description: 'A numeric variable of the Source.' },
)

export const variablesAnswer = Type.Object(
  {
    time_zone: timeZone,
    first: instant('The Source’s first time'),
    last: instant('The Source’s last time'),
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
    tags_without_variable: Type.Optional(
      Type.Object(
        {
          count: Type.Integer({ description: 'How many there are.', examples: [3] }),
          some: Type.Array(Type.String(), {
            description: 'Some of them; an empty one stands for rows whose tag is empty or NULL.',
            examples: [['Grid frequency']],
          }),
        },
        {
          title: 'TagsWithoutVariable',
          description:
            'Of a Source that has a row a value: tags that fit no pattern, or whose names another tag has. No answer has their rows. Only where there are some.',
        },
      ),
    ),
    row_keys: Type.Optional(
      Type.Array(rowKey, {
        description:
          'Only where many rows have one time: the columns of the Source’s table that tell them apart, such as a turbine’s or a tag’s name, as the newest rows show it.',
      }),
    ),
    variables: Type.Array(variable, { description: 'All that can be asked for.' }),
  },
  {
    title: 'Variables',
    description: 'Variables, and the first and last time that the Source has (null if empty).',
  },
)

export const assetsAnswer = Type.Object(
  {
    assets: Type.Array(
      Type.Object(
        {
          asset: assetName,
          first: Type.Optional(instant('The first time of its rows')),
          last: Type.Optional(instant('The last time of its rows')),
        },
        { title: 'Asset', description: 'A turbine or other machine.' },
      ),
      { description: 'One without a name where the rows name none.' },
    ),
  },
  {
    title: 'Assets',
    description:
      'Assets in the Source’s order, and the first and last time of each (left out under `period=false`).',
  },
)

const day = Type.Object(
  {
    day: Type.String({
      format: 'date',
      description: 'The calendar day, in the answer’s time zone.',
      examples: ['2025-01-03'],
    }),
    rows: Type.Integer({ description: 'Rows of the day.', examples: [1440] }),
    variables: Type.Unsafe<
      Record<
        string,
        {
          values: number
          fingerprint: string
          held?: number
          texts?: Record<string, number>
          lead?: string
        }
      >
    >({
      type: 'object',
      description: 'By the variable’s name.',
      additionalProperties: Type.Object(
        {
          values: Type.Integer({ description: 'Rows that have a value.', examples: [1440] }),
          fingerprint: Type.String({
            description: 'Another text as soon as any value, row or time of the day is another.',
            examples: ['-3372036854775808123'],
          }),
          held: Type.Optional(
            Type.Integer({
              description:
                'Under `carry=true`: rows with a value from before the day that holds when it begins, which the fingerprint covers too. Only where there are some.',
              examples: [1],
            }),
          ),
          texts: Type.Optional(
            Type.Unsafe<Record<string, number>>({
              type: 'object',
              additionalProperties: { type: 'integer' },
              description:
                'Under `texts=true`: the texts that are no number, cut at 64 characters, and how many rows have each, the 20 most frequent by name and all others as `other`. Only where there are some.',
              examples: [{ 'Bad Input': 3 }],
            }),
          ),
          lead: Type.Optional(
            Type.String({
              description:
                'Under `lead`, of the variables named there: another text as soon as any value, row or time of so many seconds before the day is another.',
              examples: ['1170935903116328960'],
            }),
          ),
        },
        { title: 'DayOfVariable', description: 'What a day has of a variable.' },
      ),
    }),
  },
  { title: 'Day', description: 'A day that has rows, or begins with a value that holds.' },
)

export const inventoryAnswer = Type.Object(
  {
    time_zone: Type.String({ description: 'Where its days begin.', examples: ['UTC'] }),
    sample_label: Type.String({
      description: 'Whether a sample’s time is the start or the end of what it stands for.',
      examples: ['start'],
    }),
    variables: Type.Array(
      Type.Object(
        { name: variableName, unit, ...samplingSchema },
        { title: 'CountedVariable', description: 'A variable, and its unit.' },
      ),
      { description: 'The variables that were counted.' },
    ),
    rows_without_asset: Type.Optional(
      Type.Integer({
        description:
          'Rows of the interval that are in no asset’s days, whatever assets were asked for, since they name none: NULL, or an empty text. Only where there are some.',
        examples: [12],
      }),
    ),
    days: Type.Optional(Type.Array(day, { description: 'Where the Source’s rows name no asset.' })),
    assets: Type.Optional(
      Type.Array(
        Type.Object(
          { asset: assetName, days: Type.Array(day, { description: 'Its days.' }) },
          { title: 'DaysOfAsset', description: 'The days of an asset.' },
        ),
        { description: 'In place of `days`, where the Source’s rows name their asset.' },
      ),
    ),
  },
  {
    title: 'Inventory',
    description: 'Days that have rows, in order, and what they hold.',
  },
)

export const healthAnswer = Type.Object(
  { status: Type.String({ description: '`ok`.', examples: ['ok'] }) },
  { title: 'Health', description: 'All is well.' },
)
