import { join } from "node:path"
import { crc32 } from "node:zlib"
import type { Disk } from "./disk.ts"

/*
 * A small state that survives crashes and damage, in two files `<name>.0` and `<name>.1` of which
 * the older is replaced: written beside, synced, renamed, the folder synced.
 *
 *   file = sum SP json LF        sum = CRC-32 of the JSON, 8 hexadecimal digits
 *   json = {"version": 1, "name": …, "serial": n, "state": …}
 */
const version = 1

interface Slot {
  readonly serial: number
  readonly state: unknown
}

export interface Slots {
  /** The newest that is whole. */
  readonly state: unknown
  /** Paths of what was found damaged. */
  readonly damaged: readonly string[]
  save(state: unknown): Promise<void>
}

/** @throws NewerFormat */
export function openSlots(disk: Disk, folder: string, name: string): Slots {
  const paths = [0, 1].map((which) => join(folder, `${name}.${which}`)) as [string, string]
  const damaged: string[] = []
  const slots = paths.flatMap((path) => {
    const text = textOf(disk, path)
    if (text === undefined) return []
    const slot = slotOf(text, name)
    if (!slot) damaged.push(path)
    return slot ?? []
  })
  const newest = slots.sort((a, b) => b.serial - a.serial)[0]
  let serial = newest?.serial ?? 0
  return {
    state: newest?.state,
    damaged,
    async save(state) {
      const next = serial + 1
      const json = JSON.stringify({ version, name, serial: next, state })
      disk.makeFolder(folder)
      const beside = join(folder, `${name}.new`)
      disk.remove(beside) // of a crash
      const file = disk.create(beside)
      try {
        await file.write(Buffer.from(`${sumOf(json)} ${json}\n`), 0)
        await file.sync()
      } finally {
        file.close()
      }
      disk.rename(beside, paths[next % 2]!)
      serial = next
      await disk.syncFolder(folder)
    },
  }
}

/** Names of the states in a folder. */
export const slotNames = (names: readonly string[]): string[] => [
  ...new Set(names.filter((name) => /\.[01]$/.test(name)).map((name) => name.slice(0, -2))),
]

/** Written by a later version of the program: it is left as it is. */
export class NewerFormat extends Error {
  constructor(what: string, found: number, known: number) {
    super(
      `${what} was written by a newer version (format ${found}, this one reads up to ${known}): ` +
        "run that version, or move the folder away",
    )
  }
}

const sumOf = (json: string) => crc32(json).toString(16).padStart(8, "0")
const textBytesMax = 64 << 20

function textOf(disk: Disk, path: string): string | undefined {
  const file = disk.open(path)
  if (!file) return
  try {
    return file.read(0, Math.min(file.size, textBytesMax)).toString()
  } finally {
    file.close()
  }
}

function slotOf(text: string, name: string): Slot | undefined {
  const json = text.slice(9).trimEnd()
  if (json === "" || text.slice(0, 8) !== sumOf(json)) return
  const slot = JSON.parse(json) as Slot & { readonly version: number; readonly name: string }
  if (slot.version > version) throw new NewerFormat(`the state ${name}`, slot.version, version)
  return slot.name === name ? slot : undefined
}
