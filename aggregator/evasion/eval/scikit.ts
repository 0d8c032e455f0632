import { existsSync } from "node:fs"
import { join } from "node:path"

const packages = ["scikit-learn==1.9.1", "skl2onnx==1.20.0"]

/** Asks `scikit.py`; undefined, with the reason told, where there is no scikit-learn to be had. */
export type Scikit = <Answer>(question: unknown) => Promise<Answer | undefined>

/** A Python environment of its own below the cache, made at the first call. */
export function openScikit(cache: string, told: (text: string) => void): Scikit {
  const python = join(cache, "python/bin/python3")
  return async <Answer>(question: unknown) => {
    if (!existsSync(python) && !(await isInstalled(cache, python))) {
      told(`not compared with scikit-learn: ${packages.join(" and ")} could not be installed`)
      return undefined
    }
    const child = Bun.spawn([python, join(import.meta.dir, "scikit.py")], {
      stdin: new Blob([JSON.stringify(question)]),
      stdout: "pipe",
      stderr: "pipe",
      // some machines name a processor for an old numpy, which slows a newer one
      env: { ...process.env, OPENBLAS_CORETYPE: undefined },
    })
    const [text, errors] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
    ])
    if ((await child.exited) === 0) return JSON.parse(text) as Answer
    told(`not compared with scikit-learn: ${errors.trim().split("\n").at(-1)}`)
    return undefined
  }
}

async function isInstalled(cache: string, python: string): Promise<boolean> {
  const install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
  for (const command of [
    ["python3", "-m", "venv", join(cache, "python")],
    [...install, ...packages],
  ])
    try {
      const child = Bun.spawn(command, { stdout: "ignore", stderr: "ignore" })
      if ((await child.exited) !== 0) return false
    } catch {
      return false // no Python
    }
  return true
}
