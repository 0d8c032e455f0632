import { createHash } from "node:crypto"
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { basename, dirname, join } from "node:path"
import { parseDocuments, placeOf } from "#shared/sigma/documents.ts"
import { compileRules } from "#shared/sigma/rules.ts"
import { isMap } from "#shared/sigma/selection.ts"
import type { RefusedRule } from "#shared/sigma/types.ts"
import { type ArchiveLimits, isLicense, unpack } from "./archive.ts"
import { diffRules, type RuleChange } from "./diff.ts"

export interface ImportOptions {
  /** Folder of the pack. */
  readonly out: string
  /** Take what the collection itself calls deprecated or unsupported, too. */
  readonly all?: boolean
  readonly limits?: ArchiveLimits
  readonly nowMs: number
}

export interface ImportResult {
  readonly out: string
  readonly files: number
  readonly rules: number
  readonly correlations: number
  /** Left out of the pack, but for those that only lack a placeholder. */
  readonly refused: readonly RefusedRule[]
  readonly passedOver: readonly { readonly path: string; readonly reason: string }[]
  /** Compared with the pack that stood there before. */
  readonly changes?: readonly RuleChange[]
  /** Files that people put into the old pack or changed there: kept. */
  readonly kept: readonly string[]
}

/** What a pack is made of; it lies in the pack's folder. */
interface Manifest {
  readonly source: string
  readonly importedAt: string
  readonly files: Readonly<Record<string, string>>
}

const manifestName = "pack.json"

/** `rules import`: makes a folder or an archive of rules a pack. Throws if there is no rule in it. */
export function importRules(source: string, options: ImportOptions): ImportResult {
  const { files, passedOver } = unpack(source, options.limits)
  const chosen = new Map([...files].filter(([path, text]) => isOfRules(path, text, options.all)))
  const { rules, correlations, refused } = validate(chosen)
  if (rules === 0 && correlations === 0) throw new Error(`${source} holds no rule that loads`)
  for (const { file, reason } of refused) if (!waits(reason)) chosen.delete(file)
  const { size } = chosen
  for (const [path, text] of files) if (isLicense(path)) chosen.set(path, text)
  const fresh = besideOf(options.out, "new")
  rmSync(fresh, { recursive: true, force: true })
  writePack(fresh, source, chosen, options.nowMs)
  const before = existsSync(options.out)
  const kept = before ? keepOwn(options.out, fresh) : []
  const changes = before ? diffRules([options.out], [fresh]) : undefined
  replace(options.out, fresh)
  return {
    out: options.out,
    files: size,
    rules,
    correlations,
    refused,
    passedOver,
    kept,
    ...(changes && { changes }),
  }
}

/** A rule that lacks a placeholder's values is kept: the site may have them. */
const waits = (reason: string): boolean => reason.includes("placeholder")

const retired = /(?:^|\/)(?:deprecated|unsupported|tests|\.github|regression_data)\//

function isOfRules(path: string, text: string, all = false): boolean {
  if (/\.cases\.ya?ml$/.test(path) || (!all && retired.test(path))) return false
  if (/(?:^|\/)placeholders\//.test(path)) return true
  const refused: RefusedRule[] = []
  const parts = ["detection", "correlation", "filter", "action"]
  const documents = parseDocuments(path, text, refused)
  return documents.some(({ value }) => isMap(value) && parts.some((part) => part in value))
}

function validate(files: ReadonlyMap<string, string>) {
  const refused: RefusedRule[] = []
  const documents = [...files].flatMap(([path, text]) =>
    /(?:^|\/)placeholders\//.test(path) ? [] : parseDocuments(path, text, refused),
  )
  const loaded = compileRules(documents, refused)
  return {
    rules: loaded.rules.length,
    correlations: loaded.correlations.length,
    refused: loaded.refused,
  }
}

const hashOf = (text: string | Uint8Array): string =>
  createHash("sha256").update(text).digest("hex")

function writePack(
  folder: string,
  source: string,
  files: ReadonlyMap<string, string>,
  nowMs: number,
): void {
  mkdirSync(folder, { recursive: true })
  const hashes: Record<string, string> = Object.create(null)
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
    hashes[path] = hashOf(text)
  }
  const manifest: Manifest = {
    source: basename(source),
    importedAt: new Date(nowMs).toISOString(),
    files: hashes,
  }
  writeFileSync(join(folder, manifestName), `${JSON.stringify(manifest, null, 2)}\n`)
}

/** Carries over what people added; what they changed stays beside the new text, not loaded. */
function keepOwn(old: string, fresh: string): string[] {
  const { files } = readManifest(old)
  const kept: string[] = []
  for (const path of filesIn(old)) {
    if (path === manifestName) continue
    const bytes = readFileSync(join(old, path))
    const isAdded = files[path] === undefined
    if (!isAdded && files[path] === hashOf(bytes)) continue
    const to = isAdded && !existsSync(join(fresh, path)) ? path : `${path}.local`
    mkdirSync(dirname(join(fresh, to)), { recursive: true })
    writeFileSync(join(fresh, to), bytes)
    kept.push(to)
  }
  return kept
}

/** A folder without a manifest is no pack of ours: all in it counts as people's own. */
function readManifest(folder: string): Pick<Manifest, "files"> {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, manifestName), "utf8"))
    if (isMap(manifest) && isMap(manifest["files"])) return manifest as unknown as Manifest
  } catch {
    // told below
  }
  throw new Error(`${folder} is there and no pack: name another folder with --out`)
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))

/** Hidden: whoever loads the folder above meanwhile must not read a rule twice. */
const besideOf = (out: string, what: string): string =>
  join(dirname(out), `.${basename(out)}.${what}`)

/** Two renames: at no moment there is half a pack. */
function replace(out: string, fresh: string): void {
  const old = besideOf(out, "old")
  rmSync(old, { recursive: true, force: true })
  mkdirSync(dirname(out), { recursive: true })
  if (existsSync(out)) renameSync(out, old)
  renameSync(fresh, out)
  rmSync(old, { recursive: true, force: true })
}

/** For the terminal. */
export function importText(result: ImportResult): string {
  const { out, files, rules, correlations, refused, passedOver, changes, kept } = result
  const count = (kind: RuleChange["kind"]) => changes?.filter((one) => one.kind === kind).length
  return [
    ...refused.map(
      (one) => `${waits(one.reason) ? "waiting" : "refused"}  ${placeOf(one)}: ${one.reason}`,
    ),
    ...passedOver.map(({ path, reason }) => `passed over  ${path}: ${reason}`),
    ...kept.map((path) => `kept     ${path}: it was added or changed here`),
    ...(changes
      ? [`${count("added")} added, ${count("removed")} removed, ${count("changed")} changed`]
      : []),
    `${rules} rules and ${correlations} correlations of ${files} files imported, ${refused.length} refused or waiting`,
    `the pack is ${out}: npm start loads it from VEDETTE_HOME/rules; elsewhere name it under`,
    `rules.detect in the configurations of the collector (SIGHUP reloads) and the aggregator`,
  ].join("\n")
}
