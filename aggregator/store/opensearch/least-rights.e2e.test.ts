import { expect, setDefaultTimeout, test } from "bun:test"
import { randomBytes } from "node:crypto"
import { readFileSync } from "node:fs"
import * as v from "valibot"
import { Secret } from "#shared/config/secret.ts"
import { services } from "#shared/testing/services.ts"
import { parseQuery } from "../query-parser.ts"
import { storeDeps } from "../store-deps.ts"
import { eventAt } from "../store-events.ts"
import { opensearchClient } from "./client.ts"
import { openOpensearchStore } from "./opensearch.ts"
import { opensearchStoreOptions } from "./options.ts"
import { provision } from "./provision.ts"

/** The roles of deploy/opensearch on the real security plugin: drift is seen by one, mended by the other. */

setDefaultTimeout(120_000)
const running = await services({ opensearchSecure: true })
const missing = "missing" in running
if (missing) console.warn(`left out: least rights on OpenSearch: ${running.missing}`)
const secure = missing ? undefined : running.opensearchSecure!
const unique = randomBytes(4).toString("hex")
const prefix = `vedette-${unique}`
const never = new AbortController().signal

/** The plugin, when it has just begun, still writes its own users: what meets that is tried again. */
async function api(method: string, path: string, body?: object, tries = 5): Promise<unknown> {
  const answer = await fetch(secure!.node + path, {
    method,
    tls: { ca: readFileSync(secure!.file("ca.pem"), "utf8") },
    headers: {
      authorization: `Basic ${btoa(`${secure!.username}:${secure!.password}`)}`,
      "content-type": "application/json",
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (answer.status === 409 && tries > 1) {
    await Bun.sleep(500)
    return api(method, path, body, tries - 1)
  }
  if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`)
  return answer.json()
}

const password = `Quiet-Harbour-${randomBytes(6).toString("hex")}9!`

async function makeUser(user: "aggregator" | "provision") {
  const text = readFileSync("deploy/opensearch/roles.yml", "utf8")
  const roles = Bun.YAML.parse(text.replaceAll('"vedette-', `"${prefix}-`)) as Record<
    string,
    object
  >
  const role = `vedette_${user}`
  const [name, its] = [`${user}-${unique}`, `${role}_${unique}`]
  await api("PUT", `/_plugins/_security/api/roles/${its}`, roles[role])
  await api("PUT", `/_plugins/_security/api/internalusers/${name}`, { password })
  await api("PUT", `/_plugins/_security/api/rolesmapping/${its}`, { users: [name] })
}

const optionsOf = (user: "aggregator" | "provision") => ({
  ...v.parse(opensearchStoreOptions, {
    type: "opensearch",
    nodes: [secure!.node],
    ca: secure!.file("ca.pem"),
    prefix,
  }),
  username: `${user}-${unique}`,
  password: new Secret(password),
})

async function provisioned() {
  const client = opensearchClient(optionsOf("provision"))
  try {
    return await provision(client, optionsOf("provision"), false)
  } finally {
    await client.close()
  }
}

test.skipIf(missing)(
  "the aggregator's role sees drift, shards and fields; provision's mends and rolls over",
  async () => {
    await makeUser("aggregator")
    await makeUser("provision")
    await expect(openOpensearchStore(optionsOf("aggregator"), storeDeps())).rejects.toThrow(
      /OpenSearch lacks .*-ecs: run provision as a user who may/,
    )
    expect((await provisioned()).every(({ did }) => did === "made")).toBe(true)
    const deps = storeDeps()
    await using store = await openOpensearchStore(optionsOf("aggregator"), deps)
    expect(await store.problems()).toEqual([])
    await store.append([eventAt(1, { "user.name": "anna" })], false, never)
    await store.maintain(never)
    expect(await deps.metrics.text()).toMatch(/vedette_store_fields\{stream="events-other"\} \d{4}/)
    expect(await deps.metrics.text()).toMatch(/vedette_store_shards [1-9]/)

    const path = `/_component_template/${prefix}-ecs`
    const found = (await api("GET", path)) as {
      component_templates: { component_template: { template: Template } }[]
    }
    const { template } = found.component_templates[0]!.component_template
    delete template.mappings.properties["user.name"]
    await api("PUT", path, { template })
    await api("POST", `/${prefix}-events-other/_rollover`)
    await store.maintain(never)
    const problems = await store.problems()
    expect(problems.join("\n")).toContain(`the template ${prefix}-ecs is not this version's`)
    expect(problems.join("\n")).toContain("lacks 1 of this version's fields (user.name)")
    const rows = await provisioned()
    expect(rows.filter(({ did }) => did !== "kept").map(({ did }) => did)).toEqual([
      "drifted",
      "rolled over",
    ])
    await store.maintain(never)
    expect(await store.problems()).toEqual([])
    await store.append([eventAt(2, { "user.name": "anna" })], false, never)
    await api("POST", `/${prefix}-*/_refresh`)
    const scope = { streams: ["events"] as const, query: parseQuery("user.name:anna") }
    expect(await store.count(scope, never)).toBe(2)
  },
)

interface Template {
  mappings: { properties: Record<string, object> }
}
