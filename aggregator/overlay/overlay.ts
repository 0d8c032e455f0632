import { createHash } from "node:crypto"
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import { stringify } from "yaml"
import { type Change, changesIn, OverlayError, type RuleChanges, ruleIn } from "./change.ts"

const changesMax = 50
const fileBytesMax = 65_536
const rulesMax = 5_000
const head = "# Written by the console: what this site changes of a rule, in its own file.\n"

/**
 * The folder in which a site keeps rules of its own and what it changes of those of others, so that
 * no update of these takes it away. It is read like any folder of rules, by all programs.
 */
export interface Overlay {
  readonly directory: string
  /** @throws OverlayError where the file was edited by hand */
  changesOf(rule: string): RuleChanges
  /** Adds a change, or replaces all of them. @throws OverlayError also where another was quicker */
  change(rule: string, revision: string, changes: readonly Change[]): RuleChanges
  /** All rules that are changed; files that were edited by hand in another form are left out. */
  all(): readonly RuleChanges[]
  /** The text of a rule that the site wrote, by its id. */
  textOf(rule: string): string | undefined
  /** Revision of a rule's text: "" where there is none. */
  revisionOf(rule: string): string
  /** @throws OverlayError where another was quicker */
  save(rule: string, revision: string, text: string): void
  /** Cases beside a rule that the site wrote. */
  saveCases(rule: string, text: string): void
  remove(rule: string, revision: string): void
  /** Whether a file lies in the folder of rules that the site wrote. */
  isOwn(file: string): boolean
}

export function openOverlay(directory: string): Overlay {
  const rules = join(directory, "rules")
  const changed = join(directory, "changes")
  const ruleFile = (rule: string) => join(rules, `${slugOf(rule)}.yml`)
  const caseFile = (rule: string) => join(rules, `${slugOf(rule)}.cases.yaml`)
  const changeFile = (rule: string) => join(changed, `${slugOf(rule)}.yaml`)
  const ifSeen = (file: string, revision: string) => {
    if (revisionIn(file) === revision) return
    throw new OverlayError("another has changed it since you saw it: look at it again")
  }
  const changesOf = (rule: string): RuleChanges => {
    const text = read(changeFile(rule))
    if (text === undefined) return { rule, revision: "", changes: [] }
    return { rule, revision: revisionOf(text), changes: changesIn(text, rule) }
  }
  return {
    directory,
    changesOf,
    change(rule, revision, changes) {
      const file = changeFile(rule)
      ifSeen(file, revision)
      changesOf(rule) // what was edited by hand is not written over
      if (changes.length > changesMax)
        throw new OverlayError(`at most ${changesMax} changes of one rule: remove some`)
      if (changes.length === 0) drop(file)
      else put(changed, file, textOfChanges(rule, changes))
      return changesOf(rule)
    },
    all: () => namesIn(changed).flatMap((name) => changesOfFile(join(changed, name))),
    textOf: (rule) => read(ruleFile(rule)),
    revisionOf: (rule) => revisionIn(ruleFile(rule)),
    save(rule, revision, text) {
      const file = ruleFile(rule)
      ifSeen(file, revision)
      if (revision === "" && namesIn(rules).length >= rulesMax)
        throw new OverlayError(`there are ${rulesMax} rules here: remove some`)
      put(rules, file, text)
    },
    saveCases: (rule, text) => put(rules, caseFile(rule), text),
    remove(rule, revision) {
      ifSeen(ruleFile(rule), revision)
      for (const file of [ruleFile(rule), caseFile(rule)]) drop(file)
    },
    isOwn: (file) => join(file).startsWith(join(rules, "/")),
  }
}

/** Names of files are made of ids that hostile rules may choose. */
export const slugOf = (rule: string): string =>
  /^[A-Za-z0-9][\w-]{0,99}$/.test(rule) ? rule : `x-${hashOf(rule).slice(0, 32)}`

const hashOf = (text: string) => createHash("sha256").update(text).digest("hex")
const revisionOf = (text: string) => hashOf(text).slice(0, 16)

function revisionIn(file: string): string {
  const text = read(file)
  return text === undefined ? "" : revisionOf(text)
}

function read(file: string): string | undefined {
  return told(file, "read", () => {
    const found = statSync(file, { throwIfNoEntry: false })
    if (!found?.isFile()) return undefined
    if (found.size > fileBytesMax) throw new OverlayError("the file is too large: change it there")
    return readFileSync(file, "utf8")
  })
}

const filesMax = 10_000

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).slice(0, filesMax)
  } catch {
    return [] // nothing was written yet
  }
}

function changesOfFile(file: string): RuleChanges[] {
  if (!file.endsWith(".yaml")) return []
  try {
    const text = read(file) ?? ""
    const rule = ruleIn(text)
    return [{ rule, revision: revisionOf(text), changes: changesIn(text, rule) }]
  } catch {
    return [] // told on the page of its rule
  }
}

function put(folder: string, file: string, text: string): void {
  if (Buffer.byteLength(text) > fileBytesMax)
    throw new OverlayError(`it is larger than ${fileBytesMax} bytes`)
  told(folder, "written", () => {
    mkdirSync(folder, { recursive: true })
    const half = join(folder, `.${process.pid}.new`)
    writeFileSync(half, text, { flush: true })
    renameSync(half, file)
  })
}

const drop = (file: string) => told(file, "written", () => rmSync(file, { force: true }))

/** What the system refuses is told in words: a full disk, a folder of another's. */
function told<Result>(place: string, done: "read" | "written", act: () => Result): Result {
  try {
    return act()
  } catch (cause) {
    if (cause instanceof OverlayError) throw cause
    const code = (cause as NodeJS.ErrnoException).code ?? "it failed"
    throw new OverlayError(`${place} can't be ${done}: ${code}`)
  }
}

export const textOfChanges = (rule: string, changes: readonly Change[]): string =>
  head +
  stringify(
    { overlays: changes.map((change) => ({ rule, ...change })) },
    { aliasDuplicateObjects: false, lineWidth: 0 },
  )
