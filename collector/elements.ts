/** An element: its attributes, its children by name, its text under `#text`. */
export interface Element {
  [name: string]: ElementValue | undefined
}
type ElementValue = string | Element | (string | Element)[]

const depthMax = 50
const elementsMax = 5000

/**
 * Reads XML as records hold it: elements, attributes, text, CDATA; comments, declarations and DTDs are
 * passed over and define nothing. Tolerant: what is not closed ends with the text. An element without
 * attributes and children is its text. Undefined where no element begins. Linear.
 */
export function readElements(text: string): Element | undefined {
  const root: Element = Object.create(null)
  const open: { name: string; element: Element }[] = [{ name: "", element: root }]
  let at = 0
  for (let count = 0; count < elementsMax; ) {
    const start = text.indexOf("<", at)
    const inside = open.at(-1) as { name: string; element: Element }
    addText(inside.element, text.slice(at, start < 0 ? text.length : start))
    if (start < 0) break
    if (text.startsWith("<![CDATA[", start)) {
      const end = after(text, "]]>", start)
      addRaw(inside.element, text.slice(start + 9, end - 3))
      at = end
    } else if (text.startsWith("<!--", start)) at = after(text, "-->", start)
    else if (text[start + 1] === "?" || text[start + 1] === "!") at = after(text, ">", start)
    else if (text[start + 1] === "/") {
      at = after(text, ">", start)
      close(open, nameOf(text.slice(start + 2, at - 1).trim()))
    } else {
      count++
      at = openTag(text, start + 1, open)
    }
  }
  while (open.length > 1) closeLast(open)
  const { "#text": _around, ...found } = root
  return Object.keys(found).length > 0 ? found : undefined
}

const after = (text: string, what: string, from: number): number => {
  const found = text.indexOf(what, from)
  return found < 0 ? text.length : found + what.length
}

/** A namespace's prefix says nothing here. */
const nameOf = (name: string): string => name.slice(name.indexOf(":") + 1)

const tagName = /[A-Za-z_][^\s/>=<]*/y
const attribute = /\s*([^\s/>=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/y

/** Reads a start tag at `from`, opens its element, and says where the tag ends. */
function openTag(text: string, from: number, open: { name: string; element: Element }[]): number {
  tagName.lastIndex = from
  const found = tagName.exec(text)
  if (!found) return from
  const element: Element = Object.create(null)
  let at = tagName.lastIndex
  for (;;) {
    attribute.lastIndex = at
    const pair = attribute.exec(text)
    if (!pair) break
    element[nameOf(pair[1] as string)] ??= decoded(pair[2] ?? pair[3] ?? "")
    at = attribute.lastIndex
  }
  const end = after(text, ">", at)
  open.push({ name: nameOf(found[0]), element })
  if (text[end - 2] === "/" || open.length > depthMax) closeLast(open)
  return end
}

/** An end tag closes up to the element of its name; one that nothing opened is passed over. */
function close(open: { name: string; element: Element }[], name: string): void {
  const depth = open.findLastIndex((each) => each.name === name)
  while (depth > 0 && open.length > depth) closeLast(open)
}

function closeLast(open: { name: string; element: Element }[]): void {
  const { name, element } = open.pop() as { name: string; element: Element }
  const parent = (open.at(-1) as { element: Element }).element
  const keys = Object.keys(element)
  const isText = keys.length === 0 || (keys.length === 1 && keys[0] === "#text")
  const value = isText ? ((element["#text"] as string | undefined) ?? "") : element
  const before = parent[name]
  if (before === undefined) parent[name] = value
  else if (Array.isArray(before)) before.push(value)
  else parent[name] = [before, value]
}

function addText(element: Element, text: string): void {
  if (text.trim() !== "") addRaw(element, decoded(text.trim()))
}

function addRaw(element: Element, text: string): void {
  const before = element["#text"]
  element["#text"] = typeof before === "string" ? before + text : text
}

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
}

function decoded(text: string): string {
  if (!text.includes("&")) return text
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));/g,
    (whole, ...found) => {
      const [decimal, hexadecimal, name] = found as (string | undefined)[]
      if (name) return entities[name] as string
      const code = decimal ? Number(decimal) : Number.parseInt(hexadecimal as string, 16)
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole
    },
  )
}
