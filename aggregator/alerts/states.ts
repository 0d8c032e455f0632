import type { Document, Store } from "../store/types.ts"
import {
  type AlertState,
  type Asked,
  type Change,
  changed,
  type Status,
  statuses,
  untouched,
  type Verdict,
  verdicts,
} from "./state.ts"

const kind = "alert-state"

type States = Pick<Store, "put" | "documents">

/** States of alerts that someone has touched, by the alert's id: of all, or of those with these ids. */
export async function statesOf(
  store: States,
  ids?: readonly string[],
): Promise<ReadonlyMap<string, AlertState>> {
  const documents = await store.documents(kind, ids)
  return new Map(documents.map((document) => [document.id, stateIn(document)]))
}

export async function stateOf(store: States, id: string): Promise<AlertState> {
  const [document] = await store.documents(kind, [id])
  return document ? stateIn(document) : untouched
}

/** Who changes what, of the state that they have seen. */
export interface ChangeAsked {
  readonly id: string
  /** The revision that was seen. */
  readonly revision: number
  readonly asked: Asked
  readonly by: string
  readonly atMs: number
}

export interface ChangeDone {
  /** `conflict`: another was quicker, and nothing was done; `same`: it was so already. */
  readonly is: "changed" | "same" | "conflict"
  /** The state as it is now. */
  readonly state: AlertState
}

/**
 * Changes the state of an alert unless another has since it was seen.
 * @throws ChangeError
 */
export async function changeAlert(
  store: States,
  known: AlertState,
  { id, revision, asked, by, atMs }: ChangeAsked,
): Promise<ChangeDone> {
  if (known.revision !== revision) return { is: "conflict", state: known }
  const state = changed(known, asked, by, atMs)
  if (state === known) return { is: "same", state }
  const { revision: next, ...body } = state
  if (await store.put(kind, { id, revision: next, body })) return { is: "changed", state }
  return { is: "conflict", state: await stateOf(store, id) }
}

/** A document is read as far as it makes sense: another version may have written it. */
function stateIn({ revision, body }: Document): AlertState {
  const verdict = oneOf<Verdict>(verdicts, body["verdict"])
  const { reason, assignee, changes } = body
  return {
    revision,
    status: oneOf<Status>(statuses, body["status"]) ?? "new",
    ...(verdict && { verdict }),
    ...(typeof reason === "string" && { reason }),
    ...(typeof assignee === "string" && { assignee }),
    changes: Array.isArray(changes) ? changes.filter(isChange) : [],
  }
}

const isChange = (one: unknown): one is Change =>
  typeof one === "object" && one !== null && "by" in one && "atMs" in one

const oneOf = <T extends string>(all: readonly T[], given: unknown): T | undefined =>
  all.find((one) => one === given)
