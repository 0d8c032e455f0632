import { readFileSync } from "node:fs"
import * as v from "valibot"

/** A PEM file that is there when the configuration is read; it is read anew at each opening. */
export const pemFile = (what: string) =>
  v.pipe(
    v.string(),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return
      const fault = faultOf(dataset.value)
      if (fault) addIssue({ message: fault })
    }),
    v.description(what),
  )

function faultOf(path: string): string | undefined {
  try {
    if (readFileSync(path, "utf8").includes("-----BEGIN ")) return
    return `the file ${path} holds no PEM`
  } catch {
    return `the file ${path} can't be read`
  }
}
