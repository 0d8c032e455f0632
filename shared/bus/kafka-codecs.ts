import { constants, gunzipSync, gzipSync, zstdDecompressSync } from "node:zlib"
import { CompressionCodecs, CompressionTypes } from "kafkajs"
import { unpackLz4 } from "./lz4.ts"
import { unpackSnappy } from "./snappy.ts"

interface Encoder {
  readonly buffer: Buffer
}

/**
 * What kafkajs leaves to us: zstd, and to read what others pack with snappy and lz4; and a limit of
 * what a batch may unpack to, beyond which it is an error.
 */
export function installCodecs(unpackedBytesMax: number) {
  CompressionCodecs[CompressionTypes.ZSTD] = () => ({
    compress: async ({ buffer }: Encoder) =>
      Buffer.from(Bun.zstdCompressSync(buffer, { level: 1 })),
    decompress: async (packed: Buffer) =>
      zstdDecompressSync(packed, {
        maxOutputLength: unpackedBytesMax,
        finishFlush: constants.ZSTD_e_end,
      }),
  })
  CompressionCodecs[CompressionTypes.GZIP] = () => ({
    compress: async ({ buffer }: Encoder) => gzipSync(buffer),
    decompress: async (packed: Buffer) => gunzipSync(packed, { maxOutputLength: unpackedBytesMax }),
  })
  CompressionCodecs[CompressionTypes.Snappy] = reading(unpackSnappy, unpackedBytesMax)
  CompressionCodecs[CompressionTypes.LZ4] = reading(unpackLz4, unpackedBytesMax)
}

const reading = (unpack: (packed: Buffer, bytesMax: number) => Buffer, bytesMax: number) => () => ({
  compress: async (): Promise<Buffer> => {
    throw new Error("only read, never written")
  },
  decompress: async (packed: Buffer) => unpack(packed, bytesMax),
})
