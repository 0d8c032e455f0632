import { X509Certificate } from "node:crypto"
import { readFileSync } from "node:fs"
import { type LiveCertificate, openCertificate } from "../config/certificates.ts"
import type { Deps } from "../config/define.ts"
import { ConfigurationError } from "../config/load.ts"
import { standing, type WatchOptions, watchPaths } from "../config/watch.ts"
import { errorText } from "../telemetry/log.ts"
import type { KafkaClient } from "./kafka-client.ts"
import type { KafkaReaderOptions } from "./kafka-options.ts"

export interface Renewal extends Disposable {
  /** What a person should know of the client's certificate: that it ends soon, or has ended. */
  problems(): readonly string[]
}

/**
 * When the files of certificates or of the password change, makes new connections with them beside the
 * old ones. What does not fit together, or has ended, is told and left: the old ones stay in use.
 * @throws ConfigurationError where the certificate in force is none
 */
export function renewOnChange(
  client: KafkaClient,
  { tls, sasl }: KafkaReaderOptions,
  deps: Deps,
  watching?: WatchOptions,
): Renewal {
  const named = [tls?.ca, tls?.cert, tls?.key, sasl?.password.file]
  const files = named.filter((path) => path !== undefined)
  if (files.length === 0) return { problems: () => [], [Symbol.dispose]() {} }
  const ended = new AbortController()
  const live = ownCertificate(tls, deps)
  let authorities = tls?.ca && readFileSync(tls.ca, "utf8")
  const change = () => {
    const next = live?.certificate.prepare(live.files)
    const ca = tls?.ca && authoritiesIn(tls.ca)
    const hasPassword = sasl?.password.renew() ?? false
    if (!next && ca === authorities && !hasPassword) return
    client.renew()
    if (next) live!.certificate.use(next)
    authorities = ca
    deps.log.info("the credentials for Kafka were changed: new connections use the new ones")
  }
  const watched = { files, folders: [] }
  const changed = () => {
    try {
      change()
    } catch (cause) {
      deps.log.warn("new credentials for Kafka can't be used; the old ones stay", {
        "error.message": errorText(cause),
      })
    }
  }
  watchPaths(() => watched, standing(watched), changed, ended.signal, watching)
  return {
    problems: () => live?.certificate.notices() ?? [],
    [Symbol.dispose]() {
      ended.abort()
      live?.certificate[Symbol.dispose]()
    },
  }
}

interface Own {
  readonly files: { readonly certificateFile: string; readonly keyFile: string }
  readonly certificate: LiveCertificate
}

function ownCertificate(tls: KafkaReaderOptions["tls"], deps: Deps): Own | undefined {
  if (!tls?.cert || !tls.key) return undefined
  const files = { certificateFile: tls.cert, keyFile: tls.key }
  try {
    return { files, certificate: openCertificate("bus.tls", files, deps) }
  } catch (cause) {
    throw new ConfigurationError("bus", [`tls: ${errorText(cause)}`])
  }
}

function authoritiesIn(path: string): string {
  const text = readFileSync(path, "utf8")
  for (const block of text.split(/(?=-----BEGIN CERTIFICATE-----)/).slice(1))
    new X509Certificate(block)
  if (!text.includes("-----BEGIN CERTIFICATE-----"))
    throw new Error(`the file ${path} holds no certificate`)
  return text
}
