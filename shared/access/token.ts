import { createHash, randomBytes, timingSafeEqual } from "node:crypto"
import { inspect } from "node:util"
import * as v from "valibot"
import { revealed } from "../config/secret.ts"

/** What is kept of a token: its hash, so that who reads it can't use it. */
export class TokenHash {
  readonly #digest: Buffer
  constructor(digest: Buffer) {
    this.#digest = digest
  }
  /** Takes as long whatever was given. */
  isOf(given: Buffer): boolean {
    return timingSafeEqual(given, this.#digest)
  }
  toString(): string {
    return "[secret]"
  }
  toJSON(): string {
    return "[secret]"
  }
  [inspect.custom](): string {
    return "[secret]"
  }
}

export const digestOf = (token: string): Buffer => createHash("sha256").update(token).digest()

/** 256 bits by chance, and a word in front by which scanners for leaked secrets find them. */
export const newToken = (): string => `vedette_${randomBytes(32).toString("base64url")}`

export const hashText = (token: string): string => `sha256:${digestOf(token).toString("hex")}`

const form = "a secret is given as env:NAME or file:PATH, a token also as sha256:HEX" // never with what was given
const hashed = /^sha256:([0-9a-f]{64})$/

/** A token in the configuration: its hash, or where it lies. */
export const tokenHashOf = (summary: string) =>
  v.pipe(
    v.string(form),
    v.description(summary),
    v.regex(/^(sha256:[0-9a-f]{64}|env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$/, form),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const hex = hashed.exec(dataset.value)?.[1]
      if (hex !== undefined) return new TokenHash(Buffer.from(hex, "hex"))
      try {
        return new TokenHash(digestOf(revealed(dataset.value)))
      } catch (cause) {
        addIssue({ message: cause instanceof Error ? cause.message : String(cause) })
        return NEVER
      }
    }),
  )

export const tokenHash = tokenHashOf("A token.")

/**
 * A file of tokens, `NAME:sha256:HEX` a line; blank lines and those that begin with `#` are left.
 * @throws Error that names the line and never what it holds
 */
export function parseTokens(text: string): { readonly name: string; readonly hash: TokenHash }[] {
  const found = text.split("\n").flatMap((raw, at) => {
    const line = raw.trim()
    if (line === "" || line.startsWith("#")) return []
    const [, name, hex] = /^([A-Za-z0-9][\w.-]{0,63}):(?:sha256:)?([0-9a-f]{64})$/.exec(line) ?? []
    if (!name || !hex) throw new Error(`line ${at + 1} is none of NAME:sha256:HEX`)
    return { name, hash: new TokenHash(Buffer.from(hex, "hex")) }
  })
  if (found.length > tokensMax) throw new Error(`it holds more than ${tokensMax} tokens`)
  return found
}

const tokensMax = 10_000
