import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs"
import { homedir } from "node:os"
import { join } from "node:path"
import { Missing } from "./jdk.ts"

const plugin = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"

/** The folder with the jars of `<service>.pom.xml`: fetched by Maven once per content of the pom. */
export async function artifacts(service: string): Promise<string> {
  const pom = join(import.meta.dir, `${service}.pom.xml`)
  const hash = Bun.hash(readFileSync(pom)).toString(16)
  const cache = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "vedette-services")
  const lib = join(cache, `${service}-${hash}`)
  if (existsSync(lib)) return lib
  if (!Bun.which("mvn")) throw new Missing("Maven (mvn) is not on the PATH")
  mkdirSync(cache, { recursive: true })
  const half = `${lib}.${process.pid}`
  await maven(pom, half)
  if (existsSync(lib)) rmSync(half, { recursive: true })
  else renameSync(half, lib)
  return lib
}

async function maven(pom: string, output: string) {
  const options = ["-DincludeScope=runtime", `-DoutputDirectory=${output}`]
  const child = Bun.spawn(["mvn", "-B", "-ntp", "-q", "-f", pom, plugin, ...options], {
    stdout: "pipe",
    stderr: "inherit",
  })
  const said = await new Response(child.stdout).text()
  if ((await child.exited) === 0) return
  rmSync(output, { recursive: true, force: true })
  throw new Missing(`Maven could not fetch the artifacts: ${said.trim().slice(0, 500)}`)
}
