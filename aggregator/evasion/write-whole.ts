import { rename } from "node:fs/promises"

/** A reader finds the old file or the new one, never a part. */
export async function writeWhole(path: string, data: Uint8Array | string): Promise<void> {
  const beside = `${path}.${process.pid}.tmp`
  await Bun.write(beside, data)
  await rename(beside, path)
}
