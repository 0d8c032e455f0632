import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto"
import { readFileSync } from "node:fs"
import type { Gauge } from "prom-client"
import { errorText } from "../telemetry/log.ts"
import type { Deps } from "./define.ts"
import { OptionError } from "./opening.ts"

/** What a listener proves itself by, and whom it trusts; each a path of a PEM file. */
export interface CertificateFiles {
  readonly certificateFile: string
  readonly keyFile: string
  readonly clientCaFile?: string | undefined
}

/** A certificate with its key, read and found to fit together. */
export interface Certificate {
  /** PEM: the certificate, then what leads to its root. */
  readonly cert: string
  readonly key: string
  /** PEM: the authorities of the clients. */
  readonly ca?: string
  /** SHA-256 of the certificate itself. */
  readonly fingerprint: string
  readonly subject: string
  /** The span in which all of the chain is valid. */
  readonly notBeforeMs: number
  readonly notAfterMs: number
  /** When the last of the clients' authorities ends. */
  readonly caNotAfterMs?: number
}

/** A certificate in force that can be exchanged for another one without a new listener. */
export interface LiveCertificate extends Disposable {
  readonly current: Certificate
  /**
   * Reads the files anew. Undefined where nothing in them is new.
   * @throws OptionError where the new one must not be used: the one in force stays
   */
  prepare(files: CertificateFiles): Certificate | undefined
  use(next: Certificate): void
  /** What a person should know of it: that it ends soon, or has ended. */
  notices(): readonly string[]
}

const dayMs = 24 * 3_600_000
/** Days before its end at which it is told: a problem from the first on, a warning at each. */
const warnDays = [30, 7, 1, 0] as const
const checkEveryMs = 60_000

/**
 * Opens a certificate under a name of the configuration: `syslog.tls`. One that has ended is told,
 * but does not keep the program from starting: the other listeners are worth more.
 * @throws OptionError where a file can't be read or the files don't fit together
 */
export function openCertificate(
  name: string,
  files: CertificateFiles,
  { now, metrics, log }: Pick<Deps, "now" | "metrics" | "log">,
): LiveCertificate {
  let current = readCertificate(files)
  let told: number = warnDays.length // index of the last threshold that was told of
  const expiry = metrics.gauge(
    "vedette_tls_certificate_expiry_seconds",
    "Unix time at which the certificate, or what leads to its root, ends.",
    ["name"],
  )
  const daysLeft = () => (current.notAfterMs - now()) / dayMs
  const check = () => {
    const reached = warnDays.findLastIndex((days) => daysLeft() <= days)
    if (reached >= 0 && reached !== told)
      log.warn("a certificate ends soon or has ended", {
        "vedette.certificate": name,
        "tls.server.not_after": new Date(current.notAfterMs).toISOString(),
      })
    told = reached
  }
  const owner = ownerOf(expiry, name)
  const take = (next: Certificate) => {
    current = next
    told = warnDays.length
    expiry.set({ name }, next.notAfterMs / 1000)
    check()
  }
  take(current)
  const timer = setInterval(check, checkEveryMs)
  timer.unref()
  return {
    get current() {
      return current
    },
    prepare(files) {
      const next = readCertificate(files)
      const { cert, key, ca } = current
      if (next.cert === cert && next.key === key && next.ca === ca) return
      const fault = spanFault(next, now())
      if (fault) throw new OptionError("certificateFile", fault)
      return next
    },
    use: take,
    notices: () => noticesOf(name, current, now()),
    [Symbol.dispose]() {
      clearInterval(timer)
      owner.leave()
    },
  }
}

const owners = new WeakMap<Gauge, Map<string, symbol>>()

/** Of two that follow each other under one name, the first to come must not take the figure away. */
function ownerOf(gauge: Gauge, name: string) {
  const byName = owners.get(gauge) ?? new Map<string, symbol>()
  owners.set(gauge, byName)
  const own = Symbol(name)
  byName.set(name, own)
  return {
    leave() {
      if (byName.get(name) !== own) return
      byName.delete(name)
      gauge.remove({ name })
    },
  }
}

