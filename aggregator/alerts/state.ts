export const statuses = ["new", "in work", "closed"] as const
export type Status = (typeof statuses)[number]

export const verdicts = ["true positive", "benign", "false positive"] as const
export type Verdict = (typeof verdicts)[number]

/** What people have made of an alert. An alert that nobody has touched has the revision 0. */
export interface AlertState {
  readonly revision: number
  readonly status: Status
  readonly verdict?: Verdict
  /** Why it is a false positive: rules are tuned by it. */
  readonly reason?: string
  readonly assignee?: string
  /** The newest last; the audit log keeps those that no longer fit in here. */
  readonly changes: readonly Change[]
}

/** What one person said at once. What it does not name stayed as it was; "" took it away. */
export interface Asked {
  readonly status?: Status
  readonly verdict?: Verdict | ""
  readonly reason?: string
  readonly assignee?: string
  readonly comment?: string
}

export interface Change extends Asked {
  readonly by: string
  readonly atMs: number
}

export const untouched: AlertState = { revision: 0, status: "new", changes: [] }

export const changesMax = 100

/** A change that can't be: what is missing, in words. */
export class ChangeError extends Error {}

/** The state after a change, or the same where the change says nothing new. */
export function changed(state: AlertState, asked: Asked, by: string, atMs: number): AlertState {
  const said = newIn(state, asked)
  if (Object.keys(said).length === 0) return state
  const status = said.status ?? state.status
  const verdict = said.verdict ?? state.verdict
  const reason = said.reason ?? state.reason
  const assignee = said.assignee ?? state.assignee
  if (status === "closed" && !verdict)
    throw new ChangeError("A closed alert needs a verdict: what was it?")
  if (verdict === "false positive" && !reason)
    throw new ChangeError("A false positive needs its reason: rules are tuned by it.")
  return {
    revision: state.revision + 1,
    status,
    ...(verdict && { verdict }),
    ...(reason && { reason }),
    ...(assignee && { assignee }),
    changes: [...state.changes, { ...said, by, atMs }].slice(-changesMax),
  }
}

/** What of a change is not so already; a comment always is new. */
function newIn(state: AlertState, { status, verdict, reason, assignee, comment }: Asked): Asked {
  const isNew = (to: string | undefined, from: string | undefined) =>
    to !== undefined && to !== (from ?? "")
  return {
    ...(status && isNew(status, state.status) && { status }),
    ...(verdict !== undefined && isNew(verdict, state.verdict) && { verdict }),
    ...(reason !== undefined && isNew(reason, state.reason) && { reason }),
    ...(assignee !== undefined && isNew(assignee, state.assignee) && { assignee }),
    ...(comment && { comment }),
  }
}

/** A change in one line: "status closed, verdict benign". */
export function changeText({ status, verdict, reason, assignee }: Asked): string {
  const parts = [
    status && `status ${status}`,
    verdict !== undefined && (verdict ? `verdict ${verdict}` : "no verdict"),
    reason && `because ${reason}`,
    assignee !== undefined && (assignee ? `assigned to ${assignee}` : "assigned to nobody"),
  ]
  return parts.filter(Boolean).join(", ")
}
