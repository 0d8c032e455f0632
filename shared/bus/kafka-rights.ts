import {
  type AclEntry,
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  type Admin,
  ResourcePatternTypes,
} from "kafkajs"
import type { KafkaBusOptions } from "./kafka-options.ts"
import type { Topic } from "./types.ts"

/** A right as it was found. `did` is what was done, or in a dry run would be. */
export interface ProvisionedRight {
  readonly kind: "right"
  readonly name: string
  readonly did: "made" | "kept" | "drifted"
  readonly detail?: string
}

const { READ, WRITE, DESCRIBE, DESCRIBE_CONFIGS } = AclOperationTypes
const operationNames = new Map<number, string>([
  [READ, "read"],
  [WRITE, "write"],
  [DESCRIBE, "describe"],
  [DESCRIBE_CONFIGS, "describe the configuration of"],
])

/** A collector writes events and reads replays; only the aggregators read what all have written. */
const collectorMay: readonly (readonly [Topic, readonly AclOperationTypes[]])[] = [
  ["events", [WRITE, DESCRIBE, DESCRIBE_CONFIGS]],
  ["alerts", [WRITE, DESCRIBE, DESCRIBE_CONFIGS]],
  ["pipeline", [WRITE, DESCRIBE, DESCRIBE_CONFIGS]],
  ["status", [WRITE, DESCRIBE, DESCRIBE_CONFIGS]],
  ["replay", [READ, DESCRIBE]],
]

/** Rights of the principals that the configuration names; nobody gets more than is needed. */
function wantedRights({ topicPrefix, rights }: KafkaBusOptions): AclEntry[] {
  const entries: AclEntry[] = []
  const add = (
    principal: string,
    resourceType: AclResourceTypes,
    resourceName: string,
    operations: readonly AclOperationTypes[],
    resourcePatternType = ResourcePatternTypes.LITERAL,
  ) => {
    for (const operation of operations)
      entries.push({
        principal,
        host: "*",
        resourceType,
        resourceName,
        resourcePatternType,
        operation,
        permissionType: AclPermissionTypes.ALLOW,
      })
  }
  const all = ResourcePatternTypes.PREFIXED
  for (const principal of rights?.collectors ?? []) {
    for (const [topic, operations] of collectorMay)
      add(principal, AclResourceTypes.TOPIC, topicPrefix + topic, operations)
    for (const group of rights?.collectorGroups ?? [])
      add(principal, AclResourceTypes.GROUP, group, [READ, DESCRIBE], all)
  }
  for (const principal of rights?.aggregators ?? []) {
    const operations = [READ, WRITE, DESCRIBE, DESCRIBE_CONFIGS]
    add(principal, AclResourceTypes.TOPIC, topicPrefix, operations, all)
    for (const group of rights?.aggregatorGroups ?? [])
      add(principal, AclResourceTypes.GROUP, group, [READ, DESCRIBE], all)
  }
  return entries
}

/**
 * Gives the principals the rights that they lack. Rights on our topics that the configuration does
 * not ask for are told and left: to take one is a decision.
 */
export async function provisionRights(
  admin: Admin,
  options: KafkaBusOptions,
  dryRun: boolean,
): Promise<ProvisionedRight[]> {
  const wanted = wantedRights(options)
  if (wanted.length === 0) return []
  const found = await rightsOf(admin, options)
  const known = new Set(found.map(textOf))
  const missing = wanted.filter((entry) => !known.has(textOf(entry)))
  if (!dryRun && missing.length > 0) await admin.createAcls({ acl: missing })
  const asked = new Set(wanted.map(textOf))
  return [
    ...wanted.map((entry): ProvisionedRight => {
      const name = textOf(entry)
      return { kind: "right", name, did: known.has(name) ? "kept" : "made" }
    }),
    ...found
      .map(textOf)
      .filter((name) => !asked.has(name))
      .map(
        (name): ProvisionedRight => ({
          kind: "right",
          name,
          did: "drifted",
          detail: "given, and not asked for",
        }),
      ),
  ]
}

/** All on topics of the prefix, and on the groups that the configuration names. */
async function rightsOf(admin: Admin, options: KafkaBusOptions): Promise<AclEntry[]> {
  const { resources } = await admin.describeAcls({
    resourceType: AclResourceTypes.ANY,
    resourcePatternType: ResourcePatternTypes.ANY,
    operation: AclOperationTypes.ANY,
    permissionType: AclPermissionTypes.ANY,
  })
  const { collectorGroups = [], aggregatorGroups = [] } = options.rights ?? {}
  const groups = new Set([...collectorGroups, ...aggregatorGroups])
  const isOurs = ({ resourceType, resourceName }: AclEntry) =>
    resourceType === AclResourceTypes.TOPIC
      ? resourceName.startsWith(options.topicPrefix)
      : resourceType === AclResourceTypes.GROUP && groups.has(resourceName)
  return resources
    .flatMap(({ acls, ...resource }) => acls.map((acl): AclEntry => ({ ...resource, ...acl })))
    .filter(isOurs)
}

function textOf(entry: AclEntry): string {
  const { principal, operation, resourceType, resourceName, host } = entry
  const may = entry.permissionType === AclPermissionTypes.ALLOW ? "may" : "may not"
  const what = resourceType === AclResourceTypes.TOPIC ? "the topic" : "the group"
  const all = entry.resourcePatternType === ResourcePatternTypes.PREFIXED ? "*" : ""
  const from = host === "*" ? "" : ` from ${host}`
  const does = operationNames.get(operation) ?? `operation ${operation} on`
  return `${principal} ${may} ${does} ${what} ${resourceName}${all}${from}`
}
