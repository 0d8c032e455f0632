import { randomBytes } from "node:crypto"
import { cpSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { makeCertificates } from "./certificates.ts"
import type { Prepared } from "./start.ts"

/**
 * TLS on both ports, the user `admin` with a password of its own, client certificates by their CN.
 * @returns lines for opensearch.yml, and what differs from a node without security
 */
export async function prepareSecurity(
  home: string,
  lib: string,
  node: string,
): Promise<{ settings: string; prepared: Partial<Prepared> }> {
  const certificates = join(home, "config/certificates")
  await makeCertificates(certificates)
  const config = join(home, "config/opensearch-security")
  cpSync(join(lib, "config"), config, { recursive: true })
  const password = randomBytes(12).toString("base64url")
  writeFileSync(join(config, "internal_users.yml"), await internalUsers(password), { mode: 0o600 })
  writeFileSync(join(config, "config.yml"), authentication)
  const ca = readFileSync(join(certificates, "ca.pem"), "utf8")
  const authorization = `Basic ${btoa(`admin:${password}`)}`
  const get = (path: string) =>
    fetch(node + path, {
      tls: { ca },
      headers: { authorization },
      signal: AbortSignal.timeout(5000),
    })
  const prepared = {
    users: { admin: password },
    certificates,
    isReady: async () =>
      (await get("/_plugins/_security/authinfo")).ok &&
      (await get("/_cluster/health?wait_for_status=yellow&timeout=1s")).ok,
  }
  return { settings, prepared }
}

async function internalUsers(password: string): Promise<string> {
  const hash = await Bun.password.hash(password, { algorithm: "bcrypt", cost: 6 })
  return `_meta: { type: internalusers, config_version: 2 }
admin: { hash: "${hash}", reserved: true, backend_roles: [admin] }
`
}

const authentication = `_meta: { type: config, config_version: 2 }
config:
  dynamic:
    http: { anonymous_auth_enabled: false }
    authc:
      basic:
        http_enabled: true
        transport_enabled: true
        order: 1
        http_authenticator: { type: basic, challenge: true }
        authentication_backend: { type: internal }
      certificate:
        http_enabled: true
        transport_enabled: true
        order: 0
        http_authenticator: { type: clientcert, config: { username_attribute: cn }, challenge: false }
        authentication_backend: { type: noop }
`

const files = (
  layer: string,
) => `plugins.security.ssl.${layer}.pemcert_filepath: certificates/server.pem
plugins.security.ssl.${layer}.pemkey_filepath: certificates/server.key
plugins.security.ssl.${layer}.pemtrustedcas_filepath: certificates/ca.pem
`

const settings = `${files("transport")}${files("http")}plugins.security.ssl.http.enabled: true
plugins.security.ssl.http.clientauth_mode: OPTIONAL
plugins.security.ssl.transport.enforce_hostname_verification: false
plugins.security.allow_default_init_securityindex: true
plugins.security.authcz.admin_dn: ["CN=admin,O=Vedette test"]
plugins.security.nodes_dn: ["CN=server,O=Vedette test"]
plugins.security.restapi.roles_enabled: ["all_access", "security_rest_api_access"]
`
