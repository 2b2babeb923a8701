import { codes, layout, qualityKind, tagMap, tagPattern, uncertainRule } from './narrow-readers.ts'
import { text } from './readers.ts'
import { optionalSetting, setting } from './setting.ts'

/** The settings of a Source that has a row a value; a part of all settings. */
export const narrowSettings = {
  sourceLayout: setting({
    env: 'SOURCE_LAYOUT',
    key: 'source.layout',
    reader: layout,
    fallback: 'wide',
    goesTo: ['connector'],
    help: 'wide: a column a variable; narrow: a row a value, with its tag, as a historian stores them',
  }),
  sourceValueColumn: optionalSetting({
    env: 'SOURCE_VALUE_COLUMN',
    key: 'source.valueColumn',
    reader: text,
    goesTo: ['connector'],
    help: 'of a narrow Source: column of the values, a number, a boolean or a text',
  }),
  sourceVariableColumn: optionalSetting({
    env: 'SOURCE_VARIABLE_COLUMN',
    key: 'source.variableColumn',
    reader: text,
    goesTo: ['connector'],
    help: 'of a narrow Source: column that names a row’s variable, beside SOURCE_ASSET_COLUMN where there are several assets',
  }),
  sourceTagColumn: optionalSetting({
    env: 'SOURCE_TAG_COLUMN',
    key: 'source.tagColumn',
    reader: text,
    goesTo: ['connector'],
    help: 'of a narrow Source: column of the tags, where these name the asset and the variable in one; with SOURCE_TAG_PATTERN, SOURCE_TAGS or both',
  }),
  sourceTagPattern: optionalSetting({
    env: 'SOURCE_TAG_PATTERN',
    key: 'source.tagPattern',
    reader: tagPattern,
    goesTo: ['connector'],
    help: 'how tags are written: {asset}.{variable}, or {variable} alone where there is one asset; the whole tag must match, the first of the two as little as possible',
  }),
  sourceTags: optionalSetting({
    env: 'SOURCE_TAGS',
    key: 'source.tags',
    reader: tagMap,
    goesTo: ['connector'],
    help: 'tags that fit no pattern, or name otherwise: {"GEN1_KW": {"asset": "T01", "variable": "power"}}; it wins over the pattern',
  }),
  sourceQualityColumn: optionalSetting({
    env: 'SOURCE_QUALITY_COLUMN',
    key: 'source.qualityColumn',
    reader: text,
    goesTo: ['connector'],
    help: 'of a narrow Source: column that says whether a row’s value is good, a number, a text or a boolean; with SOURCE_QUALITY_KIND',
  }),
  sourceQualityKind: optionalSetting({
    env: 'SOURCE_QUALITY_KIND',
    key: 'source.qualityKind',
    reader: qualityKind,
    goesTo: ['connector'],
    help: 'what its codes mean, since 0 is good in one and bad in the other: opc-da (192 good), opc-ua (0 good), aveva (0 good), pi (0 good, else a digital state), list (good are those of SOURCE_GOOD_QUALITIES)',
  }),
  sourceGoodQualities: optionalSetting({
    env: 'SOURCE_GOOD_QUALITIES',
    key: 'source.goodQualities',
    reader: codes,
    goesTo: ['connector'],
    help: 'with SOURCE_QUALITY_KIND=list, the codes that are good: 0,192; all others are bad',
  }),
  sourceUncertain: setting({
    env: 'SOURCE_UNCERTAIN',
    key: 'source.uncertain',
    reader: uncertainRule,
    fallback: 'leave-out',
    goesTo: ['connector'],
    help: 'leave-out: a value whose quality is uncertain is left out, as a bad one is; keep: it is one of the samples; either way it is counted',
  }),
} as const
