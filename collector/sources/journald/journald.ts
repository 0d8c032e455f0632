import { join } from "node:path"
import * as v from "valibot"
import type { Deps } from "#shared/config/define.ts"
import { OptionError } from "#shared/config/opening.ts"
import { openInbox } from "#shared/pipeline/inbox.ts"
import { openStateFile } from "#shared/pipeline/state-file.ts"
import type { Raw, Source } from "#shared/pipeline/types.ts"
import { defineSource } from "../define.ts"
import { type Following, openFollowing } from "./follow.ts"
import { openGather } from "./gather.ts"
import { lastCursor } from "./journal.ts"
import { type JournaldOptions, options } from "./options.ts"

export const journald = defineSource({
  summary: "Reads the systemd journal through `journalctl`.",
  options,
  open: openJournald,
})

/** `clean`: the program was stopped in order, so that nothing beyond the cursor was delivered. */
const place = v.object({
  version: v.literal(1),
  clean: v.boolean(),
  cursor: v.optional(v.string()),
})

/** @throws when the program is missing, or the state can't be kept */
export async function openJournald(options: JournaldOptions, deps: Deps): Promise<Source<Raw>> {
  const [program] = options.command
  if (!Bun.which(program!)) throw new OptionError("command", `${program} is not installed`)
  let isClean = false
  let delivered: string | undefined
  const state = openStateFile<v.InferOutput<typeof place>>({
    path: join(deps.home, `journald-${options.name}.json`),
    schema: place,
    log: deps.log,
    current: () => ({
      version: 1,
      clean: isClean,
      ...(delivered !== undefined && { cursor: delivered }),
    }),
  })
  const { found } = state
  const before = "state" in found ? found.state : undefined
  const isFirst = found.kind === "none"
  const mayRepeat = !isFirst && !(before?.clean && found.kind === "newest")
  delivered = isFirst && options.startAt === "end" ? await lastCursor(options) : before?.cursor
  await state.save()

  const inbox = openInbox<Raw>({ keepsFailed: true, onSettled: () => following.makeRoom() })
  const gather = openGather(options, deps, inbox, {
    cursor: delivered,
    repeatsUntilMs: mayRepeat ? deps.now() : 0,
    onDelivered(cursor) {
      delivered = cursor
      state.saveSoon()
    },
  })
  const following: Following = openFollowing(options, deps, inbox, gather)
  const saveAtEnd = async () => {
    isClean = inbox.openBytes === 0
    await state.save()
  }
  return {
    async *read(signal) {
      if (signal.aborted) return
      isClean = false
      const given = new AbortController()
      const stop = AbortSignal.any([signal, given.signal])
      let failure: { cause: unknown } | undefined
      following.start(signal, (cause) => {
        failure = { cause }
        given.abort()
      })
      try {
        for await (const batch of inbox.read(stop))
          yield {
            ...batch,
            async settle(failure) {
              await batch.settle(failure)
              if (signal.aborted) await saveAtEnd()
            },
          }
        if (failure && !signal.aborted) throw failure.cause
      } finally {
        if (signal.aborted) {
          await following.stop()
          await saveAtEnd()
        }
      }
    },
    async [Symbol.asyncDispose]() {
      inbox.close(new Error("the source was stopped"))
      await following.stop()
      await state.close()
    },
  }
}
