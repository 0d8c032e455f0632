import type { Stats } from "node:fs"
import { readdir, stat } from "node:fs/promises"
import { join } from "node:path"
import { type Pattern, patternOf } from "./glob.ts"
import type { Problems } from "./problems.ts"

/** A regular file as it was found. */
export interface Found {
  readonly path: string
  readonly key: string
  readonly size: number
  readonly mtimeMs: number
}

const atOnce = 64
/** Names of a folder that are looked at when a file is missed. */
const namesMax = 10_000

/** Finds the files that the patterns match, in the order of their paths. */
export function openScan(
  { paths, exclude }: { readonly paths: readonly string[]; readonly exclude: readonly string[] },
  problems: Problems,
): () => Promise<readonly Found[]> {
  const wanted = paths.map((text) => [text, patternOf(text)] as const)
  const unwanted = exclude.map(patternOf)
  const isWanted = (path: string) =>
    !path.endsWith(".gz") && !unwanted.some((pattern: Pattern) => pattern.matches(path))

  const empty = new Set<string>()

  return async () => {
    const all = new Set<string>()
    for (const [, pattern] of wanted) {
      const found = (await pattern.find(problems.tell)).filter(isWanted)
      for (const path of found) all.add(path)
    }
    const files = await filesOf([...all].sort(), problems)
    for (const [text, { matches }] of wanted) {
      const isThere = files.some(({ path }) => matches(path))
      if (isThere && empty.delete(text)) problems.isWell(text)
      if (isThere) continue
      empty.add(text)
      problems.tell(text, "no file is there")
    }
    return files
  }
}

/** All files of a folder: one that was renamed may be among them. */
export async function filesIn(folder: string): Promise<readonly Found[]> {
  const names = await readdir(folder).catch(() => [])
  return filesOf(names.slice(0, namesMax).map((name) => join(folder, name)))
}

async function filesOf(paths: readonly string[], problems?: Problems): Promise<Found[]> {
  const files: Found[] = []
  for (let i = 0; i < paths.length; i += atOnce) {
    const some = paths.slice(i, i + atOnce)
    const stats = await Promise.all(some.map((path) => statOf(path, problems)))
    for (const [j, found] of stats.entries())
      if (found?.isFile())
        files.push({
          path: some[j]!,
          key: keyOf(found),
          size: found.size,
          mtimeMs: found.mtimeMs,
        })
  }
  return files
}

export const keyOf = ({ dev, ino }: Stats): string => `${dev}:${ino}`

async function statOf(path: string, problems?: Problems): Promise<Stats | undefined> {
  try {
    const found = await stat(path)
    if (!found.isFile()) problems?.tell(path, "it is no regular file")
    return found
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code !== "ENOENT") problems?.tell(path, cause)
    return undefined
  }
}
