import { createHash } from "node:crypto"
import { revealed } from "./secret.ts"

/** A part of a configuration as it was written, before defaults: told apart from another by its print. */
export type Written = unknown

/**
 * The same for the same meaning: what a secret refers to is in it as a hash, so that a new secret in
 * an old file is a change, and nothing can be read from it.
 */
export function printOf(written: Written): string {
  return JSON.stringify(resolved(written)) ?? ""
}

function resolved(value: unknown): unknown {
  if (typeof value === "string") return isReference(value) ? hashed(value) : value
  if (Array.isArray(value)) return value.map(resolved)
  if (typeof value !== "object" || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return entries.map(([key, child]) => [key, resolved(child)])
}

const isReference = (text: string) => /^(?:env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$/.test(text)

function hashed(reference: string): string {
  try {
    return `${reference}=${createHash("sha256").update(revealed(reference)).digest("hex")}`
  } catch {
    return reference
  }
}

/** Files that a configuration names: secrets by `file:PATH`, certificates and keys by their option. */
export function filesNamedIn(written: Written): string[] {
  const files = new Set<string>()
  const walk = (value: unknown, key: string) => {
    if (typeof value === "string") {
      if (value.startsWith("file:")) files.add(value.slice(5))
      else if (/File$|^(?:ca|cert|key)$/.test(key)) files.add(value)
    } else if (Array.isArray(value)) for (const each of value) walk(each, key)
    else if (typeof value === "object" && value !== null)
      for (const [name, child] of Object.entries(value)) walk(child, name)
  }
  walk(written, "")
  return [...files]
}
