import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { corpora } from "../eval/corpora.ts"

/** A case of a normalisation or detection rule, as what a sender would have sent. */
export interface CaseText {
  readonly bytes: Buffer
  readonly format: string | undefined
  readonly dataset: string | undefined
}

let known: readonly CaseText[] | undefined

/** The records of all cases beside rules. */
export function caseTexts(): readonly CaseText[] {
  known ??= ["rules/normalize", "rules/detect"].flatMap((folder) =>
    filesBelow(folder, ".cases.yaml").flatMap(casesIn),
  )
  return known
}

function casesIn(file: string): CaseText[] {
  const yaml = Bun.YAML.parse(readFileSync(file, "utf8"))
  const lists = Array.isArray(yaml) ? [yaml] : Object.values(yaml as object).filter(Array.isArray)
  return lists.flat().flatMap((one: Record<string, unknown> | null) => {
    if (typeof one !== "object" || one === null) return []
    const { raw, event, record, format, dataset } = one
    const text = typeof raw === "string" ? raw : JSON.stringify(event ?? record ?? one)
    return [{ bytes: Buffer.from(text), format: textOf(format), dataset: textOf(dataset) }]
  })
}

const textOf = (value: unknown): string | undefined =>
  typeof value === "string" ? value : undefined

export const filesBelow = (folder: string, suffix: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(suffix))
    .sort()
    .map((name) => join(folder, name))

const linesMax = 4000
const lineBytesMax = 8192
const fileBytesMax = 4 * 2 ** 20
let lines: readonly Buffer[] | undefined

/** Lines of the recorded logs, where they are there: from each file some. */
export function corpusLines(): readonly Buffer[] {
  lines ??= ["syslog", "ecs-golden"].flatMap((name) => {
    try {
      return linesBelow(join(corpora, name)).slice(0, linesMax)
    } catch {
      return [] // they are no part of the project
    }
  })
  return lines
}

function linesBelow(folder: string): Buffer[] {
  const files = filesBelow(folder, "").filter((file) => {
    const { size, isFile } = { size: statSync(file).size, isFile: statSync(file).isFile() }
    return isFile && size < fileBytesMax && !/\.(?:zst|gz|md|py|yaml|yml)$/.test(file)
  })
  const each = Math.max(2, Math.ceil(linesMax / (files.length || 1)))
  return files.flatMap((file) =>
    readFileSync(file, "latin1")
      .split("\n")
      .filter((line) => line !== "" && line.length < lineBytesMax)
      .slice(0, each)
      .map((line) => Buffer.from(line, "latin1")),
  )
}
