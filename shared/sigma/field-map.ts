import { isEcsField } from "../ecs/fields.ts"
import type { Resolve } from "./check.ts"
import {
  awsFields,
  azureFields,
  gcpFields,
  githubFields,
  kubernetesFields,
  m365Fields,
  objectFields,
  oktaFields,
  oneloginFields,
} from "./field-tables-cloud.ts"
import {
  antivirusFields,
  auditdFields,
  hostFields,
  imageLoadFields,
  processFields,
  processFieldsFirst,
  syslogFields,
  windowsFields,
} from "./field-tables-host.ts"
import { duoFields, fortinetFields, networkFields, zeekFields } from "./field-tables-network.ts"
import type { Logsource } from "./logsource.ts"
import { insideKey, wholeKey } from "./walk.ts"

/** A rule's name of a field to the keys where it may stand, the likeliest first. */
export type FieldTable = Readonly<Record<string, readonly string[]>>

/**
 * Where the fields of a rule stand in our events: first as the provider had them, then under their
 * ECS name. A name of ECS means itself.
 */
export function fieldsOf(logsource: Logsource): Resolve {
  const tables = tablesOf(logsource)
  return (field) => {
    if (isEcsField(field) || field.startsWith("vendor.")) return [field]
    const name = field.replaceAll(" ", "")
    const listed = tables.flatMap((table) =>
      Object.hasOwn(table, name) ? (table[name] ?? []) : [],
    )
    return [...new Set([...originalKeys(name, logsource), ...listed, `vendor.${name}`])]
  }
}

/** Tables of products whose logs are Sigma's alone to name, by the product. */
const tablesOfProduct: Readonly<Record<string, readonly FieldTable[]>> = {
  aws: [awsFields, networkFields],
  azure: [azureFields],
  cisco: [duoFields, networkFields],
  fortigate: [fortinetFields],
  fortios: [fortinetFields],
  gcp: [gcpFields],
  github: [githubFields],
  kubernetes: [kubernetesFields],
  linux: [hostFields, syslogFields],
  m365: [m365Fields],
  macos: [hostFields],
  okta: [oktaFields],
  onelogin: [oneloginFields],
  paloalto: [hostFields, networkFields],
  rpc_firewall: [windowsFields],
  zeek: [zeekFields],
}

function tablesOf({ product, category, service }: Logsource): readonly FieldTable[] {
  if (category === "antivirus") return [antivirusFields, hostFields, windowsFields]
  if (product === "windows") {
    if (category === "image_load" || category === "driver_load") {
      return [imageLoadFields, windowsFields]
    }
    return category === "process_creation" ? [processFields, windowsFields] : [windowsFields]
  }
  if (product === "linux" && service === "auditd") return [auditdFields, hostFields]
  const known = product && Object.hasOwn(tablesOfProduct, product) && tablesOfProduct[product]
  return known || [hostFields, networkFields, ...(product === undefined ? [windowsFields] : [])]
}

/** The field under the names that its provider gave it. */
function originalKeys(name: string, logsource: Logsource): string[] {
  const { product, service, category } = logsource
  if (product === "windows" || product === "rpc_firewall") return windowsKeys(name, logsource)
  if (product === "linux" && service === "auditd") {
    return [`vendor.auditd.data.${name}`, `vendor.${name}`]
  }
  const names = product && isOfJson.has(product) ? jsonNames(name, product) : [name]
  const prefixes = [service, product, category, product && service && `${product}.${service}`]
  return [
    ...names.flatMap((one) => [`vendor.${one}`, ...insideKeys(one, product)]),
    ...prefixes.flatMap((prefix) => (prefix ? [`vendor.${prefix}.${name}`] : [])),
    ...(objectFields.has(name) ? names.map((one) => wholeKey(`vendor.${one}`)) : []),
  ]
}

/** Products whose records are JSON, with lists of objects inside. */
const isOfJson = new Set([
  "aws",
  "azure",
  "bitbucket",
  "gcp",
  "github",
  "kubernetes",
  "m365",
  "okta",
  "onelogin",
])

/** A path through lists of objects: any part may be where the list is kept as JSON. */
function insideKeys(name: string, product: string | undefined): string[] {
  if (!product || !isOfJson.has(product)) return []
  const parts = name.split(".")
  return parts.slice(1).map((_, at) => {
    const end = parts.length - 1 - at
    return insideKey(`vendor.${parts.slice(0, end).join(".")}`, parts.slice(end))
  })
}

/** Azure's tables begin with a capital what its records begin without, most of it in `properties`. */
function jsonNames(name: string, product: string): string[] {
  if (product === "gcp") return [name.replace(/^data\./, "")]
  if (product !== "azure") return [name]
  const small = name.replace(/(^|\.)([A-Z])/g, (_, dot, letter) => dot + letter.toLowerCase())
  const inside = small.startsWith("properties.") ? [] : [`properties.${small}`]
  return [...new Set([name, small, ...inside])]
}

/** Sigma writes without spaces what Defender writes with them: `Threat Name`. */
function windowsKeys(name: string, { service, category }: Logsource): string[] {
  const spaced = service === "windefend" || category === "antivirus" || !(service || category)
  const names = spaced ? new Set([name, name.replace(/(?<=[a-z])(?=[A-Z])/g, " ")]) : [name]
  const isFirst = category === "process_creation" && Object.hasOwn(processFieldsFirst, name)
  return [
    ...(isFirst ? (processFieldsFirst[name] ?? []) : []),
    ...[...names].map((one) => `vendor.winlog.event_data.${one}`),
    `vendor.winlog.user_data.${name}`,
  ]
}
