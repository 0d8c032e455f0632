import { formats } from "./formats/index.ts"
import { type CasesResult, runCasesWith } from "./normalise/cases.ts"
import { openNormaliser } from "./normalise.ts"
import { parserOf } from "./parse.ts"

/** Runs the cases beside the normalization rules below the folders, with those rules in force. */
export function runCases(directories: readonly string[]): CasesResult {
  const normalise = openNormaliser(directories)
  const { run, failed } = runCasesWith(
    parserOf({ formats, normalise, collector: "cases" }),
    directories,
  )
  const refused = normalise.refused.map(({ file, reason }) => ({ file, case: 0, reason }))
  return { run, failed: [...refused, ...failed] }
}
