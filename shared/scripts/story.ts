import { readFileSync } from "node:fs"

interface Recorded {
  readonly at: number
  readonly dataset?: string
  readonly text: string
}

const path = new URL("../../deploy/demo/story.ndjson", import.meta.url)

/** The story's records by dataset ("" for none), stamped so that the last one happened at `endMs`. */
export function storyRecords(endMs: number): Map<string, string[]> {
  const records = readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Recorded)
  const lastAt = records.at(-1)!.at
  const byDataset = new Map<string, string[]>()
  for (const { at, dataset = "", text } of records) {
    const stamped = stamp(text, new Date(endMs - (lastAt - at) * 1000))
    byDataset.set(dataset, [...(byDataset.get(dataset) ?? []), stamped])
  }
  return byDataset
}

/** Sends the story to a collector's HTTP intake; resolves when all of it is durable there. */
export async function sendStory(intake: string, endMs: number): Promise<number> {
  let sent = 0
  for (const [dataset, records] of storyRecords(endMs)) {
    const answer = await fetch(new URL(`/intake${dataset && `/${dataset}`}`, intake), {
      method: "POST",
      headers: { "content-type": "text/plain" },
      body: records.join("\n"),
    })
    if (!answer.ok)
      throw new Error(`the collector answered ${answer.status}: ${await answer.text()}`)
    sent += records.length
  }
  return sent
}

const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ")

function stamp(text: string, at: Date): string {
  const iso = at.toISOString()
  const [day, clock] = [at.getUTCDate(), iso.slice(11, 19)]
  const month = months[at.getUTCMonth()]!
  const twoDigits = String(day).padStart(2, "0")
  return text
    .replaceAll("{iso}", iso)
    .replaceAll("{rfc3164}", `${month} ${String(day).padStart(2, " ")} ${clock}`)
    .replaceAll("{clf}", `${twoDigits}/${month}/${at.getUTCFullYear()}:${clock} +0000`)
}
