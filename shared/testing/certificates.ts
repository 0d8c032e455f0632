import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** Throw-away certificates, made by openssl in a temporary folder. */
export interface Certificates extends Disposable {
  readonly folder: string
  /** Path of a file: `ca.pem`, `NAME.pem`, `NAME.key`. */
  file(name: string): string
  /** Its certificate and key, as a client or server gives them. */
  pair(name: string): { readonly cert: string; readonly key: string }
  /** Makes one more, or the same name once more with another key. */
  issue(name: string, holder?: Holder): void
}

interface Holder {
  /** Days from now at which it begins and ends. */
  readonly from?: number
  readonly to?: number
  /** Who signs it: an authority, or `self`. */
  readonly by?: string
  readonly alternative?: string
}

const dayMs = 24 * 3_600_000

/** With authorities `ca` and `other-ca`, of which each is the other's stranger. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), "vedette-certificates-"))
  const file = (name: string) => join(folder, name)
  const pair = (name: string) => ({
    cert: readFileSync(file(`${name}.pem`), "utf8"),
    key: readFileSync(file(`${name}.key`), "utf8"),
  })
  const openssl = (...args: string[]) => {
    const done = Bun.spawnSync(["openssl", ...args], { cwd: folder, stderr: "pipe" })
    if (!done.success) throw new Error(done.stderr.toString())
  }
  const newKey = (name: string) => [
    ...["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
    ...["-keyout", `${name}.key`, "-subj", `/O=Vedette test/CN=${name}`],
  ]
  writeFileSync(file("index.txt"), "")
  writeFileSync(file("serial"), "1000\n")
  writeFileSync(file("ca.conf"), authorityConfig)
  for (const name of ["ca", "other-ca"])
    openssl("req", "-x509", ...newKey(name), "-out", `${name}.pem`, "-days", "365")

  const issue: Certificates["issue"] = (
    name,
    { from = -1, to = 90, by = "ca", alternative = `DNS:${name},IP:127.0.0.1` } = {},
  ) => {
    writeFileSync(file(`${name}.ext`), `subjectAltName=${alternative}\n`)
    openssl("req", "-new", ...newKey(name), "-out", `${name}.csr`)
    const signer = by === "self" ? name : by
    openssl(
      ...["ca", "-batch", "-notext", "-config", "ca.conf", "-keyfile", `${signer}.key`],
      ...(by === "self" ? ["-selfsign"] : ["-cert", `${by}.pem`]),
      ...["-startdate", stamp(from), "-enddate", stamp(to), "-extfile", `${name}.ext`],
      ...["-in", `${name}.csr`, "-out", `${name}.pem`],
    )
  }
  return {
    folder,
    file,
    pair,
    issue,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** `YYYYMMDDHHMMSSZ` */
const stamp = (days: number) =>
  new Date(Date.now() + days * dayMs).toISOString().replace(/\.\d+|[-:T]/g, "")

const authorityConfig = `
[ca]
default_ca = own
[own]
database = index.txt
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
organizationName = optional
`
