import type { Event } from "#shared/ecs/event.ts"
import type { Finding } from "./judge.ts"

const mostShown = 1e15

/** The alert of a finding. Its id is made of whom and when: a restart may raise it again as the same. */
export function anomalyAlert(finding: Finding, threshold: number, bucketMs: number, nowMs: number) {
  const { kind, entity, startMs, feature, value, score, contributions } = finding
  const hash = new Bun.CryptoHasher("sha256")
  hash.update(JSON.stringify(["vedette-anomaly", kind.name, entity, startMs, bucketMs]))
  const endMs = startMs + bucketMs
  return {
    "@timestamp": new Date(endMs).toISOString(),
    "event.id": hash.digest().subarray(0, 16).toString("base64url"),
    "event.created": new Date(nowMs).toISOString(),
    "event.kind": "alert",
    "event.dataset": kind.name === "dataset" ? entity : "vedette.anomaly",
    "event.severity": score >= 2 * threshold ? 73 : 47,
    "event.risk_score": Math.min(100, Math.round(score * 20)),
    "event.start": new Date(startMs).toISOString(),
    "event.end": new Date(endMs).toISOString(),
    "rule.id": `vedette-anomaly-${kind.name}`,
    "rule.name": `Unusual behaviour of a ${kind.name}`,
    "rule.description":
      "What was counted in a short time is far from what is usual for it, or, where it is new, for " +
      "others of its kind. Unusual is not malicious: look at what it did then.",
    "rule.ruleset": "vedette",
    "rule.version": "1",
    "vedette.stream": "alerts",
    "vedette.source": "vedette-anomaly",
    "vedette.batch": "vedette-anomaly",
    "vedette.repeat": true,
    ...(kind.name !== "dataset" && { [kind.field]: entity }),
    "vedette.anomaly.kind": kind.name,
    "vedette.anomaly.entity": entity,
    "vedette.anomaly.feature": feature.name,
    "vedette.anomaly.score": rounded(score),
    "vedette.anomaly.threshold": rounded(threshold),
    "vedette.anomaly.value": Math.min(value, mostShown),
    "vedette.anomaly.expected": rounded(finding.expected),
    ...(finding.peers !== undefined && { "vedette.anomaly.peers": rounded(finding.peers) }),
    "vedette.anomaly.contributions": Object.entries(contributions)
      .sort(([, a], [, b]) => b - a)
      .map(([name, share]) => `${name} ${Math.round((100 * share) / score)} %`),
    "vedette.anomaly.recent": JSON.stringify(finding.recent.map(rounded)),
    message: messageOf(finding, bucketMs),
  } as Event
}

function messageOf(
  { kind, entity, feature, value, expected, peers, isNew, score }: Finding,
  bucketMs: number,
): string {
  const others = peers === undefined ? "" : `, others ${whole(peers)}`
  const usual = isNew
    ? `new, of a ${kind.name} ${whole(expected)} are expected`
    : `usually ${whole(expected)}`
  const minutes = rounded(bucketMs / 60_000)
  return (
    `${kind.name} ${entity}: ${whole(value)} ${feature.words} in ${minutes} min, ` +
    `${usual}${others} (score ${score.toFixed(2)})`
  )
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000
const whole = (value: number): string => String(value < 10 ? rounded(value) : Math.round(value))
