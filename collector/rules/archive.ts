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
    if (leadsOut(path)) return this.pass(path, "its path leads out of the folder")
    if (size > fileBytesMax) return this.pass(path, `it is larger than ${fileBytesMax} bytes`)
    this.#bytes += size
    if (this.#bytes > unpackedBytesMax) {
      throw new Error(`there are more than ${unpackedBytesMax} bytes of rules`)
    }
    return true
  }

  pass(path: string, reason: string): false {
    if (isWanted(path)) this.passedOver.push({ path, reason })
    return false
  }

  keep(path: string, bytes: Uint8Array): void {
    this.files.set(path.replace(/^(?:\.\/)+/, ""), new TextDecoder().decode(bytes))
  }
}

const leadsOut = (path: string): boolean =>
  path.startsWith("/") ||
  /^[a-z]:/i.test(path) ||
  /[\\\0]/.test(path) ||
  path.split("/").includes("..")

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
