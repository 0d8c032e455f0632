import { expect, test } from "bun:test"
import { AggregatorConfig } from "../../aggregator/config.ts"
import { CollectorConfig } from "../../collector/config.ts"
import { configPage, jsonSchemaOf } from "../config/document.ts"
import { ecsSource } from "../scripts/generate-ecs.ts"

const read = (path: string) => Bun.file(path).text()

test("the ECS table is what `bun run generate` writes", async () => {
  expect(await read("shared/ecs/fields.generated.ts")).toBe(ecsSource())
})

test.each([
  ["collector", CollectorConfig],
  ["aggregator", AggregatorConfig],
] as const)("CONFIG.md and the JSON Schema of the %s are fresh", async (program, schema) => {
  expect(await read(`${program}/CONFIG.md`)).toBe(configPage(program, schema))
  expect(JSON.parse(await read(`${program}/config.schema.json`))).toEqual(jsonSchemaOf(schema))
})
