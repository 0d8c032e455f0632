type Parameters = Readonly<Record<string, string | undefined>>

/** A link with its parameters; those that are empty are left out. */
export function href(path: string, parameters: Parameters): string {
  const kept = Object.entries(parameters).filter(([, value]) => value)
  const text = new URLSearchParams(kept as [string, string][]).toString()
  return text ? `${path}?${text}` : path
}

export const eventHref = (id: string) => `/event/${encodeURIComponent(id)}`
export const ruleHref = (id: string) => `/rule/${encodeURIComponent(id)}`
export const alertHref = (id: string) => `/alert/${encodeURIComponent(id)}`

/** The query that asks for a value of a field, or nothing where it is too long to ask for. */
export function valueQuery(field: string, value: string): string | undefined {
  if (value.length > 256 || !/^[A-Za-z_@][\w.@-]*$/.test(field)) return undefined
  return `${field}:"${value.replace(/[\\"]/g, "\\$&")}"`
}
