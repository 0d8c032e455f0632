import { readFileSync } from "node:fs"
import * as v from "valibot"
import { hide } from "../telemetry/redact.ts"

/** A secret: shows itself only to `reveal()`, so that no log, error or dump can hold it. */
export class Secret {
  #value: string
  readonly #reference: string
  constructor(value: string, reference = "") {
    this.#value = value
    this.#reference = reference
  }
  reveal(): string {
    return this.#value
  }
  /** The file that holds it, if one does. */
  get file(): string | undefined {
    return this.#reference.startsWith("file:") ? this.#reference.slice(5) : undefined
  }
  /** Reads its file anew; true where it is another. @throws Error where it can't be read: then it stays */
  renew(): boolean {
    if (!this.file) return false
    const value = revealed(this.#reference)
    const isOther = value !== this.#value
    this.#value = value
    return isOther
  }
  toString(): string {
    return "[secret]"
  }
  toJSON(): string {
    return "[secret]"
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return "[secret]"
  }
}

/** `env:NAME` or `file:PATH`; the plain text of a secret in a configuration is refused. */
const form = "a secret is given as env:NAME or file:PATH" // never with what was given: it may be one
export const secretOf = (summary: string) =>
  v.pipe(
    v.string(form),
    v.description(summary), // before it is read: else documents don't show it
    v.regex(/^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$/, form),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      try {
        return new Secret(revealed(dataset.value), dataset.value)
      } catch (cause) {
        addIssue({
          message: cause instanceof Error ? cause.message : String(cause),
        })
        return NEVER
      }
    }),
  )

export const secret = secretOf("A secret.")

/** What `env:NAME` or `file:PATH` stands for. @throws Error that says where it should have been */
export function revealed(reference: string): string {
  const value = readSecret(reference)
  hide(value)
  return value
}

function readSecret(reference: string): string {
  if (reference.startsWith("env:")) {
    const value = process.env[reference.slice(4)]
    if (!value) throw new Error(`the environment variable ${reference.slice(4)} is not set`)
    return value
  }
  const path = reference.slice(5)
  let text = ""
  try {
    text = readFileSync(path, "utf8").replace(/\r?\n$/, "")
  } catch {
    throw new Error(`the file ${path} can't be read`)
  }
  if (text === "") throw new Error(`the file ${path} is empty`)
  return text
}
