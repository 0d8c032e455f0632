import type { UdpStart } from "#shared/pipeline/udp-messages.ts"
import { receiveDatagrams } from "#shared/pipeline/udp-receive.ts"
import { type ChunkLimits, openChunks } from "./chunks.ts"
import { unpack } from "./unpack.ts"

const expireMs = 500

receiveDatagrams<UdpStart & ChunkLimits>((start, lost) => {
  const chunks = openChunks(start, lost)
  setInterval(() => chunks.expire(Date.now()), expireMs)
  return {
    take(datagram, sender) {
      const message = chunks.add(datagram, sender, Date.now())
      return message && unpack(message, start.recordBytesMax)
    },
    end: () => chunks.expire(Number.POSITIVE_INFINITY),
  }
})
