import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { basename, delimiter, dirname, join, relative } from 'node:path'

interface Link {
  /** Both relative to the package, such as `native/lib/libpq.so.5.18` and `native/lib/libpq.so.5`. */
  readonly source: string
  readonly target: string
}

/**
 * Makes the library links that the package's install script would have made, where npm did not run
 * it. Where the package cannot be written to, they go into `spareFolder`. Gives the folders that the
 * programs' loader must be told of, or `undefined` where the links are in their usual place.
 */
export function mendLibraryLinks(native: string, spareFolder: string): string | undefined {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return undefined
  const links = (JSON.parse(readFileSync(list, 'utf8')) as Link[])
    .map(({ source, target }) => ({
      source: join(native, '..', source),
      target: join(native, '..', target),
    }))
    .filter(({ target }) => !existsSync(target))
  if (links.every(({ source, target }) => link(relative(dirname(target), source), target))) {
    return undefined
  }
  mkdirSync(spareFolder, { recursive: true })
  for (const { source, target } of links) link(source, join(spareFolder, basename(target)))
  // The libraries look for one another beside the place where they were found.
  return [spareFolder, join(native, 'lib')].join(delimiter)
}

/** Whether the link is there afterwards: another start may have made it meanwhile. */
function link(to: string, path: string): boolean {
  try {
    symlinkSync(to, path)
    return true
  } catch {
    return existsSync(path)
  }
}
