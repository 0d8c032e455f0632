import { fileSender } from "./file-sender.ts"
import { httpSender } from "./http-sender.ts"
import type { Load } from "./plan.ts"
import type { Sender } from "./sender.ts"
import { tcpSender } from "./tcp-sender.ts"
import { udpSender } from "./udp-sender.ts"

export const senders: Readonly<Record<Load["by"], Sender>> = {
  http: httpSender,
  tcp: tcpSender,
  file: fileSender,
  udp: udpSender,
}
