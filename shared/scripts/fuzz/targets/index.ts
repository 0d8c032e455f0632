import type { Target } from "../define.ts"
import { byteTargets } from "./bytes.ts"
import { consoleTargets } from "./console.ts"
import { documentTargets } from "./documents.ts"
import { fileTargets } from "./files.ts"
import { formatTargets } from "./formats.ts"
import { httpTargets } from "./http.ts"
import { recordTargets } from "./records.ts"
import { socketTargets } from "./sockets.ts"
import { stepTargets } from "./steps.ts"
import { streamTargets } from "./streams.ts"

/** Every input and parser there is. */
export const targets: readonly Target[] = [
  ...recordTargets,
  ...formatTargets,
  ...stepTargets,
  ...streamTargets,
  ...byteTargets,
  ...documentTargets,
  ...httpTargets,
  ...socketTargets,
  ...fileTargets,
  ...consoleTargets,
]
