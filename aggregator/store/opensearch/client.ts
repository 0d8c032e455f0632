import { readFileSync } from "node:fs"
import { Client } from "@opensearch-project/opensearch"
import { connectionText } from "#shared/telemetry/connection-text.ts"
import { awsSigner } from "./aws.ts"
import type { OpensearchStoreOptions } from "./options.ts"

/** A client whose errors say in words what is wrong, and never hold what it proves itself with. */
export function opensearchClient(options: OpensearchStoreOptions): Client {
  const { username, password, aws, ca, cert, key } = options
  const client = new Client({
    ...(aws && awsSigner(aws)),
    nodes: [...options.nodes],
    requestTimeout: options.timeoutMs,
    disablePrototypePoisoningProtection: true, // else one event's `vendor.__proto__` fails a page
    maxRetries: 0, // the caller retries, with patience
    ...(username && password && { auth: { username, password: password.reveal() } }),
    ssl: {
      ...(ca && { ca: readFileSync(ca) }),
      ...(cert && key && { cert: readFileSync(cert), key: readFileSync(key) }),
    },
  })
  client.on("response", (error) => {
    if (error) error.message = textOf(error, username, cert !== undefined)
  })
  return client
}

function textOf(
  error: Error & { statusCode?: number },
  username = "the client",
  hasCertificate = false,
): string {
  if (error.statusCode === 401) return "OpenSearch refuses the user or the password (401)"
  if (error.statusCode === 403) return `${username} may not do this (403): ${error.message}`
  if (hasCertificate && error.message === "socket hang up")
    return "the server hangs up: it may refuse the client certificate"
  return connectionText(error)
}
