import { type Event, fieldOf } from "../ecs/event.ts"
import {
  channelsOfProduct,
  datasetsOf,
  ecsCategories,
  modulesOf,
  programsOf,
  servicesAmongAll,
  systemOfDataset,
} from "./logsource-tables.ts"
import { channelsOfService, eventsOfCategory } from "./windows-channels.ts"

export type Logsource = Readonly<Record<"product" | "category" | "service", string | undefined>>

/** What of an event decides to which logsources it belongs, in lower case. */
export interface Facts {
  readonly channel: string
  readonly code: string
  readonly dataset: string
  readonly module: string
  readonly categories: string
  readonly types: string
  readonly os: string
  readonly process: string
  /** The wire format that read it. */
  readonly format: string
}

const text = (event: Event, ...keys: (typeof factKeys)[number][]): string => {
  for (const key of keys) {
    const value = fieldOf(event, key)
    if (value !== undefined && value !== null) return String(value).toLowerCase()
  }
  return ""
}

/** Every field that `factsOf` reads: events that are alike in them belong to the same logsources. */
export const factKeys = [
  "vendor.winlog.channel",
  "vendor.Channel",
  "event.code",
  "vendor.winlog.event_id",
  "vendor.EventID",
  "event.dataset",
  "event.module",
  "event.category",
  "event.type",
  "host.os.type",
  "host.os.family",
  "host.os.platform",
  "process.name",
  "vedette.format",
] as const

export function factsOf(event: Event): Facts {
  return {
    channel: text(event, "vendor.winlog.channel", "vendor.Channel"),
    code: text(event, "event.code", "vendor.winlog.event_id", "vendor.EventID"),
    dataset: text(event, "event.dataset"),
    module: text(event, "event.module"),
    categories: `,${text(event, "event.category")},`,
    types: `,${text(event, "event.type")},`,
    os: text(event, "host.os.type", "host.os.family", "host.os.platform"),
    process: text(event, "process.name"),
    format: text(event, "vedette.format"),
  }
}

/** Whether events with these facts are what rules of the logsource read. */
export function belongs(logsource: Logsource, facts: Facts): boolean {
  const { product, service, category } = logsource
  if (product === "windows") return onWindows(logsource, facts)
  if (category && facts.channel && Object.hasOwn(eventsOfCategory, category)) {
    return systemOf(facts) === (product ?? systemOf(facts)) && inWindowsLog(category, facts)
  }
  if (product === "linux" || product === "macos") {
    const system = systemOf(facts)
    const mayBe = system === "" && (service || category || isPlainSyslog(facts))
    if (system !== product && !mayBe) return false
    return (!service || ofService(service, facts)) && (!category || ofCategory(category, facts))
  }
  if (product && Object.hasOwn(channelsOfProduct, product)) {
    return facts.channel === channelsOfProduct[product]
  }
  if (product && !ofProduct(product, service, facts)) return false
  if (!product && service && !ofService(service, facts)) return false
  return !category || product !== undefined || ofCategory(category, facts)
}

function onWindows({ service, category }: Logsource, facts: Facts): boolean {
  if (systemOf(facts) !== "windows") return false
  if (category && facts.channel && Object.hasOwn(eventsOfCategory, category)) {
    return inWindowsLog(category, facts)
  }
  if (category && !ofCategory(category, facts)) return false
  if (!service) return true
  return facts.channel !== "" && inChannel(service, facts)
}

function systemOf({ channel, os, dataset, module }: Facts): string {
  if (channel.startsWith("linux-sysmon")) return "linux"
  if (channel || dataset.startsWith("windows.")) return "windows"
  if (os) return os === "darwin" ? "macos" : os
  if (module === "windows") return "windows"
  return systemOfDataset.find(([prefix]) => dataset.startsWith(prefix))?.[1] ?? ""
}

const inChannel = (service: string, { channel }: Facts): boolean =>
  Object.hasOwn(channelsOfService, service)
    ? channelsOfService[service]?.some((name) => name.toLowerCase() === channel) === true
    : channel.includes(service)

const inWindowsLog = (category: string, facts: Facts): boolean =>
  eventsOfCategory[category]?.some(
    ({ service, ids }) => ids.includes(Number(facts.code)) && inChannel(service, facts),
  ) === true

/** A line of syslog that no dataset claims: most likely of a Unix host. */
const isPlainSyslog = ({ format, dataset }: Facts): boolean =>
  dataset === "" && format.startsWith("syslog")

function ofService(service: string, facts: Facts): boolean {
  if (named(service, facts)) return true
  if (programsOf(service).some((program) => facts.process.startsWith(program))) return true
  if (service === "syslog" && isPlainSyslog(facts)) return true
  // Their dataset holds other programs too: there the program's name decides.
  if (service === "sshd" || service === "sudo" || service === "cron") {
    return facts.process === "" && known(service, facts)
  }
  return known(service, facts)
}

const known = (name: string, { dataset }: Facts): boolean =>
  Object.hasOwn(datasetsOf, name) &&
  datasetsOf[name]?.some((prefix) => dataset.startsWith(prefix)) === true

const named = (name: string, { dataset, module }: Facts): boolean =>
  dataset === name ||
  module === name ||
  dataset.endsWith(`.${name}`) ||
  dataset.endsWith(`_${name}`)

function ofProduct(product: string, service: string | undefined, facts: Facts): boolean {
  const { dataset, module } = facts
  if (service && (dataset === service || dataset === `${product}.${service}`)) return true
  const modules = Object.hasOwn(modulesOf, product) ? (modulesOf[product] ?? []) : [product]
  const own = modules.some(
    (name) =>
      module === name ||
      dataset === name ||
      dataset.startsWith(`${name}.`) ||
      dataset.startsWith(`${name}_`),
  )
  if (service === product || !service) return own || known(product, facts)
  if (!own) return false
  const isAmongAll =
    Object.hasOwn(servicesAmongAll, product) && servicesAmongAll[product]?.includes(service)
  return isAmongAll || named(service, facts) || known(service, facts) || dataset.includes(service)
}

function ofCategory(category: string, facts: Facts): boolean {
  if (known(category, facts) || named(category, facts)) return true
  const ecs = Object.hasOwn(ecsCategories, category) ? ecsCategories[category] : undefined
  if (!ecs) return facts.categories.includes(`,${category},`)
  if (!facts.categories.includes(`,${ecs.category},`)) return false
  return !ecs.type || facts.types.includes(`,${ecs.type},`)
}

/** `product windows, category process_creation`. */
export const logsourceText = (logsource: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(logsource)
    .flatMap(([part, name]) => (name ? [`${part} ${name}`] : []))
    .join(", ")
