import { expect, test } from "bun:test"
import { noEvent } from "./define.ts"
import { vpcflow } from "./vpcflow.ts"

function reader() {
  const memory = new Map<string, string>()
  return (text: string) => {
    const event = {}
    const reason = vpcflow.read(text, event, { referenceMs: 0, zone: "UTC", memory: () => memory })
    return { event, reason }
  }
}

test("a header names the columns of what follows, and is no event", () => {
  const read = reader()
  expect(read("account-id srcaddr pkt-srcaddr flow-direction").reason).toBe(noEvent)
  expect(read("123456789012 192.0.2.1 - egress").event).toEqual({
    message: "123456789012 192.0.2.1 - egress",
    "vendor.aws.vpcflow.account_id": "123456789012",
    "vendor.aws.vpcflow.srcaddr": "192.0.2.1",
    "vendor.aws.vpcflow.flow_direction": "egress",
  })
})

test("without a header the columns are those of a whole version", () => {
  const v5 = `5 123456789012 eni-1 192.0.2.1 192.0.2.2 1 2 6 3 4 5 6 ACCEPT OK vpc-1 subnet-1 i-1 3 IPv4 192.0.2.3 192.0.2.4 eu-1 euc1-az1 - - - S3 ingress 1`
  expect(reader()(v5).event).toMatchObject({
    "vendor.aws.vpcflow.pkt_dstaddr": "192.0.2.4",
    "vendor.aws.vpcflow.pkt_dst_aws_service": "S3",
    "vendor.aws.vpcflow.traffic_path": "1",
  })
  expect(reader()("2 123456789012 eni-1 192.0.2.1").reason).toBeString()
})

test("documents of CloudWatch are read too", () => {
  const line = "2 123456789012 eni-1 192.0.2.1 192.0.2.2 1 2 6 3 4 5 6 ACCEPT OK"
  const logEvents = [1, 2].map((timestamp) => ({ timestamp, message: line }))
  const texts = vpcflow.split?.(JSON.stringify({ messageType: "DATA_MESSAGE", logEvents })) ?? []
  expect(texts).toHaveLength(2)
  expect(reader()(texts[0] ?? "").event).toMatchObject({
    "vendor.aws.vpcflow.dstaddr": "192.0.2.2",
    message: line,
  })
})
