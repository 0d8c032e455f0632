import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto"
import { writeWhole } from "./write-whole.ts"

/** Beside a model: its signature (Ed25519, base64) over `MODEL.json`, which holds the hash of `MODEL`. */
const fileOf = (model: string) => `${model}.sig`

export const filesOf = (model: string): readonly string[] => [model, `${model}.json`, fileOf(model)]

/** @throws Error with what is wrong with the key, in words */
export async function signModel(model: string, keyFile: string): Promise<void> {
  const key = createPrivateKey(await textOf(keyFile, "the key to sign with"))
  if (key.asymmetricKeyType !== "ed25519")
    throw new Error(
      `${keyFile} is no Ed25519 key: make one with "openssl genpkey -algorithm ed25519"`,
    )
  const signature = sign(null, await Bun.file(`${model}.json`).bytes(), key)
  await writeWhole(fileOf(model), `${signature.toString("base64")}\n`)
}

/** @throws Error where the model is not signed by the holder of the key */
export async function checkSignature(
  model: string,
  json: Uint8Array,
  publicKeyFile: string,
): Promise<void> {
  const key = createPublicKey(await textOf(publicKeyFile, "the public key"))
  if (key.asymmetricKeyType !== "ed25519") throw new Error(`${publicKeyFile} is no Ed25519 key`)
  const text = await textOf(fileOf(model), "the model's signature")
  const signature = Buffer.from(text.trim(), "base64")
  if (!verify(null, json, key, signature))
    throw new Error(`${model} is not signed with the key of ${publicKeyFile}`)
}

async function textOf(path: string, what: string): Promise<string> {
  const file = Bun.file(path)
  if (!(await file.exists())) throw new Error(`${what} is not there: ${path}`)
  return file.text()
}
