import {
  closeSync,
  fdatasync,
  fstatSync,
  fsync,
  ftruncate,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  write,
} from "node:fs"
import { promisify } from "node:util"

/**
 * What the log asks of a file system. What was written or renamed is seen at once by all that look,
 * and survives a power cut only after `sync` of the file and `syncFolder` of its folder.
 */
export interface Disk {
  makeFolder(path: string): void
  /** Names in a folder; none if it isn't there. */
  names(path: string): string[]
  /** Undefined if there is no such file. */
  size(path: string): number | undefined
  /** Opens for reading; undefined if there is no such file. */
  open(path: string): DiskFile | undefined
  /** @throws if there is one */
  create(path: string): DiskFile
  rename(from: string, to: string): void
  remove(path: string): void
  syncFolder(path: string): Promise<void>
}

export interface DiskFile {
  readonly size: number
  /** Up to `length` bytes from `at`. A sector that can't be read is given as zeros. */
  read(at: number, length: number): Buffer
  /** Resolves when all is written; what a failure leaves behind is not known. */
  write(bytes: Uint8Array, at: number): Promise<void>
  sync(): Promise<void>
  truncate(size: number): Promise<void>
  close(): void
}

const sectorBytes = 4096
const writeAt = promisify(write) as unknown as (
  fd: number,
  bytes: Uint8Array,
  offset: number,
  length: number,
  at: number,
) => Promise<{ bytesWritten: number } | number>
const [syncData, syncAll, cutTo] = [promisify(fdatasync), promisify(fsync), promisify(ftruncate)]

export const realDisk: Disk = {
  makeFolder(path) {
    mkdirSync(path, { recursive: true, mode: 0o700 })
  },
  names: (path) => orNone(() => readdirSync(path)) ?? [],
  size(path) {
    const found = orNone(() => statSync(path))
    return found?.isFile() ? found.size : undefined
  },
  open(path) {
    const fd = orNone(() => openSync(path, "r"))
    if (fd === undefined || fstatSync(fd).isFile()) return fd === undefined ? undefined : fileOf(fd)
    closeSync(fd)
    return undefined
  },
  create: (path) => fileOf(openSync(path, "wx", 0o600)),
  rename: renameSync,
  remove: (path) => rmSync(path, { force: true }),
  async syncFolder(path) {
    const fd = openSync(path, "r")
    try {
      await syncAll(fd)
    } finally {
      closeSync(fd)
    }
  },
}

function orNone<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch (cause) {
    if (codeOf(cause) === "ENOENT" || codeOf(cause) === "ENOTDIR") return
    throw cause
  }
}

const codeOf = (cause: unknown) => (cause as { code?: string }).code

function fileOf(fd: number): DiskFile {
  return {
    get size() {
      return fstatSync(fd).size
    },
    read: (at, length) => readAt(fd, at, length),
    async write(bytes, at) {
      let done = 0
      while (done < bytes.length) {
        const wrote = await writeAt(fd, bytes, done, bytes.length - done, at + done)
        done += typeof wrote === "number" ? wrote : wrote.bytesWritten
      }
    },
    sync: () => syncData(fd),
    truncate: (size) => cutTo(fd, size),
    close: () => closeSync(fd),
  }
}

function readAt(fd: number, from: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(Math.max(0, length))
  let done = 0
  while (done < buffer.length) {
    const at = from + done
    const want = buffer.length - done
    const count = orDamaged(() => readSync(fd, buffer, done, want, at))
    if (count === 0) break
    done += count ?? readSector(fd, buffer, done, at, want)
  }
  return buffer.subarray(0, done)
}

/** Where a long read fails: the rest of this sector alone, as zeros if that fails too. */
function readSector(fd: number, buffer: Buffer, done: number, at: number, want: number): number {
  const left = Math.min(want, sectorBytes - (at % sectorBytes))
  const count = orDamaged(() => readSync(fd, buffer, done, left, at))
  if (count === undefined) buffer.fill(0, done, done + left)
  return count || left
}

function orDamaged(act: () => number): number | undefined {
  try {
    return act()
  } catch (cause) {
    if (codeOf(cause) === "EIO") return
    throw cause
  }
}
