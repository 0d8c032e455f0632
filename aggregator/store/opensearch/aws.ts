import { AwsSigv4Signer } from "@opensearch-project/opensearch/aws-v3"
import * as v from "valibot"
import { secret } from "#shared/config/secret.ts"
import { text } from "#shared/config/units.ts"

/** Requests signed with AWS Signature Version 4, for Amazon OpenSearch Service. */
export const awsOptions = v.strictObject({
  region: text("Region of the domain, such as eu-central-1."),
  service: v.optional(
    v.pipe(
      v.picklist(["es", "aoss"]),
      v.description("What is signed for: es for domains, aoss for Serverless."),
    ),
    "es",
  ),
  accessKeyId: v.pipe(secret, v.description("Id of the access key.")),
  secretAccessKey: v.pipe(secret, v.description("The access key's secret.")),
  sessionToken: v.optional(v.pipe(secret, v.description("Token of temporary credentials."))),
})

/** What the client library is told, so that it signs by itself; no SDK is needed. */
export function awsSigner(aws: v.InferOutput<typeof awsOptions>) {
  const { region, service, accessKeyId, secretAccessKey, sessionToken } = aws
  return AwsSigv4Signer({
    region,
    service,
    getCredentials: async () => ({
      accessKeyId: accessKeyId.reveal(),
      secretAccessKey: secretAccessKey.reveal(),
      ...(sessionToken && { sessionToken: sessionToken.reveal() }),
    }),
  })
}
