import type { Client } from "@opensearch-project/opensearch"
import type { Log } from "#shared/telemetry/log.ts"
import type { OpensearchStoreOptions } from "./options.ts"
import { type Template, templates } from "./templates.ts"

/** What provisioning did, or would do, with one thing. */
export interface Provisioned {
  readonly what: string
  readonly name: string
  readonly did: "made" | "kept" | "drifted"
}

/**
 * Puts the templates that are missing or differ from ours (told by a hash in `_meta`).
 * @param dryRun only says what it would do
 */
export async function provision(
  client: Client,
  options: OpensearchStoreOptions,
  dryRun: boolean,
): Promise<readonly Provisioned[]> {
  const rows: Provisioned[] = []
  for (const template of templates(options)) {
    const hash = Bun.hash(JSON.stringify(template.body)).toString(16)
    const known = await knownHash(client, template)
    const did = known === undefined ? "made" : known === hash ? "kept" : "drifted"
    if (did !== "kept" && !dryRun) await put(client, template, hash)
    rows.push({ what: template.kind, name: template.name, did })
  }
  return rows
}

/**
 * What a store does as it opens: provisions where its user may. Where it may not, templates that
 * differ are told of, and templates that are missing are an error: without them, events would be
 * indexed as anyone's.
 */
export async function provisionOrCheck(
  client: Client,
  options: OpensearchStoreOptions,
  log: Log,
): Promise<void> {
  try {
    await provision(client, options, false)
  } catch (cause) {
    if ((cause as { statusCode?: number }).statusCode !== 403) throw cause
    const rows = await provision(client, options, true)
    const names = (did: string) =>
      rows
        .filter((row) => row.did === did)
        .map(({ name }) => name)
        .join(", ")
    if (names("made"))
      throw new Error(`OpenSearch lacks ${names("made")}: run provision as a user who may`)
    log.warn("templates differ; run provision as a user who may", {
      "vedette.names": names("drifted"),
    })
  }
}

async function knownHash(client: Client, { kind, name }: Template): Promise<string | undefined> {
  try {
    const { body } = await client.transport.request({ method: "GET", path: `/_${kind}/${name}` })
    const list = (body as Record<string, { [kind: string]: { _meta?: { hash?: string } } }[]>)[
      `${kind}s`
    ]
    return list?.[0]?.[kind]?._meta?.hash ?? "none"
  } catch (cause) {
    if ((cause as { statusCode?: number }).statusCode === 404) return
    throw cause
  }
}

async function put(client: Client, { kind, name, body }: Template, hash: string): Promise<void> {
  await client.transport.request({
    method: "PUT",
    path: `/_${kind}/${name}`,
    body: { ...body, _meta: { hash } },
  })
}
