import * as v from "valibot"
import { port, text } from "../config/units.ts"
import { isLoopback } from "./networks.ts"
import { tokenHashOf } from "./token.ts"

/** Where `/metrics`, `/live` and `/ready` are served, and to whom. */
export const TelemetryOptions = v.pipe(
  v.strictObject({
    host: v.optional(
      text("Address to listen on. Beyond loopback, token is required."),
      "127.0.0.1",
    ),
    port: port("Port to listen on."),
    token: v.optional(
      tokenHashOf(
        "Bearer token for /metrics, as sha256:HEX, env:NAME or file:PATH; without it /live and " +
          "/ready answer by their status alone.",
      ),
    ),
  }),
  v.forward(
    v.check(
      ({ host, token }) => token !== undefined || isLoopback(host),
      "listening beyond loopback needs a token",
    ),
    ["token"],
  ),
)
