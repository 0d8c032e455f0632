import type { Logsource } from "#shared/sigma/logsource.ts"

/** The kinds of text that a model knows, each with a vocabulary of its own. */
export const textKinds = ["process_creation", "powershell", "proxy", "registry"] as const
export type TextKind = (typeof textKinds)[number]

/** Sigma fields whose values stand in the text of a kind. `""` are keywords. */
export const ruleFields: Readonly<Record<TextKind, ReadonlySet<string>>> = {
  process_creation: new Set(["CommandLine", "Image", "OriginalFileName", "ProcessCommandLine"]),
  powershell: new Set(["ScriptBlockText", "Payload", "Data", "HostApplication", "ContextInfo", ""]),
  proxy: new Set(
    [
      "c-uri",
      "c-uri-query",
      "c-uri-stem",
      "c-uri-path",
      "cs-uri",
      "cs-uri-query",
      "cs-uri-stem",
    ].concat(["cs-host", "c-uri-extension", "r-dns", "cs-uri-path", ""]),
  ),
  registry: new Set(["TargetObject", "Details", "NewName"]),
}

/** Of these, fields that hold a program's file: in a command it is a word, with or without its path. */
export const programFields: ReadonlySet<string> = new Set(["Image", "OriginalFileName"])

/** ECS and provider's fields that hold the text of an event, the first that is there counts. */
export const eventFields: Readonly<Record<TextKind, readonly string[]>> = {
  process_creation: ["process.command_line", "vendor.winlog.event_data.CommandLine"],
  powershell: ["powershell.file.script_block_text", "vendor.winlog.event_data.ScriptBlockText"],
  proxy: ["url.original", "url.full"],
  registry: ["registry.path", "vendor.winlog.event_data.TargetObject"],
}

/** The kind of text that rules of a logsource look into. */
export function kindOf({ category = "", service = "" }: Logsource): TextKind | undefined {
  if (category === "process_creation") return "process_creation"
  if (category.startsWith("ps_") || service.startsWith("powershell")) return "powershell"
  if (category === "proxy" || category === "webserver") return "proxy"
  if (category.startsWith("registry_")) return "registry"
  return undefined
}

/** The text of an event, its kind, and the field that it stands in. */
export interface EventText {
  readonly text: string
  readonly kind: TextKind
  readonly field: string
}

export function textOfEvent(event: Readonly<Record<string, unknown>>): EventText | undefined {
  for (const kind of textKinds)
    for (const field of eventFields[kind]) {
      const text = event[field]
      if (typeof text !== "string" || text === "") continue
      const details =
        kind === "registry"
          ? (event["registry.data.strings"] ?? event["vendor.winlog.event_data.Details"])
          : undefined
      return { text: details === undefined ? text : `${text} ${String(details)}`, kind, field }
    }
  return undefined
}
