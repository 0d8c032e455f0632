import { dirname } from "node:path"
import type { Disk, DiskFile } from "../../bus/disk.ts"
import type { Chance } from "../../chance.ts"
import type { Clock } from "./clock.ts"
import { forTheLiving, type Life, step } from "./life.ts"

interface Inode {
  bytes: Buffer
  /** What a power cut leaves for certain. */
  synced: Buffer
}

/** Names that change together, not yet synced. */
type Change = readonly (readonly [path: string, inode: Inode | undefined])[]

/** A disk in memory: slow, full or failing as it is told, and at a power cut only as good as its syncs. */
export interface SimDisk {
  /** What a program sees of it while it lives. */
  of(life: Life): Disk
  /** Nothing can be written: the code that the system gives. */
  fault: "ENOSPC" | "EROFS" | "EIO" | undefined
  /** Each write takes up to so long. */
  slowMs: number
  /** Loses what was not synced: all of it, some of it, or nothing of it, file by file. */
  cutPower(): void
  /** The files that there are. */
  readonly files: ReadonlyMap<string, { readonly bytes: Buffer }>
}

export function openSimDisk(clock: Clock, chance: Chance): SimDisk {
  let names = new Map<string, Inode>()
  const synced = new Map<string, Inode>()
  const changes = new Map<string, Change[]>()

  const set = (to: Map<string, Inode>, change: Change) => {
    for (const [path, inode] of change)
      if (inode) to.set(path, inode)
      else to.delete(path)
  }
  const apply = (change: Change) => set(synced, change)
  const change = (...made: Change) => {
    set(names, made)
    const folder = dirname(made[0]![0])
    changes.set(folder, [...(changes.get(folder) ?? []), made])
  }
  const disk: SimDisk = {
    fault: undefined,
    slowMs: 3,
    get files() {
      return names
    },
    of: (life) => viewOf(life, insides),
    cutPower() {
      for (const [folder, made] of changes) {
        made.slice(0, chance.between(0, made.length)).forEach(apply) // as a journal keeps them
        changes.delete(folder)
      }
      for (const inode of new Set(synced.values())) inode.bytes = whatStays(inode, chance)
      names = new Map(synced)
    },
  }
  const insides: Insides = {
    clock,
    chance,
    disk,
    change,
    syncNames(folder) {
      changes.get(folder)?.forEach(apply)
      changes.delete(folder)
    },
    namesIn: (folder) =>
      [...names.keys()].flatMap((path) =>
        path.startsWith(folder) && dirname(path) === folder ? path.slice(folder.length + 1) : [],
      ),
    inode: (path) => names.get(path),
    failing() {
      if (disk.fault) throw Object.assign(new Error(disk.fault), { code: disk.fault })
    },
  }

  return disk
}

interface Insides {
  readonly clock: Clock
  readonly chance: Chance
  readonly disk: SimDisk
  readonly change: (...made: Change) => void
  readonly syncNames: (folder: string) => void
  readonly namesIn: (folder: string) => string[]
  readonly inode: (path: string) => Inode | undefined
  /** @throws what the disk's fault says */
  readonly failing: () => void
}

/** What takes time: it is done some time later, unless the program is dead by then. */
function later<T>(life: Life, { clock, chance, disk }: Insides, act: () => T): Promise<T> {
  step(life)
  const waitMs = chance.between(0, chance.oneIn(20) ? disk.slowMs * 20 : disk.slowMs)
  const done = clock.sleep(waitMs).then(() => {
    step(life)
    return act()
  })
  return forTheLiving(life, done)
}

function fileOf(inode: Inode, life: Life, insides: Insides): DiskFile {
  const { chance, disk, failing } = insides
  return {
    get size() {
      step(life)
      return inode.bytes.length
    },
    read(at, length) {
      step(life)
      return Buffer.from(inode.bytes.subarray(at, at + Math.max(0, length)))
    },
    write(bytes, at) {
      const copy = Buffer.from(bytes)
      return later(life, insides, () => {
        const part = disk.fault ? chance.between(0, copy.length) : copy.length
        inode.bytes = spliced(inode.bytes, copy.subarray(0, part), at)
        failing()
      })
    },
    sync: () =>
      later(life, insides, () => {
        failing()
        inode.synced = Buffer.from(inode.bytes)
      }),
    truncate: (size) =>
      later(life, insides, () => {
        failing()
        inode.bytes = inode.bytes.subarray(0, size)
      }),
    close() {},
  }
}

function viewOf(life: Life, insides: Insides): Disk {
  const { disk, change, namesIn, inode, failing } = insides
  return {
    makeFolder() {
      step(life)
      failing()
    },
    names(path) {
      step(life)
      return namesIn(path)
    },
    size(path) {
      step(life)
      return inode(path)?.bytes.length
    },
    open(path) {
      step(life)
      const found = inode(path)
      return found && fileOf(found, life, insides)
    },
    create(path) {
      step(life)
      failing()
      if (inode(path)) throw Object.assign(new Error(`EEXIST: ${path}`), { code: "EEXIST" })
      const made = { bytes: Buffer.alloc(0), synced: Buffer.alloc(0) }
      change([path, made])
      return fileOf(made, life, insides)
    },
    rename(from, to) {
      step(life)
      failing()
      const found = inode(from)
      if (!found) throw Object.assign(new Error(`ENOENT: ${from}`), { code: "ENOENT" })
      change([to, found], [from, undefined])
    },
    remove(path) {
      step(life)
      if (disk.fault === "EROFS") failing()
      if (inode(path)) change([path, undefined])
    },
    syncFolder: (path) =>
      later(life, insides, () => {
        failing()
        insides.syncNames(path)
      }),
  }
}

function spliced(old: Buffer, bytes: Buffer, at: number): Buffer {
  const next = Buffer.alloc(Math.max(old.length, at + bytes.length))
  next.set(old)
  next.set(bytes, at)
  return next
}

/** Of a file that was not synced: what was, what is seen, a part of that, or zeros for a part. */
function whatStays({ bytes, synced }: Inode, chance: Chance): Buffer {
  if (bytes.equals(synced)) return bytes
  const kind = chance.between(0, 3)
  if (kind === 0) return synced
  if (kind === 1) return bytes
  const grown = Math.max(0, bytes.length - synced.length)
  const kept = bytes.length - chance.between(0, grown)
  if (kind === 2) return bytes.subarray(0, kept)
  return Buffer.concat([bytes.subarray(0, kept), Buffer.alloc(bytes.length - kept)])
}
