import { expect } from "bun:test"
import { parseQuery } from "../query-parser.ts"
import { opensearchClient } from "./client.ts"
import { provision } from "./provision.ts"
import {
  it,
  mine,
  never,
  openOther,
  opensearch,
  optionsOf,
  prefix,
  renamed,
  reopen,
  store,
  stored,
} from "./strained-world.ts"

/** Templates that are not ours any more, or never were. */
export function driftSuite(): void {
  it("a template that somebody changed is told of by what differs, left, and mended by provision", async () => {
    await openOther()
    const path = `/_component_template/${prefix}-ecs`
    const { component_templates: found } = (await opensearch().request("GET", path)) as {
      component_templates: { component_template: { template: Template } }[]
    }
    const { template } = found[0]!.component_template
    template.mappings.properties["source.ip"] = { type: "keyword" }
    template.mappings.properties["site.own"] = { type: "keyword" }
    delete template.mappings.properties["user.name"]
    template.settings.index.refresh_interval = "30s"
    await opensearch().request("PUT", path, { template })
    const [problem, ...others] = await (await reopen()).problems()
    expect(others).toEqual([])
    expect(problem).toContain(`the template ${prefix}-ecs is not this version's`)
    expect(problem).toContain("is without field user.name")
    expect(problem).toContain("has besides field site.own")
    expect(problem).toContain("field source.ip is type=keyword instead of ignore_malformed=true")
    expect(problem).toContain("setting index.refresh_interval is 30s instead of 1000ms")
    const kept = await opensearch().request("GET", path)
    expect(JSON.stringify(kept)).toContain("site.own") // not written over
    const client = opensearchClient(optionsOf())
    const rows = await provision(client, optionsOf(), false)
    expect(rows.filter(({ did }) => did === "drifted").map(({ name }) => name)).toEqual([
      `${prefix}-ecs`,
    ])
    expect((await provision(client, optionsOf(), true)).every(({ did }) => did === "kept")).toBe(
      true,
    )
    await client.close()
    await store!.maintain(never)
    expect(await store!.problems()).toEqual([])
  })

  it("an index from before an upgrade is told of, and rolled over by provision: the new fields are found", async () => {
    await openOther()
    const path = `/_component_template/${prefix}-ecs`
    const { component_templates: found } = (await opensearch().request("GET", path)) as {
      component_templates: { component_template: { template: Template } }[]
    }
    const { template } = found[0]!.component_template
    delete template.mappings.properties["user.name"]
    await opensearch().request("PUT", path, { template })
    await store!.append([mine(1, { "user.name": "anna" })], false, never)
    const client = opensearchClient(optionsOf())
    const rows = await provision(client, optionsOf(), false)
    expect(rows.at(-1)).toMatchObject({ what: "data_stream", did: "rolled over" })
    await store!.append([mine(2, { "user.name": "anna" })], false, never)
    expect((await stored("events", parseQuery("user.name:anna"))).length).toBe(1)
    expect((await stored("events")).length).toBe(2)
    await store!.maintain(never)
    expect(await store!.problems()).toEqual([])
    await client.close()
  })

  foreignSuite()
}

function foreignSuite(): void {
  it("a foreign template that claims our names keeps the store from opening, in words", async () => {
    renamed()
    const path = `/_index_template/foreign-${prefix}`
    const foreign = { index_patterns: [`${prefix}-*`], priority: 200, template: {} }
    await opensearch().request("PUT", path, foreign)
    await expect(reopen()).rejects.toThrow(/another template claims the names of .*-events/)
    await opensearch().request("DELETE", path)
    expect(await (await reopen()).problems()).toEqual([])
  })

  it("a foreign template that comes before ours is told of", async () => {
    await openOther()
    const path = `/_index_template/foreign-${prefix}`
    const mappings = { properties: { message: { type: "long" } } }
    await opensearch().request("PUT", path, {
      index_patterns: [`${prefix}-events-*`],
      priority: 900,
      template: { mappings },
    })
    const [problem] = await (await reopen()).problems()
    expect(problem).toContain(`another template comes before ${prefix}-events`)
    await opensearch().request("DELETE", path)
  })
}

interface Template {
  mappings: { properties: Record<string, object> }
  settings: { index: Record<string, unknown> }
}
