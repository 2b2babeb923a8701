import { assetName, assetNames, assetPrefix } from './asset-readers.ts'
import { optionalSetting, setting } from './setting.ts'
import { settingsByAsset } from './settings-by-asset.ts'

/** The settings that say which assets there are, and what single ones have for themselves; a part of all settings. */
export const assetSettings = {
  asset: setting({
    env: 'MINUANO_ASSET',
    flag: '--asset <name>',
    key: 'asset',
    reader: assetName,
    fallback: '',
    goesTo: ['etl', 'page'],
    help: 'turbine or plant that the signals belong to; part of their names; of a Source whose rows name no asset',
  }),
  assets: optionalSetting({
    env: 'MINUANO_ASSETS',
    flag: '--assets <names>',
    key: 'onlyAssets',
    reader: assetNames,
    goesTo: ['etl', 'page'],
    help: 'assets to load, of a Source whose rows name theirs: T01,T02 (a comma in a name follows a \\, and a space at its ends); without it all',
  }),
  assetSettings: optionalSetting({
    env: 'MINUANO_ASSET_SETTINGS',
    key: 'assets',
    reader: settingsByAsset,
    goesTo: ['etl', 'page'],
    help: 'what single assets have for themselves, by name: {"T42": {"ratedPower": 2300, "ranges": {"power": [-50, 2500]}, "sampleLabel": "end"}}; also sampleInterval, minimumCoverage, and for the register type, hubHeight, rotorDiameter (m), latitude, longitude, cutInSpeed (m/s); a list of such objects, each with validFrom, where an asset changed: see farm.md',
  }),
  assetPrefix: setting({
    env: 'MINUANO_ASSET_PREFIX',
    key: 'assetPrefix',
    reader: assetPrefix,
    fallback: '',
    goesTo: ['etl', 'page'],
    help: 'begins the names of the Source’s assets in the Target, such as north- : for two plants in one Target that may both have a T01',
  }),
} as const
