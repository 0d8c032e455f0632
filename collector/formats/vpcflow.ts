import { type Event, type Reason, setField } from "#shared/ecs/event.ts"
import { cloudwatch } from "./cloudwatch.ts"
import { type Format, type FormatContext, noEvent } from "./define.ts"

/** Fields of flow logs in the order of their versions, as Amazon's user guide lists them. */
const known =
  "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr region az-id sublocation-type sublocation-id pkt-src-aws-service pkt-dst-aws-service flow-direction traffic-path ecs-cluster-arn ecs-cluster-name ecs-container-instance-arn ecs-container-instance-id ecs-container-id ecs-second-container-id ecs-service-name ecs-task-definition-arn ecs-task-arn ecs-task-id reject-reason resource-id encryption-status".split(
    " ",
  )
const names = new Set(known)

/** Numbers of columns that stand for the fields of versions 2, 3, 4 and 5 whole. */
const wholeVersions = new Set([14, 21, 25, 29])

const memoryKey = "vpcflow.fields"

/**
 * Flow logs of Amazon VPC, also in documents of CloudWatch. A header, as in the files on S3, names the columns of what follows; without
 * one they are those of a version as a whole.
 */
export const vpcflow: Format = {
  name: "vpcflow",
  summary: "Flow logs of Amazon VPC, by their header or in the default columns",
  example:
    "2 123456789012 eni-0123456789abcdef0 192.0.2.7 198.51.100.9 50000 443 6 10 840 1772366400 1772366460 ACCEPT OK",
  looksLike: (text) =>
    /^(?:[2-9] (?:\d{12}|unknown) eni-[0-9a-f]{1,32} |(?:version|account-id) [a-z -]{8,2000}$)/.test(
      text,
    ),
  split: (text) => (cloudwatch.looksLike(text) ? cloudwatch.split?.(text) : undefined),
  read(text, event, context) {
    if (!cloudwatch.looksLike(text)) return readLine(text, event, context)
    return cloudwatch.read(text, event, context) ?? readLine(event.message ?? "", event, context)
  },
}

function readLine(text: string, event: Event, { memory }: FormatContext): Reason | undefined {
  const cells = text.trim().split(/[ \t]+/, 100)
  if (cells.length > 2 && cells.every((cell) => names.has(cell))) {
    memory?.().set(memoryKey, cells.join(" "))
    return noEvent
  }
  const remembered = memory?.().get(memoryKey)?.split(" ")
  const fields = remembered?.length === cells.length ? remembered : byCount(cells.length)
  if (!fields) return "VPC flow: columns that no header names"
  writeCells(fields, cells, event)
  event.message = text
  return undefined
}

const byCount = (count: number): readonly string[] | undefined =>
  wholeVersions.has(count) ? known.slice(0, count) : undefined

function writeCells(fields: readonly string[], cells: readonly string[], event: Event): void {
  for (const [i, field] of fields.entries()) {
    const cell = cells[i]
    if (cell === undefined || cell === "-") continue
    setField(event, `vendor.aws.vpcflow.${field.replaceAll("-", "_")}`, cell)
  }
}
