import { safeRegex } from "../regex/safe.ts"
import { openAuditJoiner } from "./join-audit.ts"
import type { JoinOptions } from "./join-options.ts"
import { type Begins, joinPresets } from "./join-presets.ts"
import {
  type Joiner,
  type OnJoined,
  type OpenRecord,
  openRecord,
  type RecordLimits,
} from "./join-record.ts"
import { isBlank } from "./raw.ts"

export function openJoiner(options: JoinOptions): Joiner {
  if (options.preset === "audit") return openAuditJoiner(options)
  return openSequence(options, beginsOf(options))
}

function beginsOf({ preset, start }: JoinOptions): Begins {
  if (preset !== undefined && preset !== "audit") return joinPresets[preset].begins
  const regex = safeRegex(start ?? "")
  return (line) => regex.exec(line) !== undefined
}

function openSequence(limits: RecordLimits, begins: Begins): Joiner {
  let open: OpenRecord | undefined
  let last = ""
  const end = (onRecord: OnJoined) => {
    open?.end(onRecord)
    open = undefined
    last = ""
  }
  return {
    isMixed: false,
    get openFrom() {
      return open?.at
    },
    end,
    add(line, onRecord) {
      const isEmpty = isBlank(line.bytes, line.length)
      if (isEmpty && !open) return
      const text = line.bytes.toString("utf8")
      if (!open?.fits(line) || (!isEmpty && begins(text, last))) end(onRecord)
      if (open) open.add(line)
      else if (!isEmpty) open = openRecord(line, limits)
      last = text
    },
  }
}
