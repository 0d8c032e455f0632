import { ecsSource } from "./generate-ecs.ts"

/** Writes every generated file. `generated.test.ts` fails where one of them is stale. */
await Bun.write("shared/ecs/fields.generated.ts", ecsSource())
