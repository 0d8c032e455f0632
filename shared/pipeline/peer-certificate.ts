import { X509Certificate } from "node:crypto"

/** A sender's certificate, as its authority has signed it. */
export interface PeerCertificate {
  readonly subject: string
  readonly issuer: string
  /** Alternative names of the subject: host names, addresses, URIs. */
  readonly names: readonly string[]
  /** SHA-256 of it, in hexadecimal digits. */
  readonly fingerprint: string
  /** The name it is known by: the common name, else the first of the others. */
  readonly commonName: string | undefined
}

const namesMax = 100
const lengthMax = 1024

/** Undefined for what is no certificate. */
export function peerCertificateOf(der: Uint8Array | undefined): PeerCertificate | undefined {
  if (!der) return undefined
  try {
    const certificate = new X509Certificate(der)
    const names = alternativeNames(certificate.subjectAltName ?? "")
    return {
      subject: oneLine(certificate.subject),
      issuer: oneLine(certificate.issuer),
      names,
      fingerprint: certificate.fingerprint256.replaceAll(":", "").toLowerCase(),
      commonName: commonNameOf(certificate.subject) ?? names[0],
    }
  } catch {
    return undefined
  }
}

/**
 * Whether one of the configured names is the certificate's: its common name or an alternative one,
 * whatever the case. `*.example.org` stands for one label; `sha256:HEX` for the certificate itself.
 */
export function isNamed(
  { commonName, names, fingerprint }: PeerCertificate,
  allowed: readonly string[],
): boolean {
  const known = new Set([commonName ?? "", ...names].map((name) => name.toLowerCase()))
  return allowed.some((entry) => {
    const name = entry.toLowerCase()
    if (name.startsWith("sha256:")) return name.slice(7).replaceAll(":", "") === fingerprint
    if (!name.startsWith("*.")) return known.has(name)
    return [...known].some((each) => {
      const dot = each.indexOf(".")
      return dot > 0 && each.slice(dot) === name.slice(1)
    })
  })
}

/** `DNS:a.example, IP Address:10.0.0.1, URI:"x, y"`: what holds a separator is a JSON string. */
function alternativeNames(text: string): string[] {
  const names: string[] = []
  const each = /[A-Za-z ]+:(?:("(?:[^"\\]|\\.)*")|([^,]*))(?:, |$)/g
  for (const [, quoted, plain] of text.matchAll(each))
    if (names.length < namesMax) names.push(cut(quoted ? unquoted(quoted) : (plain ?? "")))
  return names.filter((name) => name !== "")
}

function unquoted(text: string): string {
  try {
    return String(JSON.parse(text))
  } catch {
    return ""
  }
}

const commonNameOf = (subject: string): string | undefined => {
  const line = subject.split("\n").findLast((each) => each.startsWith("CN="))
  return line && cut(line.slice(3).replace(/ \+ [A-Za-z0-9.]+=.*$/, "")) // an RDN of several values
}

const oneLine = (name: string) => cut(name.replaceAll("\n", ", "))

const cut = (text: string) => text.slice(0, lengthMax)
