import { lstatSync, readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { gunzipSync } from "node:zlib"
import { unzipSync } from "fflate"
import { readTar } from "./tar.ts"

export interface ArchiveLimits {
  /** Size of an archive as it lies there. */
  readonly archiveBytesMax: number
  /** Size of all that is taken out of it. */
  readonly unpackedBytesMax: number
  readonly fileBytesMax: number
  readonly filesMax: number
}

export const archiveLimits: ArchiveLimits = {
  archiveBytesMax: 256 * 1024 * 1024,
  unpackedBytesMax: 512 * 1024 * 1024,
  fileBytesMax: 1024 * 1024,
  filesMax: 100_000,
}

export interface Unpacked {
  /** Texts by their path, which never leaves the folder it will lie in. */
  readonly files: ReadonlyMap<string, string>
  /** What was passed over, and why: links, paths that lead out, files too large. */
  readonly passedOver: readonly { readonly path: string; readonly reason: string }[]
}

export const isLicense = (path: string): boolean =>
  /(?:^|\/)(?:LICEN[CS]E|COPYING)[^/]*$/i.test(path)

/** Files of rules are YAML, those of placeholders lines of text; who wrote them wants to be named. */
const isWanted = (path: string): boolean =>
  /\.ya?ml$|(?:^|\/)placeholders\/[^/]+\.txt$/.test(path) || isLicense(path)

/** Reads a folder, a .zip, a .tar or a .tar.gz, within limits; follows no link. Throws if it is none. */
export function unpack(path: string, limits: ArchiveLimits = archiveLimits): Unpacked {
  const gathering = new Gathering(limits)
  const stat = statSync(path)
  if (stat.isDirectory()) {
    readFolder(path, "", gathering)
    return gathering
  }
  if (!stat.isFile()) throw new Error(`${path} is neither a folder nor a file`)
  if (stat.size > limits.archiveBytesMax) {
    throw new Error(`${path} is larger than ${limits.archiveBytesMax} bytes`)
  }
  const bytes = readFileSync(path)
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) readZip(bytes, gathering)
  else readTar(bytes[0] === 0x1f && bytes[1] === 0x8b ? inflate(bytes, limits) : bytes, gathering)
  return gathering
}

function inflate(bytes: Uint8Array, { unpackedBytesMax }: ArchiveLimits): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: unpackedBytesMax })
  } catch {
    throw new Error(`the archive is damaged, or holds more than ${unpackedBytesMax} bytes`)
  }
}

export class Gathering implements Unpacked {
  readonly files = new Map<string, string>()
  readonly passedOver: { path: string; reason: string }[] = []
  readonly #limits: ArchiveLimits
  /** As a file system may hold them that knows no case: paths of files and of their folders. */
  readonly #taken = new Map<string, string>()
  readonly #folders = new Set<string>()
  #bytes = 0
  #seen = 0

  constructor(limits: ArchiveLimits) {
    this.#limits = limits
  }

  /** Whether a file of this path and size is to be read; counts it. */
  wants(path: string, size: number): boolean {
    const { filesMax, fileBytesMax, unpackedBytesMax } = this.#limits
    if (++this.#seen > filesMax) throw new Error(`there are more than ${filesMax} files`)
    if (!isWanted(path)) return false
    const fault = pathFault(path) ?? this.#clash(path)
    if (fault) return this.pass(path, fault)
    if (size > fileBytesMax) return this.pass(path, `it is larger than ${fileBytesMax} bytes`)
    this.#bytes += size
    if (this.#bytes > unpackedBytesMax) {
      throw new Error(`there are more than ${unpackedBytesMax} bytes of rules`)
    }
    this.#take(path)
    return true
  }

  pass(path: string, reason: string): false {
    if (isWanted(path)) this.passedOver.push({ path: shown(path), reason })
    return false
  }

  keep(path: string, bytes: Uint8Array): void {
    this.files.set(plain(path), new TextDecoder().decode(bytes))
  }

  /** Which of two of one name would lie there in the end depends on who unpacks: neither is asked. */
  #clash(path: string): string | undefined {
    const key = keyOf(path)
    const other = this.#taken.get(key)
    if (other === plain(path)) return "it is there twice"
    if (other !== undefined) return `it differs from ${shown(other)} in nothing but case`
    const isFolder = this.#folders.has(key)
    const isBelow = foldersOf(key).some((folder) => this.#taken.has(folder))
    return isFolder || isBelow ? "a file and a folder have one name" : undefined
  }

  #take(path: string): void {
    const key = keyOf(path)
    this.#taken.set(key, plain(path))
    for (const folder of foldersOf(key)) this.#folders.add(folder)
  }
}

const pathBytesMax = 1024
const nameBytesMax = 240 // room for what is put behind it
const depthMax = 32

function pathFault(path: string): string | undefined {
  const names = plain(path).split("/")
  if (path.startsWith("/") || /^[a-z]:/i.test(path) || names.includes(".."))
    return "its path leads out of the folder"
  if (/[\\\p{Cc}\p{Cf}\u2028\u2029\ufffd]/u.test(path)) return "its name can't be shown as it is"
  if (names.includes("") || names.includes(".")) return "its path has an empty part"
  const isLong =
    Buffer.byteLength(path) > pathBytesMax ||
    names.length > depthMax ||
    names.some((name) => Buffer.byteLength(name) > nameBytesMax)
  return isLong ? "its path is too long" : undefined
}

const plain = (path: string): string => path.replace(/^(?:\.\/)+/, "")
const keyOf = (path: string): string => plain(path).normalize("NFC").toLowerCase()

function foldersOf(path: string): string[] {
  const names = path.split("/")
  return names.slice(1).map((_, at) => names.slice(0, at + 1).join("/"))
}

/** For the terminal: a name must not move its cursor. */
const shown = (path: string): string =>
  path.slice(0, pathBytesMax).replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "?")

function readFolder(root: string, inside: string, gathering: Gathering): void {
  const entries = readdirSync(join(root, inside), { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = inside === "" ? entry.name : `${inside}/${entry.name}`
    if (entry.isSymbolicLink()) gathering.pass(path, "it is a link")
    else if (entry.isDirectory()) {
      if (entry.name !== ".git") readFolder(root, path, gathering)
    } else if (entry.isFile() && gathering.wants(path, lstatSync(join(root, path)).size)) {
      gathering.keep(path, readFileSync(join(root, path)))
    }
  }
}

/** What an entry unpacks to is as large as it says, at most. */
function readZip(bytes: Uint8Array, gathering: Gathering): void {
  const entries = unzipSync(bytes, {
    filter: ({ name, originalSize }) =>
      !name.endsWith("/") && gathering.wants(withSlashes(name), originalSize),
  })
  for (const [name, content] of Object.entries(entries)) {
    gathering.keep(withSlashes(name), content)
  }
}

/** Some programs of Windows write its own separator. */
const withSlashes = (name: string): string => name.replaceAll("\\", "/")
