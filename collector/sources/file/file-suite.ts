import { afterEach, beforeEach } from "bun:test"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as v from "valibot"
import type { Batch, Raw, Source } from "#shared/pipeline/types.ts"
import { testWorld } from "../source-suite.ts"
import { file, openFile } from "./file.ts"

export type Given = Partial<v.InferInput<typeof file.options>>

let folder: string
const opened: Source<Raw>[] = []

/** Gives each test of the file a folder, and closes what it opened. */
export function inFolder(): void {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "vedette-file-"))
  })
  afterEach(async () => {
    for (const source of opened.splice(0)) await source[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  })
}

export const at = (name: string) => join(folder, name)

export function optionsOf(given: Given) {
  return v.parse(file.options, {
    type: "file",
    name: "under-test",
    paths: [at("*.log")],
    pollMs: 2,
    quietMs: 20,
    ...given,
  })
}

export async function open(given: Given = {}, world = testWorld(at("home"))): Promise<Source<Raw>> {
  const source = await openFile(optionsOf(given), world)
  opened.push(source)
  return source
}

/** Reads in order until so many are read, ends the reading and closes, as a stopped program does. */
export async function takeAndStop(source: Source<Raw>, count: number): Promise<Batch<Raw>[]> {
  const abort = new AbortController()
  const batches: Batch<Raw>[] = []
  let taken = 0
  for await (const batch of source.read(abort.signal)) {
    batches.push(batch)
    taken += batch.items.length
    await batch.settle()
    if (taken >= count) abort.abort()
  }
  await source[Symbol.asyncDispose]()
  return batches
}

export const idsOf = (batches: readonly Batch<Raw>[]) =>
  batches.flatMap(({ items }) => items.map(({ position, text }) => `${position} ${text}`))
