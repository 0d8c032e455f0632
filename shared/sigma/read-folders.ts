import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { parseDocuments, type RuleDocument, reasonOf } from "./documents.ts"
import { type Placeholders, readPlaceholders } from "./placeholders.ts"
import type { RefusedRule } from "./types.ts"

export interface ReadLimits {
  /** Files larger than this are refused. */
  readonly fileBytesMax?: number
  readonly filesMax?: number
}

export interface Folders {
  readonly documents: readonly RuleDocument[]
  readonly placeholders: Placeholders
  readonly refused: RefusedRule[]
}

const defaults = { fileBytesMax: 1_048_576, filesMax: 100_000 }

/**
 * Reads every YAML file below the folders. Files in a folder `placeholders` hold values for rules,
 * those named `*.cases.yaml` their cases; what is hidden by a point is passed over.
 */
export function readFolders(directories: readonly string[], limits: ReadLimits = {}): Folders {
  const { fileBytesMax = defaults.fileBytesMax, filesMax = defaults.filesMax } = limits
  const refused: RefusedRule[] = []
  const documents: RuleDocument[] = []
  const placeholders = new Map<string, readonly string[]>()
  const files = directories.flatMap((directory) => filesBelow(directory, refused))
  for (const file of files.slice(filesMax)) {
    refused.push({ file, reason: `more than ${filesMax} files: split the folder` })
  }
  for (const file of files.slice(0, filesMax)) {
    try {
      const text = readText(file, fileBytesMax)
      if (!isOfPlaceholders(file)) documents.push(...parseDocuments(file, text, refused))
      else for (const [name, values] of readPlaceholders(file, text)) placeholders.set(name, values)
    } catch (cause) {
      refused.push({ file, reason: reasonOf(cause) })
    }
  }
  return { documents, placeholders, refused }
}

const isHidden = (name: string): boolean => /(?:^|\/)\./.test(name)

const isOfPlaceholders = (file: string): boolean => /(?:^|\/)placeholders\/[^/]+$/.test(file)

const isWanted = (file: string): boolean =>
  isOfPlaceholders(file)
    ? /\.(?:txt|ya?ml)$/.test(file)
    : /\.ya?ml$/.test(file) && !/\.cases\.ya?ml$/.test(file)

function readText(file: string, fileBytesMax: number): string {
  if (statSync(file).size > fileBytesMax) {
    throw new Error(`the file is larger than ${fileBytesMax} bytes: too large for a rule`)
  }
  return readFileSync(file, "utf8")
}

function filesBelow(directory: string, refused: RefusedRule[]): string[] {
  try {
    if (statSync(directory).isFile()) return [directory]
    return readdirSync(directory, { recursive: true, encoding: "utf8" })
      .filter((name) => !isHidden(name))
      .sort()
      .map((name) => join(directory, name))
      .filter(isWanted)
  } catch (cause) {
    refused.push({ file: directory, reason: `the folder cannot be read: ${reasonOf(cause)}` })
    return []
  }
}
