import { fieldOf, setField } from "#shared/ecs/event.ts"
import { put } from "#shared/ecs/fit.ts"
import type { StepMaker } from "../rule.ts"
import { optionsOf, read, target, textOf, textsOf } from "./options.ts"

const encodings = { utf8: "utf-8", utf16le: "utf-16le", latin1: "latin1" } as const

/** `base64: {field, target, encoding?}`, encodings utf8, utf16le, latin1; what is not base64 stays. */
export const base64: StepMaker = (value) => {
  const options = optionsOf(value)
  const field = textOf(options["field"], "field")
  const to = target(options["target"] ?? field)
  const name = textOf(options["encoding"] ?? "utf8", "encoding")
  const encoding = encodings[name as keyof typeof encodings]
  if (!encoding) throw new Error(`base64: unknown encoding "${name}"`)
  return (event) => {
    const text = read(event, field)
    if (text === undefined || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return
    put(event, to, new TextDecoder(encoding).decode(Buffer.from(text, "base64")))
  }
}

const methods = ["sha256", "sha1", "md5", "sha512"] as const

/** `hash: {fields: [...], target, method?}`: hexadecimal, over the values divided by NUL. */
export const hash: StepMaker = (value) => {
  const options = optionsOf(value)
  const names = textsOf(options["fields"], "fields")
  const to = target(options["target"])
  const method = methods.find((name) => name === (options["method"] ?? "sha256"))
  if (!method) throw new Error(`hash: the method is one of ${methods.join(", ")}`)
  return (event) => {
    const values = names.map((name) => fieldOf(event, name))
    if (values.every((found) => found === undefined)) return
    setField(event, to, new Bun.CryptoHasher(method).update(values.join("\0")).digest("hex"))
  }
}
