import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs"
import { homedir } from "node:os"
import { join } from "node:path"
import { findJdk, Missing } from "./jdk.ts"

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
  await unpackPlugins(half)
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

/**
 * A plugin is served as a zip: its jars join the others, but for those that are there already in
 * whatever version; its configuration becomes the folder `config`.
 */
async function unpackPlugins(lib: string) {
  for (const zip of readdirSync(lib).filter((name) => name.endsWith(".zip"))) {
    const folder = join(lib, "plugin")
    mkdirSync(folder)
    const jar = join(findJdk(17), "bin/jar")
    if ((await Bun.spawn([jar, "xf", join(lib, zip)], { cwd: folder }).exited) !== 0)
      throw new Missing(`${zip} could not be unpacked`)
    const jars = readdirSync(lib).filter((name) => name.endsWith(".jar"))
    const known = new Set(jars.map(artifactOf))
    for (const name of readdirSync(folder))
      if (name.endsWith(".jar") && !known.has(artifactOf(name)))
        renameSync(join(folder, name), join(lib, name))
    if (existsSync(join(folder, "config"))) renameSync(join(folder, "config"), join(lib, "config"))
    rmSync(folder, { recursive: true })
    rmSync(join(lib, zip))
  }
}

/** `guava-33.5.0-jre.jar` is `guava`. */
const artifactOf = (jar: string) => jar.replace(/-\d.*$/, "")
