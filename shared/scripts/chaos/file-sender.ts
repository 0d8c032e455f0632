import { appendFileSync, existsSync, mkdirSync, renameSync } from "node:fs"
import { join } from "node:path"
import { pause } from "../../pipeline/retrying.ts"
import type { Sender } from "./sender.ts"

/** Writes lines to a file that is rotated; all of them are due from the moment they are written. */
export const fileSender: Sender = async (load, record, ways, signal) => {
  const folder = join(ways.files, load.name)
  mkdirSync(folder, { recursive: true })
  const path = join(folder, "app.log")
  for (const [index, size] of load.batches.entries()) {
    signal.throwIfAborted()
    if (index > 0 && index % load.manner.batchesPerTurn === 0) rotate(path)
    const texts = record.make(load.name, size, load.padMax)
    const lines = texts.map((text) => `${text}\n`).join("")
    const half = load.manner.isTorn ? lines.length >> 1 : 0
    appendFileSync(path, lines.slice(0, half))
    await pause(load.gapMs / 2, signal)
    appendFileSync(path, lines.slice(half))
    record.acknowledge(texts)
    await pause(load.gapMs / 2, signal)
  }
  return undefined
}

/** As logrotate does: each older one moves up. */
function rotate(path: string): void {
  let last = 0
  while (existsSync(`${path}.${last + 1}`)) last++
  for (let i = last; i > 0; i--) renameSync(`${path}.${i}`, `${path}.${i + 1}`)
  renameSync(path, `${path}.1`)
}
