import { services } from "#shared/testing/services.ts"
import { openSubject } from "../store/opensearch/opensearch-subject.ts"
import { statesSuite } from "./states-suite.ts"

const running = await services({ opensearch: true })
const missing = "missing" in running
if (missing) console.warn(`skipped: ${running.missing}`)
const node = missing ? "" : running.opensearch!.node

statesSuite("opensearch", () => openSubject(node), missing)
