/** Cells that one line may hold. */
const cellsMax = 1000

/**
 * Cells of a line of separated values, quotes as in RFC 4180 (`"a ""b"""`), also amid a cell. An open
 * quote takes the rest of the line.
 */
export function cellsOf(line: string, separator = ",", quote = '"'): string[] {
  const cells: string[] = []
  let at = 0
  while (at <= line.length && cells.length < cellsMax) {
    if (line[at] !== quote) {
      const end = endOf(line, separator, at)
      cells.push(line.slice(at, end))
      at = end + separator.length
      continue
    }
    const close = closing(line, quote, at + 1)
    const text = line.slice(at + 1, close).replaceAll(quote + quote, quote)
    const end = endOf(line, separator, close + 1)
    cells.push(text + line.slice(close + 1, end))
    at = end + separator.length
  }
  return cells
}

function endOf(line: string, separator: string, from: number): number {
  const end = line.indexOf(separator, from)
  return end < 0 ? line.length : end
}

/** Where the quote closes: the next that is not doubled. */
function closing(line: string, quote: string, from: number): number {
  let at = line.indexOf(quote, from)
  while (at >= 0 && line[at + 1] === quote) at = line.indexOf(quote, at + 2)
  return at < 0 ? line.length : at
}
