import { join } from "node:path"

/** One broker and its ports. */
export interface Node {
  readonly id: number
  readonly folder: string
  readonly plain: number
  readonly controller: number
  readonly sasl: number
  /** TLS with client certificates. */
  readonly mutual: number
  /** Advertised, yet nobody listens there: who wants to stand between forwards it to `behind`. */
  readonly via: number
  readonly behind: number
}

type Settings = Readonly<Record<string, string | number | boolean>>

/**
 * `server.properties` of a node. The brokers speak plainly among themselves; clients come by SASL
 * (over TLS where there are certificates) or by client certificate.
 */
export function settings(
  node: Node,
  nodes: readonly Node[],
  users: Readonly<Record<string, string>>,
  certificates?: string,
): Settings {
  return {
    "process.roles": "broker,controller",
    "node.id": node.id,
    "controller.quorum.voters": nodes.map((n) => `${n.id}@127.0.0.1:${n.controller}`).join(","),
    "log.dirs": join(node.folder, "data"),
    "group.initial.rebalance.delay.ms": 0,
    "group.min.session.timeout.ms": 1000, // so that tests need not wait long
    "log.retention.check.interval.ms": 1000,
    "log.initial.task.delay.ms": 1000,
    ...rights(certificates !== undefined),
    "auto.create.topics.enable": false,
    "broker.heartbeat.interval.ms": 500,
    "broker.session.timeout.ms": 4000, // a killed broker is missed sooner than after 9 s
    ...copies(nodes.length),
    ...listeners(node, users, certificates),
  }
}

/** With certificates each client but the brokers and `app` may do what it was given. */
const rights = (isSecure: boolean): Settings =>
  isSecure
    ? {
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:ANONYMOUS;User:app;User:CN=client,O=Vedette test",
      }
    : {}

function copies(brokers: number): Settings {
  const inSync = Math.min(2, brokers)
  return {
    "default.replication.factor": brokers,
    "min.insync.replicas": inSync,
    "offsets.topic.replication.factor": brokers,
    "offsets.topic.num.partitions": 4,
    "transaction.state.log.replication.factor": brokers,
    "transaction.state.log.min.isr": inSync,
    "share.coordinator.state.topic.replication.factor": brokers,
    "share.coordinator.state.topic.min.isr": inSync,
  }
}

function listeners(
  node: Node,
  users: Readonly<Record<string, string>>,
  certificates?: string,
): Settings {
  const sasl = certificates ? "SASL_SSL" : "SASL_PLAINTEXT"
  const at = (name: string, port: number) => `${name}://127.0.0.1:${port}`
  const open = [at("PLAINTEXT", node.plain), at(sasl, node.sasl)]
  if (certificates) open.push(at("SSL", node.mutual))
  return {
    listeners: [...open, at("VIA", node.behind), at("CONTROLLER", node.controller)].join(","),
    "advertised.listeners": [...open, at("VIA", node.via)].join(","),
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    "listener.security.protocol.map": `CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,VIA:PLAINTEXT,SSL:SSL,${sasl}:${sasl}`,
    ...saslOf(`listener.name.${sasl.toLowerCase()}`, users),
    ...(certificates && tlsOf("listener.name.sasl_ssl", certificates)),
    ...(certificates && tlsOf("listener.name.ssl", certificates)),
    ...(certificates && { "listener.name.ssl.ssl.client.auth": "required" }),
  }
}

function saslOf(listener: string, users: Readonly<Record<string, string>>): Settings {
  const login = "org.apache.kafka.common.security"
  const list = Object.entries(users).map(([name, password]) => `user_${name}="${password}"`)
  return {
    "sasl.enabled.mechanisms": "SCRAM-SHA-256,SCRAM-SHA-512,PLAIN",
    [`${listener}.plain.sasl.jaas.config`]: `${login}.plain.PlainLoginModule required ${list.join(" ")};`,
    ...Object.fromEntries(
      ["256", "512"].map((bits) => [
        `${listener}.scram-sha-${bits}.sasl.jaas.config`,
        `${login}.scram.ScramLoginModule required;`,
      ]),
    ),
  }
}

const tlsOf = (listener: string, certificates: string): Settings => ({
  [`${listener}.ssl.keystore.type`]: "PEM",
  [`${listener}.ssl.keystore.location`]: join(certificates, "server.bundle.pem"),
  [`${listener}.ssl.truststore.type`]: "PEM",
  [`${listener}.ssl.truststore.location`]: join(certificates, "ca.pem"),
})
