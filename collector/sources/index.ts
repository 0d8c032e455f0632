import { registry } from "#shared/config/define.ts"
import type { LiveSource } from "#shared/pipeline/live-source.ts"
import type { Raw } from "#shared/pipeline/types.ts"
import type { SourceWorld } from "./define.ts"
import { file } from "./file/file.ts"
import { gelf } from "./gelf/gelf.ts"
import { http } from "./http/http.ts"
import { journald } from "./journald/journald.ts"
import { kafka } from "./kafka/kafka.ts"
import { stdin } from "./stdin/stdin.ts"
import { syslog } from "./syslog/syslog.ts"

const list = [syslog, http, file, journald, gelf, kafka, stdin] as const

/** Every kind of source. */
export const sources = registry<LiveSource<Raw>, SourceWorld, typeof list>(list)
