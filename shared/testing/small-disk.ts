import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** A file system of a few MB, to fill; undefined, said why, where mounting isn't allowed. */
export function smallDisk(megabytes: number): (Disposable & { readonly path: string }) | undefined {
  const path = mkdtempSync(join(tmpdir(), "vedette-disk-"))
  const options = ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", path]
  const { success, stderr } = Bun.spawnSync(["mount", ...options])
  if (!success) {
    rmSync(path, { recursive: true, force: true })
    console.warn(`skipped: no small disk can be mounted: ${stderr.toString().trim()}`)
    return
  }
  return {
    path,
    [Symbol.dispose]() {
      Bun.spawnSync(["umount", "-l", path])
      rmSync(path, { recursive: true, force: true })
    },
  }
}
