import type { Target } from "../define.ts"
import { formatTargets } from "./formats.ts"
import { recordTargets } from "./records.ts"
import { stepTargets } from "./steps.ts"

/** Every input and parser there is. */
export const targets: readonly Target[] = [...recordTargets, ...formatTargets, ...stepTargets]
