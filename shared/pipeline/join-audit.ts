import type { JoinOptions } from "./join-options.ts"
import {
  type Joiner,
  type Line,
  type OnJoined,
  type OpenRecord,
  openRecord,
} from "./join-record.ts"
import { isBlank } from "./raw.ts"

const header =
  /^(?:node=(\S{1,255}) )?type=([A-Z_0-9]{1,64})(?:\[\d{1,6}\])? msg=audit\((\d{1,12})\.\d{1,3}:(\d{1,20})\):/
const headBytes = 400

/** Messages of programs are whole in one line; only the kernel's have several. */
const alone =
  /^(?:USER_|CRED_|ACCT_|ADD_|DEL_|GRP_|CHGRP_|CHUSER_|ROLE_|DAEMON_|SERVICE_|SYSTEM_|CRYPTO_|VIRT_|LABEL_|DEV_|USYS_|TRUSTED_APP$|TEST$|SOFTWARE_UPDATE$)/

/** Lines of an event come within it, however they are mixed with others. */
const spanSeconds = 2

interface Serial {
  readonly record: OpenRecord
  readonly seconds: number
  /** Its PROCTITLE came, after which at most its EOE comes. */
  isComplete: boolean
}

/**
 * Joins lines of the Linux audit by host, second and serial number. An event is whole at its EOE; on
 * disk that is left out, and PROCTITLE is the last. Where neither comes, a later event ends it.
 */
export function openAuditJoiner(options: JoinOptions): Joiner {
  const open = new Map<string, Serial>()
  let openFrom: number | undefined
  let isMixed = false

  const endOne = (key: string, onRecord: OnJoined) => {
    const serial = open.get(key)
    if (!serial) return
    serial.record.end(onRecord)
    open.delete(key)
    isMixed = open.size > 0
    if (open.size === 0) openFrom = undefined
  }
  const end = (onRecord: OnJoined) => {
    for (const key of [...open.keys()]) endOne(key, onRecord)
  }
  const endOthers = (key: string, seconds: number, onRecord: OnJoined) => {
    for (const [other, serial] of [...open])
      if (other !== key && (serial.isComplete || serial.seconds + spanSeconds <= seconds))
        endOne(other, onRecord)
  }
  const begin = (key: string, line: Line, seconds: number, onRecord: OnJoined): Serial => {
    while (open.size >= options.openMax) endOne(open.keys().next().value!, onRecord)
    const serial = { record: openRecord(line, options), seconds, isComplete: false }
    open.set(key, serial)
    openFrom ??= line.at
    return serial
  }
  const passOn = (line: Line, onRecord: OnJoined) => {
    openRecord(line, options).end(onRecord)
    isMixed = open.size > 0
  }

  return {
    get openFrom() {
      return openFrom
    },
    get isMixed() {
      return isMixed
    },
    end,
    add(line, onRecord) {
      if (isBlank(line.bytes, line.length)) return
      if (openFrom !== undefined && line.at - openFrom > options.spanBytesMax) end(onRecord)
      const found = header.exec(line.bytes.toString("latin1", 0, headBytes))
      if (!found) return passOn(line, onRecord)
      const [, node = "", type, seconds, serial] = found
      const key = `${node} ${seconds}:${serial}`
      endOthers(key, Number(seconds), onRecord)
      if (open.get(key)?.record.fits(line) === false) endOne(key, onRecord)
      const known = open.get(key)
      if (!known && (alone.test(type!) || type === "EOE")) return passOn(line, onRecord)
      known?.record.add(line)
      const now = known ?? begin(key, line, Number(seconds), onRecord)
      if (type === "EOE") endOne(key, onRecord)
      else if (type === "PROCTITLE") now.isComplete = true
    },
  }
}
