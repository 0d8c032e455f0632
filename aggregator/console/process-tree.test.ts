import { afterAll, beforeAll, expect, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import { consoleApp } from "./app.ts"
import { hostile, noon, type TestWorld, testWorld } from "./console-world.ts"
import { type ProcessNode, type ProcessTree, processTree } from "./process-tree.ts"
import { processesOf } from "./processes.ts"

const start = (
  at: number,
  pid: number,
  parent: number,
  name: string,
  more: Partial<Event> = {},
) => {
  const when = new Date(noon + at * 1000).toISOString()
  return {
    "@timestamp": when,
    "event.created": when,
    "event.id": `start-${at}-${pid}`,
    "event.category": ["process"],
    "event.type": ["start"],
    "event.dataset": "windows.sysmon_operational",
    "vedette.stream": "events",
    "vedette.source": "syslog",
    "vedette.batch": "b1",
    "host.name": "ws-1",
    "user.name": "maria",
    "process.pid": pid,
    "process.name": name,
    "process.command_line": `${name} --run`,
    ...(parent && { "process.parent.pid": parent, "process.parent.name": `parent-${parent}` }),
    ...more,
  } as Event
}

const names = ({ name, children }: ProcessNode): unknown =>
  children.length > 0 ? [name, children.map(names)] : name
const drawn = (tree: ProcessTree | undefined) => tree?.roots.map(names)

const story = [
  start(-90_000, 10, 4, "explorer.exe"),
  start(-300, 20, 10, "soffice.exe"),
  start(-60, 30, 20, "powershell.exe"),
  start(-50, 31, 20, "splwow64.exe"),
  start(-1, 40, 30, "rundll32.exe"),
  start(5, 50, 40, "werfault.exe"),
  start(6, 60, 10, "calc.exe"),
]
const focus = story[4]!

test("forebears, siblings and children of the process are one tree", () => {
  const tree = processTree(story, [focus])
  expect(drawn(tree)).toEqual([
    [
      "parent-4",
      [
        [
          "explorer.exe",
          [["soffice.exe", [["powershell.exe", [["rundll32.exe", ["werfault.exe"]]]]]]],
        ],
      ],
    ],
  ])
  expect(tree?.line.join(" ")).toBe("parent-4 explorer.exe soffice.exe powershell.exe rundll32.exe")
})

test("an event of a running process finds its process by number and time", () => {
  const event = { ...start(2, 40, 0, "rundll32.exe"), "event.type": ["access"] } as Event
  const focused: string[] = []
  const visit = (node: ProcessNode) => {
    if (node.isFocus) focused.push(node.name)
    node.children.forEach(visit)
  }
  processTree(story, [event])?.roots.forEach(visit)
  expect(focused).toEqual(["rundll32.exe"])
})

test("a number that is used again is the process that got it last", () => {
  const again = [...story, start(-30, 30, 10, "notepad.exe")]
  expect(processTree(again, [focus])?.line).toEqual([
    "parent-4",
    "explorer.exe",
    "notepad.exe",
    "rundll32.exe",
  ])
  const by = (id: string) => ({ "process.entity_id": id }) as Partial<Event>
  const exact = [
    start(-60, 30, 20, "powershell.exe", by("a")),
    start(-30, 30, 10, "notepad.exe", by("b")),
    start(-1, 40, 30, "rundll32.exe", { "process.parent.entity_id": "a" } as Partial<Event>),
  ]
  expect(processTree(exact, [exact[2]!])?.line).toEqual([
    "parent-20",
    "powershell.exe",
    "rundll32.exe",
  ])
})

test("one that names itself as its parent, and a ring of two, end", () => {
  const own = start(0, 7, 7, "odd")
  expect(drawn(processTree([own], [own]))).toEqual([["parent-7", ["odd"]]])
  const ring = [start(0, 8, 9, "a"), start(0, 9, 8, "b")]
  expect(processTree(ring, [ring[0]!])?.line.length).toBeLessThan(4)
})

test("ten thousand children and a chain without end stay small", () => {
  const many = Array.from({ length: 10_000 }, (_, at) => start(at, 100 + at, 30, `child-${at}`))
  const tree = processTree([...story.slice(0, 3), ...many], [story[2]!])
  const count = (node: ProcessNode): number =>
    node.children.reduce((sum, child) => sum + count(child), 1)
  expect(tree!.roots.reduce((sum, root) => sum + count(root), 0)).toBeLessThan(160)
  const chain = Array.from({ length: 5_000 }, (_, at) => start(at, at + 1, at, `p${at}`))
  expect(processTree(chain, [chain[4_000]!])!.line.length).toBeLessThan(30)
})

test("where nothing is known of a parent there is no tree", () => {
  const alone = start(0, 1412, 0, "sshd")
  expect(processTree([], [alone])).toBeUndefined()
  expect(processTree([alone], [alone])).toBeUndefined()
})

let world: TestWorld
const alert = {
  ...focus,
  "event.id": "alert-p",
  "event.type": undefined,
  "vedette.stream": "alerts",
  "rule.name": "Dump",
  "vedette.event_ids": [focus["event.id"]],
} as unknown as Event
beforeAll(async () => {
  const odd = start(-70, 70, 30, hostile, { "process.command_line": hostile })
  const elsewhere = start(-55, 30, 20, "elsewhere.exe", { "host.name": "ws-2" })
  world = await testWorld([...story, odd, elsewhere, alert])
})
afterAll(() => world[Symbol.asyncDispose]())

test("a forebear that began a day before is found, and no other host's process", async () => {
  const tree = await processesOf(world.store, [focus], AbortSignal.timeout(5_000))
  expect(tree?.line).toEqual([
    "parent-4",
    "explorer.exe",
    "soffice.exe",
    "powershell.exe",
    "rundll32.exe",
  ])
  expect(JSON.stringify(tree)).not.toContain("elsewhere")
})

test("the page of an alert shows the tree, and hostile names in it as text", async () => {
  const answer = await consoleApp(world).request("/alert/alert-p", {
    headers: { host: "localhost" },
  })
  const text = await answer.text()
  expect(text).toContain("explorer.exe → soffice.exe → powershell.exe → rundll32.exe")
  expect(text).not.toMatch(/<script>|<img/)
})

test("the page of an event has its processes and the alerts that stand on it", async () => {
  const answer = await consoleApp(world).request(`/event/${focus["event.id"]}`, {
    headers: { host: "localhost" },
  })
  const text = await answer.text()
  expect(text).toContain("powershell.exe → rundll32.exe")
  expect(text).toContain('<span class="tag">this event</span>')
  expect(text).toMatch(/Found in it:.*href="\/alert\/alert-p"/s)
})
