/**
 * A miner of message templates after Drain (He, Zhu, Zheng, Lyu, ICWS 2017): what varies is masked, then
 * a tree by the number of words and the first words leads to a few templates, the likest of which a
 * line joins; where they differ it gets `<*>`. Everything is bounded: words, children, templates.
 */
export class Templates {
  private readonly options: TemplateOptions
  private readonly leaves = new Map<string, Template[]>()
  /** Children that are told apart, by where they hang. */
  private readonly children = new Map<string, Set<string>>()
  /** The one used last is last. */
  private readonly all = new Set<Template>()

  constructor(options: Partial<TemplateOptions> = {}) {
    this.options = { ...templateDefaults, ...options }
  }

  get size(): number {
    return this.all.size
  }

  /** The template of a text, which has learnt it. */
  add(text: string): Found {
    const words = wordsOf(text, this.options)
    const key = this.keyOf(words)
    const leaf = this.leaves.get(key) ?? []
    const known = this.likest(leaf, words)
    if (known) {
      merge(known, words)
      this.all.delete(known)
      this.all.add(known)
      return foundOf(known, false)
    }
    const made: Template = { words, key, count: 1 }
    this.keep(made)
    return foundOf(made, true)
  }

  /** The templates, the one used last at the end. */
  state(): TemplateState[] {
    return [...this.all].map(({ words, count }) => ({ words, count }))
  }

  restore(state: readonly TemplateState[]): void {
    for (const { words, count } of state)
      this.keep({ words: [...words], key: this.keyOf(words), count })
  }

  private keep(template: Template): void {
    this.leaves.set(template.key, [...(this.leaves.get(template.key) ?? []), template])
    this.all.add(template)
    if (this.all.size > this.options.templatesMax) this.forget()
  }

  /** The way to the leaf: the number of words, then the first ones without those that hold a digit. */
  private keyOf(words: readonly string[]): string {
    let key = String(words.length)
    for (const word of words.slice(0, depth)) {
      const asked = /\d/.test(word) ? any : word
      const siblings = this.children.get(key) ?? new Set<string>()
      const isRoom = siblings.size < this.options.childrenMax
      const taken = siblings.has(asked) || isRoom ? asked : any
      if (!siblings.has(taken) && this.children.size < this.options.templatesMax)
        this.children.set(key, siblings.add(taken))
      key += ` ${taken}`
    }
    return key
  }

  private likest(leaf: readonly Template[], words: readonly string[]): Template | undefined {
    let best: Template | undefined
    let most = this.options.likeness
    for (const template of leaf) {
      const like = likeness(template.words, words)
      if (like >= most && (like > most || !best)) [best, most] = [template, like]
    }
    return best
  }

  private forget(): void {
    const oldest = this.all.values().next().value!
    this.all.delete(oldest)
    const leaf = this.leaves.get(oldest.key)!.filter((template) => template !== oldest)
    if (leaf.length > 0) this.leaves.set(oldest.key, leaf)
    else this.leaves.delete(oldest.key)
  }
}

export interface TemplateOptions {
  readonly templatesMax: number
  /** Different words at one place of the tree; more are one. */
  readonly childrenMax: number
  readonly charsMax: number
  readonly wordsMax: number
  /** The share of words that must be the same. */
  readonly likeness: number
}

export const templateDefaults: TemplateOptions = {
  templatesMax: 5000,
  childrenMax: 100,
  charsMax: 1024,
  wordsMax: 64,
  likeness: 0.4,
}

export interface TemplateState {
  readonly words: readonly string[]
  readonly count: number
}

export interface Found {
  /** A hash of the text: the same text has the same id anywhere. */
  readonly id: string
  readonly text: string
  readonly isNew: boolean
  /** Texts that were of it so far. */
  readonly count: number
}

interface Template {
  words: string[]
  readonly key: string
  count: number
  found?: Found
}

const any = "<*>"
const depth = 2

function foundOf(template: Template, isNew: boolean): Found {
  const text = template.words.join(" ")
  const known = template.found?.text === text ? template.found : undefined
  const id = known?.id ?? new Bun.CryptoHasher("sha256").update(text).digest("hex").slice(0, 16)
  template.found = { id, text, isNew, count: template.count }
  return template.found
}

function merge(template: Template, words: readonly string[]): void {
  template.count++
  for (let i = 0; i < words.length; i++) if (template.words[i] !== words[i]) template.words[i] = any
}

/** The share of words that are the same; one that varies counts for nothing. */
function likeness(template: readonly string[], words: readonly string[]): number {
  if (words.length === 0) return 1
  let same = 0
  for (let i = 0; i < words.length; i++) if (template[i] === words[i] && words[i] !== any) same++
  const fixed = words.reduce((sum, word) => sum + (word === any ? 0 : 1), 0)
  return fixed === 0 ? 1 : same / words.length + (1 - fixed / words.length) / 2
}

function wordsOf(text: string, { charsMax, wordsMax }: TemplateOptions): string[] {
  const masked = text.slice(0, charsMax).replace(masks, any).replace(adjacent, any)
  const words = masked.split(/\s+/, wordsMax + 1).filter((word) => word !== "")
  return words.length > wordsMax ? [...words.slice(0, wordsMax - 1), any] : words
}

/**
 * What varies, in this order: syslog date, UUID, ISO time, IPv4 with port, MAC, 0x…, path, long hex,
 * number with unit. Each alternative has a bounded length or one way to match.
 */
const masks = new RegExp(
  [
    "\\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\\d{1,2} \\d\\d:\\d\\d:\\d\\d\\b",
    "\\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\b",
    "\\b\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?(?:Z|[+-]\\d\\d:?\\d\\d)?",
    "\\b\\d{1,3}(?:\\.\\d{1,3}){3}(?::\\d{1,5})?\\b",
    "\\b[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){5}\\b",
    "\\b0x[0-9a-fA-F]{1,16}\\b",
    "(?<![\\w/])/[^\\s\"'),;]{1,256}",
    "\\b(?=[0-9a-fA-F]{0,64}\\d)[0-9a-fA-F]{12,64}\\b",
    "\\b\\d{1,20}(?:\\.\\d{1,20})?(?:[a-zA-Z]{1,3})?\\b",
  ].join("|"),
  "g",
)
const adjacent = /<\*>(?:[ :,./-]{0,2}<\*>)+/g
