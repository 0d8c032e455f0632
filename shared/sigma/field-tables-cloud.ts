import type { FieldTable } from "./field-map.ts"

/** The audit of AWS. */
export const awsFields: FieldTable = {
  errorCode: ["error.code"],
  errorMessage: ["error.message"],
  eventName: ["event.action"],
  eventSource: ["event.provider"],
  sourceIPAddress: ["source.ip", "source.address"],
  status: ["event.outcome"],
  userAgent: ["user_agent.original"],
}

/** Azure writes one name in its diagnostic records and another in its tables for queries. */
export const azureFields: FieldTable = {
  ActivityType: ["vendor.properties.activityDisplayName", "vendor.operationName"],
  activityType: ["vendor.properties.activityDisplayName", "vendor.operationName"],
  AppId: ["vendor.properties.appId"],
  CategoryValue: ["vendor.category"],
  ClientApp: ["vendor.properties.clientAppUsed"],
  "DeviceDetail.trusttype": ["vendor.properties.deviceDetail.trustType"],
  failure_status_reason: ["vendor.properties.status.failureReason", "event.reason"],
  Initiatedby: ["user.name"],
  OperationNameValue: ["vendor.operationName", "event.action"],
  operationName: ["event.action"],
  "properties.message": [
    "vendor.operationName",
    "vendor.properties.activityDisplayName",
    "vendor.properties.authenticationProtocol",
    "event.action",
  ],
  ResourceProviderValue: ["vendor.resourceProvider", "vendor.resourceProviderName.value"],
  Resultdescription: ["vendor.resultDescription", "event.reason"],
  ResultType: ["vendor.properties.status.errorCode"],
  Status: ["vendor.properties.result", "event.outcome"],
  Target: ["vendor.properties.targetResources"],
  Username: ["user.name"],
  userAgent: ["user_agent.original"],
}

export const gcpFields: FieldTable = {
  "data.protoPayload.resource.type": ["vendor.resource.type"],
  "data.protoPayload.logName": ["vendor.logName"],
  "gcp.audit.method_name": ["vendor.protoPayload.methodName", "event.action"],
  eventName: ["event.action"],
  eventService: ["vendor.protoPayload.serviceName", "event.provider"],
  "protoPayload.Servicename": ["vendor.protoPayload.serviceName", "event.provider"],
}

export const githubFields: FieldTable = {
  action: ["event.action"],
  actor: ["user.name"],
}

export const kubernetesFields: FieldTable = {
  apiGroup: ["vendor.objectRef.apiGroup"],
  capabilities: ["vendor.requestObject.spec.containers\0securityContext\0capabilities\0add"],
  hostPath: [
    "vendor.requestObject.spec.volumes\0hostPath\0path",
    "vendor.requestObject.spec.hostPath.path",
  ],
  requestURI: ["url.original"],
  userAgent: ["user_agent.original"],
  verb: ["event.action"],
}

export const m365Fields: FieldTable = {
  eventName: ["vendor.Name", "vendor.Operation", "event.action"],
  eventSource: ["vendor.Source", "vendor.Workload", "event.provider"],
  Operation: ["event.action"],
  Payload: ["vendor.Parameters", "vendor.Data"],
  ResultStatus: ["event.outcome"],
  RequestType: ["vendor.ExtendedProperties\0Value"],
  status: ["vendor.Status", "vendor.ResultStatus", "event.outcome"],
}

export const oktaFields: FieldTable = {
  displayMessage: ["message", "event.reason"],
  eventType: ["event.action"],
  "actor.alternateId": ["user.name"],
  "outcome.result": ["event.outcome"],
}

export const oneloginFields: FieldTable = {
  event_type_id: ["event.code"],
}

/** Objects whose whole content a rule may search as text, though we keep their parts. */
export const objectFields = new Set([
  "additionalEventData",
  "InitiatedBy",
  "NetworkLocationDetails",
  "OperationProperties",
  "Parameters",
  "properties",
  "properties.initiatedBy",
  "properties.targetResources",
  "requestParameters",
  "responseElements",
  "TargetResources",
  "userIdentity",
])
