import type { Deps } from "#shared/config/define.ts"
import { type ListeningSource, openListeners } from "#shared/pipeline/listeners.ts"
import { defineSource, type SourceWorld } from "../define.ts"
import { openFraming } from "./framing.ts"
import { type GelfOptions, options } from "./options.ts"

export const gelf = defineSource({
  summary: "Receives GELF, Graylog's format, by UDP, TCP and TLS.",
  options,
  open: openGelf,
})

/** @throws when a port can't be had */
export function openGelf(options: GelfOptions, deps: Deps & SourceWorld): Promise<ListeningSource> {
  return openListeners(options, {
    ...deps,
    framing: ({ recordBytesMax }, onRecord) => openFraming(recordBytesMax, onRecord),
    openWorker: () => new Worker(new URL("./udp-worker.ts", import.meta.url)),
    workerOptions: ({ chunkMs, chunkMessagesMax, chunkBytesMax }) => ({
      chunkMs,
      chunkMessagesMax,
      chunkBytesMax,
    }),
  })
}
