import { ecsSource } from "./generate-ecs.ts"

/** Writes every generated file. `generated.test.ts` fails where one of them is stale. */
await Bun.write("shared/ecs/fields.generated.ts", ecsSource())

for (const program of ["collector", "aggregator"]) {
  const { exitCode } = Bun.spawnSync([process.execPath, `${program}/main.ts`, "document"])
  if (exitCode !== 0) throw new Error(`${program} document failed`)
}
