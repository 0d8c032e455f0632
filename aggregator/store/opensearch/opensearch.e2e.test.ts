import { services } from "#shared/testing/services.ts"
import { storeSuite } from "../store-suite.ts"
import { openSubject } from "./opensearch-subject.ts"

const running = await services({ opensearch: true })
const missing = "missing" in running
if (missing) console.warn(`skipped: ${running.missing}`)
const node = missing ? "" : running.opensearch!.node

storeSuite("opensearch", () => openSubject(node), missing)
