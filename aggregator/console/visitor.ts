import { AsyncLocalStorage } from "node:async_hooks"
import type { Role } from "../access/roles.ts"

/** Who asks. */
export interface Visitor {
  readonly name: string
  readonly role: Role
  /** `open`: nobody is asked who they are; `session`: a browser; `token`: a program. */
  readonly via: "open" | "session" | "token"
  /** Of a session: what its forms must carry. */
  readonly csrf?: string
  readonly sessionId?: string
}

/** The visitor of the request that is being answered: pages show who is in, forms carry the proof. */
export const visitor = new AsyncLocalStorage<Visitor>()
