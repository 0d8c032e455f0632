import type { Deps } from "#shared/config/define.ts"
import type { AggregatorConfig } from "../config.ts"
import { openLocalStore } from "./local/local.ts"
import { openOpensearchStore } from "./opensearch/opensearch.ts"
import type { Store } from "./types.ts"

export function openStore(options: AggregatorConfig["store"], deps: Deps): Promise<Store> {
  return options.type === "local"
    ? openLocalStore(options, deps)
    : openOpensearchStore(options, deps)
}