/**
 * Reads the files and checks that they fit together; whether it is valid now is not asked.
 * @throws OptionError of the file that is wrong
 */
export function readCertificate(files: CertificateFiles): Certificate {
  const { text: cert, chain } = readChain("certificateFile", files.certificateFile)
  const key = readPem("keyFile", files.keyFile)
  const leaf = chain[0]!
  const privateKey = asKey(key, files.keyFile)
  if (!leaf.checkPrivateKey(privateKey))
    throw new OptionError(
      "keyFile",
      `the key in ${files.keyFile} is not that of the certificate in ${files.certificateFile}`,
    )
  for (const [i, issuer] of chain.slice(1).entries())
    if (!isIssuedBy(chain[i]!, issuer))
      throw new OptionError(
        "certificateFile",
        `${files.certificateFile}: certificate ${i + 2} did not issue certificate ${i + 1}`,
      )
  const ca = files.clientCaFile ? readChain("clientCaFile", files.clientCaFile) : undefined
  return {
    cert,
    key,
    fingerprint: leaf.fingerprint256,
    subject: oneLine(leaf.subject),
    notBeforeMs: Math.max(...chain.map(({ validFrom }) => Date.parse(validFrom))),
    notAfterMs: Math.min(...chain.map(({ validTo }) => Date.parse(validTo))),
    ...(ca && {
      ca: ca.text,
      caNotAfterMs: Math.max(...ca.chain.map(({ validTo }) => Date.parse(validTo))),
    }),
  }
}

/** Why it can't be used at that time. */
export function spanFault(
  { subject, notBeforeMs, notAfterMs }: Certificate,
  nowMs: number,
): string | undefined {
  if (nowMs > notAfterMs) return `the certificate ${subject} ended on ${dateText(notAfterMs)}`
  if (nowMs < notBeforeMs)
    return `the certificate ${subject} is not valid before ${dateText(notBeforeMs)}`
  return undefined
}

function noticesOf(name: string, certificate: Certificate, nowMs: number): string[] {
  const notices: string[] = []
  const fault = spanFault(certificate, nowMs)
  const days = Math.floor((certificate.notAfterMs - nowMs) / dayMs)
  if (fault) notices.push(`${name}: ${fault}`)
  else if (days < warnDays[0])
    notices.push(`${name}: the certificate ${certificate.subject} ends in ${daysText(days)}`)
  const { caNotAfterMs } = certificate
  if (caNotAfterMs === undefined) return notices
  const caDays = Math.floor((caNotAfterMs - nowMs) / dayMs)
  if (caDays < 0) notices.push(`${name}: the authority of the clients has ended`)
  else if (caDays < warnDays[0])
    notices.push(`${name}: the authority of the clients ends in ${daysText(caDays)}`)
  return notices
}

const daysText = (days: number) =>
  days < 1 ? "less than a day" : days === 1 ? "1 day" : `${days} days`

const dateText = (ms: number) => new Date(ms).toISOString().slice(0, 16).replace("T", " ")

const oneLine = (subject: string | undefined) => (subject ?? "").replaceAll("\n", ", ")

function readChain(option: string, path: string): { text: string; chain: X509Certificate[] } {
  const text = readPem(option, path)
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? []
  if (blocks.length === 0) throw new OptionError(option, `the file ${path} holds no certificate`)
  try {
    return { text, chain: blocks.map((block) => new X509Certificate(block)) }
  } catch {
    throw new OptionError(option, `the file ${path} holds a damaged certificate`)
  }
}

function asKey(pem: string, path: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch {
    throw new OptionError("keyFile", `the file ${path} holds no private key that can be read`)
  }
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
}

function readPem(option: string, path: string): string {
  try {
    return readFileSync(path, "utf8")
  } catch (cause) {
    throw new OptionError(option, `can't be read: ${errorText(cause)}`)
  }
}
