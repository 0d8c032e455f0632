import { constants, gunzipSync, gzipSync, zstdDecompressSync } from "node:zlib"
import { CompressionCodecs, CompressionTypes } from "kafkajs"
import { errorText } from "../telemetry/log.ts"
import { insteadOf } from "./kafka-undecodable.ts"
import { unpackLz4 } from "./lz4.ts"
import { unpackSnappy } from "./snappy.ts"

interface Encoder {
  readonly buffer: Buffer
}

/**
 * What kafkajs leaves to us: zstd, and to read what others pack with snappy and lz4; and a limit of
 * what a batch may unpack to. A batch that can't be unpacked is handed on as a whole
 * (`undecodableOf`), so that those behind it are read.
 */
export function installCodecs(unpackedBytesMax: number) {
  CompressionCodecs[CompressionTypes.ZSTD] = codec(
    (packed) =>
      zstdDecompressSync(packed, {
        maxOutputLength: unpackedBytesMax,
        finishFlush: constants.ZSTD_e_end,
      }),
    packZstd,
  )
  CompressionCodecs[CompressionTypes.GZIP] = codec(
    (packed) => gunzipSync(packed, { maxOutputLength: unpackedBytesMax }),
    gzipSync,
  )
  const [snappy, lz4] = [unpackSnappy, unpackLz4].map(
    (unpack) => (packed: Buffer) => unpack(packed, unpackedBytesMax),
  )
  CompressionCodecs[CompressionTypes.Snappy] = codec(snappy!, onlyRead)
  CompressionCodecs[CompressionTypes.LZ4] = codec(lz4!, onlyRead)
}

/** As records are packed when they are sent. */
export const packZstd = (bytes: Buffer): Buffer =>
  Buffer.from(Bun.zstdCompressSync(bytes, { level: 1 }))

const codec = (unpack: (packed: Buffer) => Buffer, pack: (bytes: Buffer) => Buffer) => () => ({
  compress: async ({ buffer }: Encoder) => pack(buffer),
  decompress: async (packed: Buffer) => {
    try {
      return unpack(packed)
    } catch (cause) {
      const instead = insteadOf(packed, `a Kafka batch can't be unpacked: ${errorText(cause)}`)
      if (instead) return instead
      throw cause
    }
  },
})

function onlyRead(): Buffer {
  throw new Error("only read, never written")
}
