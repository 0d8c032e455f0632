import type { Answer } from "./messages.ts"
import { openTried } from "./tried.ts"

/** What a text of rules loads as, found out in a thread of its own. @throws an Error in words */
export async function checkText(
  text: string,
  beside: readonly string[],
  folders: readonly string[],
): Promise<Extract<Answer, { kind: "loaded" }>> {
  using tried = openTried()
  return await tried.ask({ kind: "load", text, beside, folders })
}
