import { expect, test } from "bun:test"
import { readFileSync } from "node:fs"
import * as v from "valibot"
import { parse } from "yaml"
import { sources } from "./index.ts"

const page = readFileSync(`${import.meta.dir}/../../shared/docs/sources.md`, "utf8")
const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => parse(text!))

process.env["KAFKA_PASSWORD"] = "any" // an example takes it from there

test("the page has examples", () => expect(examples.length).toBeGreaterThan(4))

test.each(examples)("an example of the documentation is valid: $type $name", (example) => {
  expect(v.safeParse(sources.schema, example).issues).toBeUndefined()
})
