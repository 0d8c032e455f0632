import { readFolders } from "#shared/sigma/read-folders.ts"
import { type RuleTexts, ruleTextsOf } from "./rule-texts.ts"

/** What the rules below the folders look for. */
export interface RulesInFolders {
  readonly rules: readonly RuleTexts[]
  /** Documents that hold no rule which can be read; `rules check` says why. */
  readonly unread: number
}

export function rulesInFolders(directories: readonly string[]): RulesInFolders {
  const { documents, placeholders, refused } = readFolders(directories)
  const rules: RuleTexts[] = []
  let unread = refused.length
  for (const document of documents) {
    try {
      const texts = ruleTextsOf(document, placeholders)
      if (texts) rules.push(texts)
    } catch {
      unread++
    }
  }
  return { rules, unread }
}
