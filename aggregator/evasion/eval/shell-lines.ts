/**
 * The commands of a shell script, a logical line each: no comments, no texts of here-documents,
 * nothing of what only steers (`if`, `done`, `case` labels, assignments), no line whose quote is open.
 */
export function shellLines(script: string): string[] {
  const lines: string[] = []
  let end: string | undefined // of a here-document
  for (const raw of script.replaceAll("\\\n", " ").split("\n")) {
    const line = raw.trim()
    if (end !== undefined) {
      if (line === end) end = undefined
      continue
    }
    end = hereDocument.exec(line)?.[1]
    const command = line
      .replace(/\s#\s.*$/, "")
      .replace(lead, "")
      .replace(/\s*;?\s*(?:then|do|;;|\{)$/, "")
      .trim()
    if (isCommand(command)) lines.push(command)
  }
  return lines
}

const hereDocument = /<<-?\s*["'\\]?([A-Za-z_]\w*)/
const lead = /^(?:(?:if|elif|while|until|then|else|do|!|\{)\s+)+/
const steering =
  /^(?:#|if\b|then\b|elif\b|else\b|fi\b|do\b|done\b|esac\b|case\b|for\b|while\b|until\b|return\b|exit\b|local\b|set\b|shift\b|break\b|continue\b|function\b|[\w-]+\s*\(\)|[}{)(]|;;|[^\s"'`$]*\)|[\w]+\+?=)/

function isCommand(text: string): boolean {
  if (text.length < 6 || text.length > 2000 || steering.test(text)) return false
  const isClosed = ['"', "'", "`"].every((quote) => text.split(quote).length % 2 === 1)
  return isClosed && /^[\w./$"[:~@-]/.test(text) && text.includes(" ")
}
