/** What OpenSearch says of one document of a bulk request, or of a whole request. */
export interface Answer {
  readonly status: number
  readonly error?: { readonly type?: string; readonly reason?: string } | undefined
}

/**
 * Whether the answer may change without the document being changed: overload, blocks, shards that
 * are away or may not be made. Then the document waits. Else it will be refused however often.
 */
export function isPassing({ status, error }: Answer): boolean {
  if (status === 429 || status === 403 || status === 404 || status === 408 || status >= 500)
    return true
  if (error === undefined) return true // no answer of OpenSearch's own
  const text = `${error.type}: ${error.reason}`
  return /maximum (?:[\w ]+ )?shards open|index_closed_exception|no write index/.test(text)
}

/** What hinders, in words for a person who can mend it. */
export function hindranceText({ status, error = {} }: Answer): string {
  const { type = String(status), reason = "" } = error
  const said = `${type}: ${reason}`.slice(0, 400)
  return `${wordsOf(status, type, reason)} (${said})`
}

function wordsOf(status: number, type: string, reason: string): string {
  if (type === "cluster_block_exception") return blockWords(reason)
  if (/maximum (?:[\w ]+ )?shards open/.test(reason))
    return (
      "OpenSearch may hold no further shards: remove old indexes, add a node or raise " +
      "cluster.max_shards_per_node"
    )
  if (type === "index_closed_exception") return "an index of the stream is closed: open it"
  if (type === "security_exception") return "the user may not write there: see its role"
  if (status === 404) return "the stream is not there, and OpenSearch may not make it"
  if (status === 429) return "OpenSearch is overloaded, and is given time"
  if (type === "unavailable_shards_exception" || type === "no_shard_available_action_exception")
    return "shards of the stream are not available: see the cluster's health"
  return "OpenSearch takes nothing now"
}

/** `index [x] blocked by: [FORBIDDEN/8/index write (api)];` */
function blockWords(reason: string): string {
  const index = /index \[([^\]]*)\]/.exec(reason)?.[1]
  if (/flood-stage|read-only-allow-delete/.test(reason))
    return (
      "a disk of OpenSearch is nearly full (flood-stage watermark), and it takes no more: free " +
      "space, and it goes on by itself"
    )
  if (/not recovered|no cluster.?manager|no master/i.test(reason))
    return "the cluster has not recovered yet, or has no manager"
  if (/create-index blocked/.test(reason)) return "OpenSearch may make no index (cluster block)"
  const what = index ? `the index ${index}` : "the cluster"
  return `${what} is blocked for writing: take the block away (index.blocks.*, read_only)`
}

/** What a failed request says: the client's errors hold the answer's body. */
export function answerOf(cause: unknown): Answer | undefined {
  const { statusCode, body } = cause as { statusCode?: number; body?: unknown }
  if (statusCode === undefined) return
  const error = (body as { error?: unknown } | undefined)?.error
  return typeof error === "object" && error !== null
    ? { status: statusCode, error: error as NonNullable<Answer["error"]> }
    : { status: statusCode }
}
