import { atEnd } from './at-end.ts'
import { migrateTarget } from '../../src/target/tables/migrate-target.ts'
import { openTarget } from '../../src/target/tables/open-target.ts'
import type { Target } from '../../src/target/tables/schema.ts'
import { createTestDatabase } from './postgres.ts'
import type { TestDatabase } from './postgres.ts'

let template: Promise<TestDatabase> | undefined

/** A fresh Target with its tables, closed and dropped at the file's end. */
export async function createTestTarget(): Promise<{ url: string; target: Target }> {
  template ??= makeTemplate()
  const database = await createTestDatabase({ template: await template })
  const target = await openTarget(database.url)
  atEnd(async () => {
    await target.close()
    await database.drop()
  })
  return { url: database.url, target }
}

async function makeTemplate(): Promise<TestDatabase> {
  const database = await createTestDatabase()
  const target = await openTarget(database.url)
  await migrateTarget(target)
  await target.close()
  return database
}
