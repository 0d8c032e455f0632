/** @jsxImportSource hono/jsx */
import { eventHref, href, valueQuery } from "../href.ts"
import type { ProcessNode, ProcessTree } from "../process-tree.ts"
import { Moment } from "./moment.tsx"
import { countText, Text } from "./text.tsx"

interface ProcessesProps {
  readonly tree: ProcessTree | undefined
  readonly host: string
  /** What the marked process is about. */
  readonly what?: string
}

/** Who started the process, and what it started. */
export function Processes({ tree, host, what = "this alert" }: ProcessesProps) {
  if (!tree) return null
  return (
    <section>
      <h2>Processes</h2>
      <p class="total">
        <Text text={tree.line.join(" → ")} />
      </p>
      <ul class="tree">
        {tree.roots.map((node) => (
          <Node node={node} host={host} what={what} />
        ))}
      </ul>
    </section>
  )
}

interface NodeProps {
  readonly node: ProcessNode
  readonly host: string
  readonly what: string
}

function Node({ node, host, what }: NodeProps) {
  const { children, more, isFocus } = node
  return (
    <li>
      <div class={isFocus ? "process focus" : "process"}>
        <Head node={node} host={host} what={what} />
        {node.commandLine && (
          <code>
            <Text text={node.commandLine.slice(0, 400)} />
            {node.commandLine.length > 400 && " …"}
          </code>
        )}
      </div>
      {(children.length > 0 || more > 0) && (
        <ul>
          {children.map((child) => (
            <Node node={child} host={host} what={what} />
          ))}
          {more > 0 && <li class="none">{countText(more)} more that it started</li>}
        </ul>
      )}
    </li>
  )
}

function Head({ node, host, what }: NodeProps) {
  const { name, pid, user, startMs, eventId, isFocus } = node
  return (
    <p>
      {eventId ? (
        <a href={eventHref(eventId)}>
          <strong>
            <Text text={name.slice(0, 200)} />
          </strong>
        </a>
      ) : (
        <strong>
          <Text text={name.slice(0, 200)} />
        </strong>
      )}{" "}
      {pid && <span class="soft">{`${pid.slice(0, 20)} `}</span>}
      {startMs === undefined ? (
        <span class="soft">its start was not seen </span>
      ) : (
        <span class="soft">
          <Moment at={startMs} />{" "}
        </span>
      )}
      {user && (
        <span class="soft">
          <Text text={user.slice(0, 100)} />{" "}
        </span>
      )}
      <Deeds node={node} host={host} />
      {isFocus && <span class="tag">{what}</span>}
    </p>
  )
}

/** All that is told of the process. */
function Deeds({ node: { pid, entityId, startMs }, host }: { node: ProcessNode; host: string }) {
  const own = valueQuery("process.entity_id", entityId)
  const byPid = pid && `${valueQuery("host.name", host)} AND process.pid:${pid.slice(0, 20)}`
  const q = entityId && own ? own : byPid
  if (!q) return null
  const from = startMs === undefined ? undefined : new Date(startMs).toISOString()
  return <a href={href("/search", { q, from })}>what it did</a>
}
