import type { PageSettings } from './page-settings.ts'
import { createPlantModel } from './plant-model.ts'
import type { PlantModel } from './plant-model.ts'
import type { TargetReader } from './target-reader.ts'

/** The plant as each reader may see it: a farm to one is two turbines to another. */
export interface PlantModels {
  /** `assets`, as they are called in the Target; undefined: all. */
  of(assets: readonly string[] | undefined): PlantModel
  /** Something has changed: ask again. */
  forget(): void
}

/** Sets of assets whose facts are kept; of others they are asked for anew. */
const mostKept = 100

export function createPlantModels(target: TargetReader, settings: PageSettings): PlantModels {
  const whole = createPlantModel(target, settings)
  const parts = new Map<string, PlantModel>()
  return {
    of: (assets) => {
      if (assets === undefined) return whole
      const key = JSON.stringify(assets)
      const part = parts.get(key) ?? createPlantModel(target, settings, assets)
      parts.delete(key)
      parts.set(key, part)
      if (parts.size > mostKept) parts.delete(parts.keys().next().value!)
      return part
    },
    forget: () => {
      whole.forget()
      for (const part of parts.values()) part.forget()
    },
  }
}
