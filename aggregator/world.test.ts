import { expect, test } from "bun:test"
import * as v from "valibot"
import { AggregatorConfig } from "./config.ts"
import { configurationText } from "./world.ts"

test("the configuration in force is told without its secrets", () => {
  process.env["VEDETTE_TEST_PASSWORD"] = "correct horse battery"
  process.env["VEDETTE_TEST_TOKEN"] = "staple-staple-staple-staple-staple-32"
  const config = v.parse(AggregatorConfig, {
    name: "centre",
    store: {
      type: "opensearch",
      nodes: ["https://search.example:9200"],
      username: "vedette",
      password: "env:VEDETTE_TEST_PASSWORD",
    },
    console: { port: 8600, token: "env:VEDETTE_TEST_TOKEN" },
  })
  const text = configurationText(config)
  expect(text).toContain('"password": "[secret]"')
  expect(text).toContain('"token": "[secret]"')
  expect(text).toContain("search.example")
  expect(text).not.toMatch(/correct horse|staple/)
})
