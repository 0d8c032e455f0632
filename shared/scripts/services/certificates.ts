import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Missing } from "./jdk.ts"

/** Who holds a certificate, and its extensions. `days` below 0 makes one that has run out. */
interface Holder {
  readonly name: string
  readonly days?: number
  readonly authority?: string
}

/** The server's is for the address alone: `localhost` is a wrong name for it. */
const extensions = `subjectAltName=IP:127.0.0.1
extendedKeyUsage=serverAuth,clientAuth
keyUsage=digitalSignature,keyEncipherment
basicConstraints=CA:FALSE
`

const holders: readonly Holder[] = [
  { name: "server" },
  { name: "admin" },
  { name: "client" },
  { name: "expired", days: -1 },
  { name: "stranger", authority: "stranger-ca" },
]

/**
 * Throw-away certificates in `folder`: `ca` signs `server`, `admin`, `client` and `expired`;
 * `stranger-ca`, which nobody trusts, signs `stranger`. Each is NAME.pem with NAME.key (PKCS#8);
 * NAME.bundle.pem holds key and chain in one.
 */
export async function makeCertificates(folder: string): Promise<void> {
  if (!Bun.which("openssl")) throw new Missing("openssl is not on the PATH")
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  await Promise.all(["ca", "stranger-ca"].map((name) => makeAuthority(folder, name)))
  await Promise.all(holders.map((holder) => makeCertificate(folder, holder)))
}

const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]

async function makeAuthority(folder: string, name: string) {
  const files = ["-keyout", `${name}.key`, "-out", `${name}.pem`]
  await openssl(folder, ["req", "-x509", ...newKey, ...files, "-days", "30", ...subject(name)])
}

async function makeCertificate(folder: string, { name, days = 30, authority = "ca" }: Holder) {
  const request = ["-keyout", `${name}.key`, "-out", `${name}.csr`]
  await openssl(folder, ["req", "-new", ...newKey, ...request, ...subject(name)])
  writeFileSync(join(folder, `${name}.ext`), extensions)
  await openssl(folder, [
    ...["x509", "-req", "-in", `${name}.csr`, "-out", `${name}.pem`, "-days", String(days)],
    ...["-CA", `${authority}.pem`, "-CAkey", `${authority}.key`, "-extfile", `${name}.ext`],
    ...["-set_serial", String(holders.findIndex((holder) => holder.name === name) + 2)],
  ])
  const bundle = join(folder, `${name}.bundle.pem`)
  for (const part of [`${name}.key`, `${name}.pem`, `${authority}.pem`])
    appendFileSync(bundle, readFileSync(join(folder, part)), { mode: 0o600 })
}

const subject = (name: string) => ["-subj", `/O=Vedette test/CN=${name}`]

async function openssl(cwd: string, options: readonly string[]) {
  const child = Bun.spawn(["openssl", ...options], { cwd, stdout: "ignore", stderr: "pipe" })
  const complaint = await new Response(child.stderr).text()
  if ((await child.exited) !== 0) throw new Error(`openssl ${options[0]}: ${complaint.trim()}`)
}
