import type { Client } from "@opensearch-project/opensearch"
import { answerOf, hindranceText } from "./answers.ts"
import { driftText } from "./drift.ts"
import { newestIndexes } from "./mapped.ts"
import type { OpensearchStoreOptions } from "./options.ts"
import { type Template, templates } from "./templates.ts"

/** What provisioning did, or would do, with one thing. */
export interface Provisioned {
  readonly what: string
  readonly name: string
  readonly did: "made" | "kept" | "drifted" | "rolled over"
  /** How it differed. */
  readonly detail?: string
}

/**
 * Puts the templates that are missing, and those that differ from ours; begins a new index where the
 * newest of a stream lacks fields, since a template is for new indexes only.
 * @param dryRun only says what it would do
 */
export async function provision(
  client: Client,
  options: OpensearchStoreOptions,
  dryRun: boolean,
): Promise<readonly Provisioned[]> {
  const rows: Provisioned[] = []
  for (const template of templates(options)) {
    const row = await compared(client, template)
    if (row.did !== "kept" && !dryRun) await put(client, template)
    rows.push(row)
  }
  if (rows.some(({ did }) => did !== "made"))
    rows.push(...(await rollOver(client, options, dryRun)))
  return rows
}

async function rollOver(
  client: Client,
  options: OpensearchStoreOptions,
  dryRun: boolean,
): Promise<readonly Provisioned[]> {
  const rows: Provisioned[] = []
  const newest = await newestIndexes(client, options).catch((cause) => {
    if ((cause as { statusCode?: number }).statusCode === 403) return [] // who may only put templates
    throw cause
  })
  for (const { stream, lacking } of newest) {
    if (lacking.length === 0) continue
    const name = `${options.prefix}-${stream}`
    const detail = `its newest index lacked ${lacking.length} fields`
    if (!dryRun) await client.transport.request({ method: "POST", path: `/${name}/_rollover` })
    rows.push({ what: "data_stream", name, did: "rolled over", detail })
  }
  return rows
}

/**
 * What a store does as it opens: makes the templates that are missing, without which events would be
 * indexed as anyone's. One that differs is left: the command `provision` mends it.
 */
export async function provisionMissing(
  client: Client,
  options: OpensearchStoreOptions,
): Promise<void> {
  for (const template of templates(options))
    if ((await compared(client, template)).did === "made") await make(client, template)
}

/** Templates that differ from this version's, in words. */
export async function drifted(
  client: Client,
  options: OpensearchStoreOptions,
): Promise<readonly string[]> {
  const rows = await Promise.all(templates(options).map((template) => compared(client, template)))
  return rows.flatMap(({ name, did, detail }) => {
    if (did === "made") return [`the template ${name} is gone; the command provision makes it`]
    if (did === "kept") return []
    return [`the template ${name} is not this version's: ${detail}; the command provision mends it`]
  })
}

async function compared(client: Client, template: Template): Promise<Provisioned> {
  const { kind: what, name } = template
  const installed = await known(client, template)
  if (!installed) return { what, name, did: "made" }
  const detail = driftText(installed, template.body)
  return detail ? { what, name, did: "drifted", detail } : { what, name, did: "kept" }
}

async function make(client: Client, template: Template): Promise<void> {
  try {
    await put(client, template)
  } catch (cause) {
    if ((cause as { statusCode?: number }).statusCode !== 403) throw cause
    throw new Error(`OpenSearch lacks ${template.name}: run provision as a user who may`, { cause })
  }
}

async function known(client: Client, { kind, name }: Template): Promise<unknown> {
  try {
    const { body } = await client.transport.request({ method: "GET", path: `/_${kind}/${name}` })
    const list = (body as Record<string, Record<string, unknown>[]>)[`${kind}s`]
    return list?.[0]?.[kind]
  } catch (cause) {
    if ((cause as { statusCode?: number }).statusCode === 404) return
    throw cause
  }
}

/** @throws in words where another template claims the same names, or a part is wrong */
async function put(client: Client, { kind, name, body }: Template): Promise<void> {
  try {
    await client.transport.request({ method: "PUT", path: `/_${kind}/${name}`, body })
  } catch (cause) {
    const answer = answerOf(cause)
    if (!answer?.error || answer.status === 403) throw cause
    const { reason = "" } = answer.error
    if (/from existing templates/.test(reason))
      throw new Error(
        `another template claims the names of ${name}: give it another pattern or priority (${reason})`,
        { cause },
      )
    throw new Error(`OpenSearch refuses the template ${name}: ${hindranceText(answer)}`, { cause })
  }
}
