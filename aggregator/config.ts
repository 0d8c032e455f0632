import * as v from "valibot"
import { networks } from "#shared/access/networks.ts"
import { TelemetryOptions } from "#shared/access/telemetry-options.ts"
import { kafkaBusOptions } from "#shared/bus/kafka-options.ts"
import { localBusOptions } from "#shared/bus/local.ts"
import { pemFile } from "#shared/config/pem.ts"
import { secretOf } from "#shared/config/secret.ts"
import { bytes, count, flag, milliseconds, name, port, text } from "#shared/config/units.ts"
import { roles } from "./access/roles.ts"
import { anomalyOptions } from "./anomaly/options.ts"
import { enrichers } from "./enrich/index.ts"
import { evasionOptions } from "./evasion/open.ts"
import { forecastOptions } from "./forecast/options.ts"
import { silenceOptions } from "./silence/options.ts"
import { localStoreOptions } from "./store/local/options.ts"
import { opensearchStoreOptions } from "./store/opensearch/options.ts"

const folders = (summary: string, fallback: string[]) =>
  v.optional(v.pipe(v.array(text("A folder.")), v.description(summary)), fallback)

export const AggregatorConfig = v.strictObject({
  name: v.optional(name("Name of this aggregator; by default the host's.")),
  home: v.optional(text("Folder for what it must remember."), "data/aggregator"),
  bus: v.optional(v.variant("type", [localBusOptions, kafkaBusOptions]), {
    type: "local" as const,
  }),
  group: v.optional(name("Consumer group; aggregators of one group share the work."), "aggregator"),
  store: v.optional(v.variant("type", [localStoreOptions, opensearchStoreOptions]), {
    type: "local" as const,
  }),
  inFlightBytesMax: v.optional(
    bytes("Bytes read from the bus and not yet stored.", 1 << 16),
    16 << 20,
  ),
  enrich: v.optional(v.array(enrichers.schema), []),
  evasion: v.optional(evasionOptions, {}),
  anomaly: v.optional(anomalyOptions, {}),
  forecast: v.optional(forecastOptions, {}),
  deadLetters: v.optional(
    v.strictObject({
      alert: v.optional(flag("Raise alerts of dead letters, by source and reason."), true),
      manyPerHour: v.optional(
        count("Dead letters of a source and reason in an hour that are an alert of their own.", 2),
        1000,
      ),
    }),
    {},
  ),
  silence: v.optional(silenceOptions, {}),
  rules: v.optional(
    v.strictObject({
      detect: folders("Folders of Sigma rules, for their text beside an alert.", ["rules/detect"]),
      correlate: folders("Folders of Sigma correlations.", ["rules/correlate"]),
      overlay: v.optional(
        text(
          "Folder in which the console keeps rules of its own and what it changes of others. " +
            "Collectors must read it too.",
        ),
      ),
    }),
    {},
  ),
  console: v.optional(
    v.strictObject({
      host: v.optional(text("Address to listen on."), "127.0.0.1"),
      port: v.optional(port("Port of the console and its API."), 8600),
      token: v.optional(secretOf("Bearer token; beyond loopback it or users are required.")),
      tokenRole: v.optional(
        v.pipe(v.picklist(roles), v.description("What the holder of the token may do.")),
        "admin" as const,
      ),
      usersFile: v.optional(
        text("File of the users that `user add` makes; by default users.json in home."),
      ),
      sessionMs: v.optional(milliseconds("A login ends after so long.", 60_000), 12 * 3_600_000),
      sessionIdleMs: v.optional(
        milliseconds("A login that is not used ends after so long.", 60_000),
        3_600_000,
      ),
      tls: v.optional(
        v.pipe(
          v.strictObject({
            certificateFile: pemFile("PEM file with the certificate and what leads to its root."),
            keyFile: pemFile("PEM file with its private key."),
          }),
          v.description("Then the console speaks TLS."),
        ),
      ),
      behindTls: v.optional(
        flag("A proxy in front of the console speaks TLS: cookies are for TLS alone."),
        false,
      ),
      proxies: v.optional(
        networks(
          "Proxies in front of the console: of a request by one, the last address of " +
            "X-Forwarded-For that is none of them is its sender's. Each must set that header.",
        ),
        [],
      ),
      allowedHosts: v.optional(
        v.pipe(v.array(v.string()), v.description("Host names by which it is called.")),
        [],
      ),
      demoIntake: v.optional(text("HTTP intake of a collector, for the demo button.")),
      addresses: v.optional(
        v.strictObject({
          syslog: v.optional(text("Address and port of a collector's syslog.")),
          intake: v.optional(text("Address of a collector's HTTP intake.")),
        }),
        {},
      ),
    }),
    {},
  ),
  watch: v.optional(
    flag("Reload when this file, a rule, a certificate or a secret changes; SIGHUP always does."),
    true,
  ),
  metrics: v.optional(TelemetryOptions, { port: 9600 }),
})

export type AggregatorConfig = v.InferOutput<typeof AggregatorConfig>
