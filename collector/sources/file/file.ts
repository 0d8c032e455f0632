import type { Deps } from "#shared/config/define.ts"
import { openInbox } from "#shared/pipeline/inbox.ts"
import { pause } from "#shared/pipeline/retrying.ts"
import { type Found, openStateFile, type StateFile } from "#shared/pipeline/state-file.ts"
import type { Raw, Source } from "#shared/pipeline/types.ts"
import { defineSource } from "../define.ts"
import { type Following, openFollowing } from "./follow.ts"
import { type FileOptions, options } from "./options.ts"
import { type Places, placesPath, placesSchema } from "./places.ts"
import { openProblems } from "./problems.ts"
import { openReader, type Reader } from "./reader.ts"
import type { Start } from "./resume.ts"

export const file = defineSource({
  summary: "Follows files as they grow, through rotation, truncation and restarts.",
  options,
  open: openFile,
})

/** Looking at very many files takes long: it may take a fifth of the time, up to this pause. */
const pauseMsMax = 1000

/** @throws when a path is no pattern, or the state can't be kept */
export async function openFile(options: FileOptions, deps: Deps): Promise<Source<Raw>> {
  const problems = openProblems(options.name, deps.log)
  let isClean = false
  const state: StateFile<Places> = openStateFile<Places>({
    path: placesPath(deps.home, options.name),
    schema: placesSchema,
    log: deps.log,
    current: () => ({ version: 1, clean: isClean, files: following.places() }),
  })
  const following = openFollowing(options, deps, problems, startOf(state.found))
  await state.save() // from now on a run has been: what is read may repeat after a crash

  const inbox = openInbox<Raw>({ keepsFailed: true, onSettled: () => reader.makeRoom() })
  const reader: Reader = openReader(options, {
    ...deps,
    inbox,
    following,
    problems,
    onMoved: state.saveSoon,
    save: state.save,
  })
  const closing = new AbortController()
  let reading: Promise<void> = Promise.resolve()

  const saveAtEnd = async () => {
    const tails = [...following.tails.values()]
    isClean = inbox.openBytes === 0 && !tails.some(({ joiner }) => joiner?.isMixed)
    await state.save()
  }

  return {
    async *read(signal) {
      isClean = false
      const ended = new AbortController()
      const stop = AbortSignal.any([signal, closing.signal, ended.signal])
      reading = follow(following, reader, options.pollMs, stop, state.save)
      try {
        for await (const batch of inbox.read(signal))
          yield {
            ...batch,
            async settle(failure) {
              await batch.settle(failure)
              if (signal.aborted) await saveAtEnd()
            },
          }
      } finally {
        ended.abort()
        await reading
        if (signal.aborted) await saveAtEnd()
      }
    },
    async [Symbol.asyncDispose]() {
      closing.abort()
      inbox.close(new Error("the source was stopped"))
      await reading
      await state.close()
      await following.close()
    },
  }
}

async function follow(
  following: Following,
  reader: Reader,
  pollMs: number,
  stop: AbortSignal,
  save: () => Promise<void>,
): Promise<void> {
  while (!stop.aborted) {
    const begin = performance.now()
    if (await following.look()) await save()
    const tookMs = performance.now() - begin
    if (await reader.drain(stop)) continue
    await reader.leaveQuiet()
    await pause(Math.max(pollMs, Math.min(4 * tookMs, pauseMsMax)), stop)
  }
}

function startOf(found: Found<Places>): Start {
  if (!("state" in found)) {
    const isFirst = found.kind === "none"
    return { isFirst, isClean: isFirst, places: [] }
  }
  const { clean, files } = found.state
  return { isFirst: false, isClean: clean && found.kind === "newest", places: files }
}
