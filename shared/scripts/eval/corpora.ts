import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

/** Recorded events and what others found in them: never part of the project. */
export const corpora = process.env.VEDETTE_CORPORA ?? "../shared/corpora"

/** The folders of the public rule collection. */
export const sigmaFolders = [
  "rules",
  "rules-emerging-threats",
  "rules-threat-hunting",
  "rules-compliance",
  "rules-placeholder",
].map((folder) => join(corpora, "sigma", folder))

export const eventKey = (file: string, index: number): string => `${file} ${index}`

/** The rules that match each event, by reference. */
export function readReference(path: string): Map<string, readonly string[]> {
  const lines = readLines<{ _file: string; _seq: number; rules: string[] }>(path)
  return new Map(lines.map(({ _file, _seq, rules }) => [eventKey(_file, _seq), rules]))
}

/** Recorded Windows events, file by file, by the name that the reference gives the file. */
export function* readRecordings(): Generator<{ name: string; lines: string[] }> {
  const folder = join(corpora, "otrf")
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith(".zst")) continue
    const text = Bun.zstdDecompressSync(readFileSync(join(folder, file))).toString()
    yield { name: file.slice(0, -".zst".length), lines: text.replace(/\n$/, "").split("\n") }
  }
}

export function readLines<Line>(path: string): Line[] {
  const text = readFileSync(join(corpora, path), "utf8").trim()
  return text.split("\n").map((line) => JSON.parse(line) as Line)
}
