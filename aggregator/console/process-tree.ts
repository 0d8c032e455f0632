import { type Event, fieldOf } from "#shared/ecs/event.ts"
import { valueText } from "./parts/text.tsx"

/** A process with those it started. */
export interface ProcessNode {
  readonly name: string
  readonly pid: string
  readonly entityId: string
  readonly commandLine: string
  readonly user: string
  /** When it started; absent where that was not seen, only that it was somebody's parent. */
  readonly startMs?: number
  readonly eventId?: string
  /** The alert is about it. */
  readonly isFocus: boolean
  readonly children: readonly ProcessNode[]
  /** Children that are not shown. */
  readonly more: number
}

export interface ProcessTree {
  readonly roots: readonly ProcessNode[]
  /** From the oldest known forebear down to the process that the alert is about, by name. */
  readonly line: readonly string[]
}

interface Process {
  readonly pid: string
  readonly entityId: string
  readonly event: Event | undefined
  readonly startMs: number
  readonly child: Event | undefined
  parent?: Process
  readonly children: Process[]
}

const levelsMax = 24
const childrenMax = 12
const nodesMax = 150

const textOf = (event: Event | undefined, field: string) =>
  event ? valueText(fieldOf(event, field)) : ""
const timeOf = (event: Event) => Date.parse(event["@timestamp"] ?? "") || 0

/** Whether an event tells that a process began, and of whom. */
export const isStart = (event: Event): boolean =>
  [event["event.category"] ?? []].flat().includes("process") &&
  [event["event.type"] ?? []].flat().includes("start")

/**
 * The processes around those that `focus` is about: their forebears, what these started last, and
 * what came of it. Undefined where no two processes are known to belong together.
 * @param starts events of one host that tell of a start
 */
export function processTree(
  starts: readonly Event[],
  focus: readonly Event[],
): ProcessTree | undefined {
  const known = openProcesses()
  for (const event of [...starts].sort((a, b) => timeOf(a) - timeOf(b))) known.add(event)
  const chosen = new Set(focus.flatMap((event) => known.of(event) ?? []))
  const [first] = chosen
  if (!first) return undefined
  const lines = [...chosen].map(forebearsOf)
  const shown = new Set(lines.flat())
  for (const line of lines)
    for (const one of line.slice(0, 2)) for (const c of one.children) shown.add(c)
  for (const one of chosen) addBelow(one, shown)
  if (shown.size < 2) return undefined
  const roots = new Set(lines.map((line) => line.at(-1)!))
  const room = { left: nodesMax }
  return {
    roots: [...roots].map((root) => nodeOf(root, shown, chosen, room, 0)),
    line: lines[0]!.map((one) => nameOf(one).slice(0, 100)).reverse(),
  }
}

/** Numbers of processes are used again: what has one is the last that got it before. */
function openProcesses() {
  const byEntity = new Map<string, Process>()
  const byPid = new Map<string, Process[]>()
  const keep = (process: Process) => {
    if (process.entityId) byEntity.set(process.entityId, process)
    const same = byPid.get(process.pid) ?? []
    if (process.pid) byPid.set(process.pid, [...same, process])
    return process
  }
  const find = (entityId: string, pid: string, atMs: number): Process | undefined => {
    const exact = entityId ? byEntity.get(entityId) : undefined
    if (exact) return exact
    const fits = (one: Process) => one.startMs <= atMs && !(entityId && one.entityId)
    return pid ? byPid.get(pid)?.findLast(fits) : undefined
  }
  return {
    of: (event: Event) =>
      find(textOf(event, "process.entity_id"), textOf(event, "process.pid"), timeOf(event)),
    add(event: Event) {
      const [pid, entityId] = [textOf(event, "process.pid"), textOf(event, "process.entity_id")]
      const startMs = timeOf(event)
      if ((!pid && !entityId) || byEntity.has(entityId)) return
      const parentPid = textOf(event, "process.parent.pid")
      const parentId = textOf(event, "process.parent.entity_id")
      const ghost = { pid: parentPid, entityId: parentId, event: undefined, child: event }
      const parent =
        find(parentId, parentPid, startMs) ??
        (parentPid || parentId
          ? keep({ ...ghost, startMs: Number.NEGATIVE_INFINITY, children: [] })
          : undefined)
      const made: Process = { pid, entityId, event, startMs, child: undefined, children: [] }
      if (parent) {
        made.parent = parent
        parent.children.push(made)
      }
      keep(made)
    },
  }
}

/** Itself first. No process is its own forebear, since a parent is known before its child. */
function forebearsOf(process: Process): readonly Process[] {
  const line = [process]
  for (let up = process.parent; up && line.length < levelsMax; up = up.parent) line.push(up)
  return line
}

function addBelow(process: Process, shown: Set<Process>): void {
  const waiting = [process]
  for (let one = waiting.pop(); one && shown.size < 10 * nodesMax; one = waiting.pop())
    for (const child of one.children) {
      shown.add(child)
      waiting.push(child)
    }
}

function nodeOf(
  process: Process,
  shown: ReadonlySet<Process>,
  chosen: ReadonlySet<Process>,
  room: { left: number },
  level: number,
): ProcessNode {
  room.left--
  const { event, pid, entityId, startMs } = process
  const leads = (one: Process) => chosen.has(one) || one.children.some((child) => shown.has(child))
  const wanted = process.children.filter((child) => shown.has(child))
  const first = [...wanted.filter(leads), ...wanted.filter((one) => !leads(one))]
  const children: ProcessNode[] = []
  for (const child of level < 2 * levelsMax ? first.slice(0, childrenMax) : [])
    if (room.left > 0) children.push(nodeOf(child, shown, chosen, room, level + 1))
  return {
    ...{ pid, entityId, name: nameOf(process), isFocus: chosen.has(process), children },
    ...(event && { startMs, eventId: event["event.id"] ?? "" }),
    commandLine: event
      ? textOf(event, "process.command_line")
      : textOf(process.child, "process.parent.command_line"),
    user: textOf(event, "user.name"),
    more: wanted.length - children.length,
  }
}

function nameOf({ event, child, pid, entityId }: Process): string {
  const [of, path] = event ? ([event, "process"] as const) : ([child, "process.parent"] as const)
  const executable = textOf(of, `${path}.executable`)
  const name = textOf(of, `${path}.name`) || (executable.split(/[\\/]/).at(-1) ?? "")
  return name || (pid ? `process ${pid}` : entityId)
}
