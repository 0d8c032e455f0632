import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

/** What this machine lacks, in a sentence for a person. */
export class Missing extends Error {}

const folders = ["/usr/lib/jvm", "/opt", "/Library/Java/JavaVirtualMachines"]

/** The oldest JDK that will do: what the services are made for, rather than what came last. */
export function findJdk(leastVersion: number): string {
  const found = candidates()
    .map((home) => ({ home, version: versionOf(home) }))
    .filter(({ version }) => version >= leastVersion)
    .sort((a, b) => a.version - b.version)[0]
  if (!found)
    throw new Missing(`no JDK ${leastVersion} or newer was found (JAVA_HOME, /usr/lib/jvm)`)
  return found.home
}

function candidates(): string[] {
  const homes = process.env["JAVA_HOME"] ? [process.env["JAVA_HOME"]] : []
  for (const folder of folders) {
    if (!existsSync(folder)) continue
    for (const entry of readdirSync(folder))
      homes.push(join(folder, entry), join(folder, entry, "Contents/Home"))
  }
  return homes.filter((home) => existsSync(join(home, "bin/javac")))
}

function versionOf(home: string): number {
  const release = join(home, "release")
  if (!existsSync(release)) return 0
  return Number(/^JAVA_VERSION="(\d+)/m.exec(readFileSync(release, "utf8"))?.[1] ?? 0)
}
