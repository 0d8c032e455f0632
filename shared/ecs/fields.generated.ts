// Generated from @elastic/ecs by "bun run generate". Do not edit.

export const ecsVersion = "9.4.0"

/** Every ECS field that has a flat value, with the TypeScript type of that value. */
export interface EcsFields {
  "@timestamp"?: string
  "agent.build.original"?: string
  "agent.ephemeral_id"?: string
  "agent.id"?: string
  "agent.name"?: string
  "agent.type"?: string
  "agent.version"?: string
  "client.address"?: string
  "client.as.number"?: number
  "client.as.organization.name"?: string
  "client.bytes"?: number
  "client.domain"?: string
  "client.geo.city_name"?: string
  "client.geo.continent_code"?: string
  "client.geo.continent_name"?: string
  "client.geo.country_iso_code"?: string
  "client.geo.country_name"?: string
  "client.geo.location"?: string
  "client.geo.name"?: string
  "client.geo.postal_code"?: string
  "client.geo.region_iso_code"?: string
  "client.geo.region_name"?: string
  "client.geo.timezone"?: string
  "client.ip"?: string
  "client.mac"?: string
  "client.nat.ip"?: string
  "client.nat.port"?: number
  "client.packets"?: number
  "client.port"?: number
  "client.registered_domain"?: string
  "client.subdomain"?: string
  "client.top_level_domain"?: string
  "client.user.domain"?: string
  "client.user.email"?: string
  "client.user.full_name"?: string
  "client.user.group.domain"?: string
  "client.user.group.id"?: string
  "client.user.group.name"?: string
  "client.user.hash"?: string
  "client.user.id"?: string
  "client.user.name"?: string
  "client.user.roles"?: readonly string[]
  "cloud.account.id"?: string
  "cloud.account.name"?: string
  "cloud.availability_zone"?: string
  "cloud.entity.attributes.known_redirects"?: readonly string[]
  "cloud.entity.attributes.managed"?: boolean
  "cloud.entity.attributes.mfa_enabled"?: boolean
  "cloud.entity.attributes.oauth_consent_restriction"?: string
  "cloud.entity.attributes.permissions"?: readonly string[]
  "cloud.entity.attributes.storage_class"?: string
  "cloud.entity.display_name"?: string
  "cloud.entity.id"?: string
  "cloud.entity.last_seen_timestamp"?: string
  "cloud.entity.lifecycle.last_activity"?: string
  "cloud.entity.name"?: string
  "cloud.entity.reference"?: string
  "cloud.entity.relationships.administers.entity.id"?: readonly string[]
  "cloud.entity.relationships.administers.host.id"?: readonly string[]
  "cloud.entity.relationships.administers.host.name"?: readonly string[]
  "cloud.entity.relationships.administers.service.id"?: readonly string[]
  "cloud.entity.relationships.administers.service.name"?: readonly string[]
  "cloud.entity.relationships.administers.user.domain"?: readonly string[]
  "cloud.entity.relationships.administers.user.email"?: readonly string[]
  "cloud.entity.relationships.administers.user.id"?: readonly string[]
  "cloud.entity.relationships.administers.user.name"?: readonly string[]
  "cloud.entity.relationships.depends_on.entity.id"?: readonly string[]
  "cloud.entity.relationships.depends_on.host.id"?: readonly string[]
  "cloud.entity.relationships.depends_on.host.name"?: readonly string[]
  "cloud.entity.relationships.depends_on.service.id"?: readonly string[]
  "cloud.entity.relationships.depends_on.service.name"?: readonly string[]
  "cloud.entity.relationships.depends_on.user.domain"?: readonly string[]
  "cloud.entity.relationships.depends_on.user.email"?: readonly string[]
  "cloud.entity.relationships.depends_on.user.id"?: readonly string[]
  "cloud.entity.relationships.depends_on.user.name"?: readonly string[]
  "cloud.entity.relationships.owns.entity.id"?: readonly string[]
  "cloud.entity.relationships.owns.host.id"?: readonly string[]
  "cloud.entity.relationships.owns.host.name"?: readonly string[]
  "cloud.entity.relationships.owns.service.id"?: readonly string[]
  "cloud.entity.relationships.owns.service.name"?: readonly string[]
  "cloud.entity.relationships.owns.user.domain"?: readonly string[]
  "cloud.entity.relationships.owns.user.email"?: readonly string[]
  "cloud.entity.relationships.owns.user.id"?: readonly string[]
  "cloud.entity.relationships.owns.user.name"?: readonly string[]
  "cloud.entity.relationships.supervises.entity.id"?: readonly string[]
  "cloud.entity.relationships.supervises.host.id"?: readonly string[]
  "cloud.entity.relationships.supervises.host.name"?: readonly string[]
  "cloud.entity.relationships.supervises.service.id"?: readonly string[]
  "cloud.entity.relationships.supervises.service.name"?: readonly string[]
  "cloud.entity.relationships.supervises.user.domain"?: readonly string[]
  "cloud.entity.relationships.supervises.user.email"?: readonly string[]
  "cloud.entity.relationships.supervises.user.id"?: readonly string[]
  "cloud.entity.relationships.supervises.user.name"?: readonly string[]
  "cloud.entity.source"?: string
  "cloud.entity.sub_type"?: string
  "cloud.entity.type"?: readonly string[]
  "cloud.instance.id"?: string
  "cloud.instance.name"?: string
  "cloud.machine.type"?: string
  "cloud.origin.account.id"?: string
  "cloud.origin.account.name"?: string
  "cloud.origin.availability_zone"?: string
  "cloud.origin.entity.attributes.known_redirects"?: readonly string[]
  "cloud.origin.entity.attributes.managed"?: boolean
  "cloud.origin.entity.attributes.mfa_enabled"?: boolean
  "cloud.origin.entity.attributes.oauth_consent_restriction"?: string
  "cloud.origin.entity.attributes.permissions"?: readonly string[]
  "cloud.origin.entity.attributes.storage_class"?: string
  "cloud.origin.entity.display_name"?: string
  "cloud.origin.entity.id"?: string
  "cloud.origin.entity.last_seen_timestamp"?: string
  "cloud.origin.entity.lifecycle.last_activity"?: string
  "cloud.origin.entity.name"?: string
  "cloud.origin.entity.reference"?: string
  "cloud.origin.entity.relationships.administers.entity.id"?: readonly string[]
  "cloud.origin.entity.relationships.administers.host.id"?: readonly string[]
  "cloud.origin.entity.relationships.administers.host.name"?: readonly string[]
  "cloud.origin.entity.relationships.administers.service.id"?: readonly string[]
  "cloud.origin.entity.relationships.administers.service.name"?: readonly string[]
  "cloud.origin.entity.relationships.administers.user.domain"?: readonly string[]
  "cloud.origin.entity.relationships.administers.user.email"?: readonly string[]
  "cloud.origin.entity.relationships.administers.user.id"?: readonly string[]
  "cloud.origin.entity.relationships.administers.user.name"?: readonly string[]
  "cloud.origin.entity.relationships.depends_on.entity.id"?: readonly string[]
  "cloud.origin.entity.relationships.depends_on.host.id"?: readonly string[]
  "cloud.origin.entity.relationships.depends_on.host.name"?: readonly string[]
  "cloud.origin.entity.relationships.depends_on.service.id"?: readonly string[]
  "cloud.origin.entity.relationships.depends_on.service.name"?: readonly string[]
  "cloud.origin.entity.relationships.depends_on.user.domain"?: readonly string[]
  "cloud.origin.entity.relationships.depends_on.user.email"?: readonly string[]
  "cloud.origin.entity.relationships.depends_on.user.id"?: readonly string[]
  "cloud.origin.entity.relationships.depends_on.user.name"?: readonly string[]
  "cloud.origin.entity.relationships.owns.entity.id"?: readonly string[]
  "cloud.origin.entity.relationships.owns.host.id"?: readonly string[]
  "cloud.origin.entity.relationships.owns.host.name"?: readonly string[]
  "cloud.origin.entity.relationships.owns.service.id"?: readonly string[]
  "cloud.origin.entity.relationships.owns.service.name"?: readonly string[]
  "cloud.origin.entity.relationships.owns.user.domain"?: readonly string[]
  "cloud.origin.entity.relationships.owns.user.email"?: readonly string[]
  "cloud.origin.entity.relationships.owns.user.id"?: readonly string[]
  "cloud.origin.entity.relationships.owns.user.name"?: readonly string[]
  "cloud.origin.entity.relationships.supervises.entity.id"?: readonly string[]
  "cloud.origin.entity.relationships.supervises.host.id"?: readonly string[]
  "cloud.origin.entity.relationships.supervises.host.name"?: readonly string[]
  "cloud.origin.entity.relationships.supervises.service.id"?: readonly string[]
  "cloud.origin.entity.relationships.supervises.service.name"?: readonly string[]
  "cloud.origin.entity.relationships.supervises.user.domain"?: readonly string[]
  "cloud.origin.entity.relationships.supervises.user.email"?: readonly string[]
  "cloud.origin.entity.relationships.supervises.user.id"?: readonly string[]
  "cloud.origin.entity.relationships.supervises.user.name"?: readonly string[]
  "cloud.origin.entity.source"?: string
  "cloud.origin.entity.sub_type"?: string
  "cloud.origin.entity.type"?: readonly string[]
  "cloud.origin.instance.id"?: string
  "cloud.origin.instance.name"?: string
  "cloud.origin.machine.type"?: string
  "cloud.origin.project.id"?: string
  "cloud.origin.project.name"?: string
  "cloud.origin.provider"?: string
  "cloud.origin.region"?: string
  "cloud.origin.service.name"?: string
  "cloud.project.id"?: string
  "cloud.project.name"?: string
  "cloud.provider"?: string
  "cloud.region"?: string
  "cloud.service.name"?: string
  "cloud.target.account.id"?: string
  "cloud.target.account.name"?: string
  "cloud.target.availability_zone"?: string
  "cloud.target.entity.attributes.known_redirects"?: readonly string[]
  "cloud.target.entity.attributes.managed"?: boolean
  "cloud.target.entity.attributes.mfa_enabled"?: boolean
  "cloud.target.entity.attributes.oauth_consent_restriction"?: string
  "cloud.target.entity.attributes.permissions"?: readonly string[]
  "cloud.target.entity.attributes.storage_class"?: string
  "cloud.target.entity.display_name"?: string
  "cloud.target.entity.id"?: string
  "cloud.target.entity.last_seen_timestamp"?: string
  "cloud.target.entity.lifecycle.last_activity"?: string
  "cloud.target.entity.name"?: string
  "cloud.target.entity.reference"?: string
  "cloud.target.entity.relationships.administers.entity.id"?: readonly string[]
  "cloud.target.entity.relationships.administers.host.id"?: readonly string[]
  "cloud.target.entity.relationships.administers.host.name"?: readonly string[]
  "cloud.target.entity.relationships.administers.service.id"?: readonly string[]
  "cloud.target.entity.relationships.administers.service.name"?: readonly string[]
  "cloud.target.entity.relationships.administers.user.domain"?: readonly string[]
  "cloud.target.entity.relationships.administers.user.email"?: readonly string[]
  "cloud.target.entity.relationships.administers.user.id"?: readonly string[]
  "cloud.target.entity.relationships.administers.user.name"?: readonly string[]
  "cloud.target.entity.relationships.depends_on.entity.id"?: readonly string[]
  "cloud.target.entity.relationships.depends_on.host.id"?: readonly string[]
  "cloud.target.entity.relationships.depends_on.host.name"?: readonly string[]
  "cloud.target.entity.relationships.depends_on.service.id"?: readonly string[]
  "cloud.target.entity.relationships.depends_on.service.name"?: readonly string[]
  "cloud.target.entity.relationships.depends_on.user.domain"?: readonly string[]
  "cloud.target.entity.relationships.depends_on.user.email"?: readonly string[]
  "cloud.target.entity.relationships.depends_on.user.id"?: readonly string[]
  "cloud.target.entity.relationships.depends_on.user.name"?: readonly string[]
  "cloud.target.entity.relationships.owns.entity.id"?: readonly string[]
  "cloud.target.entity.relationships.owns.host.id"?: readonly string[]
  "cloud.target.entity.relationships.owns.host.name"?: readonly string[]
  "cloud.target.entity.relationships.owns.service.id"?: readonly string[]
  "cloud.target.entity.relationships.owns.service.name"?: readonly string[]
  "cloud.target.entity.relationships.owns.user.domain"?: readonly string[]
  "cloud.target.entity.relationships.owns.user.email"?: readonly string[]
  "cloud.target.entity.relationships.owns.user.id"?: readonly string[]
  "cloud.target.entity.relationships.owns.user.name"?: readonly string[]
  "cloud.target.entity.relationships.supervises.entity.id"?: readonly string[]
  "cloud.target.entity.relationships.supervises.host.id"?: readonly string[]
  "cloud.target.entity.relationships.supervises.host.name"?: readonly string[]
  "cloud.target.entity.relationships.supervises.service.id"?: readonly string[]
  "cloud.target.entity.relationships.supervises.service.name"?: readonly string[]
  "cloud.target.entity.relationships.supervises.user.domain"?: readonly string[]
  "cloud.target.entity.relationships.supervises.user.email"?: readonly string[]
  "cloud.target.entity.relationships.supervises.user.id"?: readonly string[]
  "cloud.target.entity.relationships.supervises.user.name"?: readonly string[]
  "cloud.target.entity.source"?: string
  "cloud.target.entity.sub_type"?: string
  "cloud.target.entity.type"?: readonly string[]
  "cloud.target.instance.id"?: string
  "cloud.target.instance.name"?: string
  "cloud.target.machine.type"?: string
  "cloud.target.project.id"?: string
  "cloud.target.project.name"?: string
  "cloud.target.provider"?: string
  "cloud.target.region"?: string
  "cloud.target.service.name"?: string
  "container.cpu.usage"?: number
  "container.disk.read.bytes"?: number
  "container.disk.write.bytes"?: number
  "container.id"?: string
  "container.image.hash.all"?: readonly string[]
  "container.image.name"?: string
  "container.image.tag"?: readonly string[]
  "container.memory.usage"?: number
  "container.name"?: string
  "container.network.egress.bytes"?: number
  "container.network.ingress.bytes"?: number
  "container.runtime"?: string
  "container.security_context.privileged"?: boolean
  "data_stream.dataset"?: string
  "data_stream.namespace"?: string
  "data_stream.type"?: string
  "destination.address"?: string
  "destination.as.number"?: number
  "destination.as.organization.name"?: string
  "destination.bytes"?: number
  "destination.domain"?: string
  "destination.geo.city_name"?: string
  "destination.geo.continent_code"?: string
  "destination.geo.continent_name"?: string
  "destination.geo.country_iso_code"?: string
  "destination.geo.country_name"?: string
  "destination.geo.location"?: string
  "destination.geo.name"?: string
  "destination.geo.postal_code"?: string
  "destination.geo.region_iso_code"?: string
  "destination.geo.region_name"?: string
  "destination.geo.timezone"?: string
  "destination.ip"?: string
  "destination.mac"?: string
  "destination.nat.ip"?: string
  "destination.nat.port"?: number
  "destination.packets"?: number
  "destination.port"?: number
  "destination.registered_domain"?: string
  "destination.subdomain"?: string
  "destination.top_level_domain"?: string
  "destination.user.domain"?: string
  "destination.user.email"?: string
  "destination.user.full_name"?: string
  "destination.user.group.domain"?: string
  "destination.user.group.id"?: string
  "destination.user.group.name"?: string
  "destination.user.hash"?: string
  "destination.user.id"?: string
  "destination.user.name"?: string
  "destination.user.roles"?: readonly string[]
  "device.id"?: string
  "device.manufacturer"?: string
  "device.model.identifier"?: string
  "device.model.name"?: string
  "device.product.id"?: string
  "device.product.name"?: string
  "device.serial_number"?: string
  "device.type"?: string
  "device.vendor.id"?: string
  "device.vendor.name"?: string
  "dll.code_signature.digest_algorithm"?: string
  "dll.code_signature.exists"?: boolean
  "dll.code_signature.flags"?: string
  "dll.code_signature.signing_id"?: string
  "dll.code_signature.status"?: string
  "dll.code_signature.subject_name"?: string
  "dll.code_signature.team_id"?: string
  "dll.code_signature.thumbprint_sha256"?: string
  "dll.code_signature.timestamp"?: string
  "dll.code_signature.trusted"?: boolean
  "dll.code_signature.valid"?: boolean
  "dll.hash.cdhash"?: string
  "dll.hash.md5"?: string
  "dll.hash.sha1"?: string
  "dll.hash.sha256"?: string
  "dll.hash.sha384"?: string
  "dll.hash.sha512"?: string
  "dll.hash.ssdeep"?: string
  "dll.hash.tlsh"?: string
  "dll.name"?: string
  "dll.origin_referrer_url"?: string
  "dll.origin_url"?: string
  "dll.path"?: string
  "dll.pe.architecture"?: string
  "dll.pe.company"?: string
  "dll.pe.description"?: string
  "dll.pe.file_version"?: string
  "dll.pe.go_import_hash"?: string
  "dll.pe.go_imports_names_entropy"?: number
  "dll.pe.go_imports_names_var_entropy"?: number
  "dll.pe.go_stripped"?: boolean
  "dll.pe.imphash"?: string
  "dll.pe.import_hash"?: string
  "dll.pe.imports_names_entropy"?: number
  "dll.pe.imports_names_var_entropy"?: number
  "dll.pe.original_file_name"?: string
  "dll.pe.pehash"?: string
  "dll.pe.product"?: string
  "dll.pe.sections.entropy"?: number
  "dll.pe.sections.name"?: string
  "dll.pe.sections.physical_size"?: number
  "dll.pe.sections.var_entropy"?: number
  "dll.pe.sections.virtual_size"?: number
  "dns.answers.class"?: string
  "dns.answers.data"?: string
  "dns.answers.name"?: string
  "dns.answers.ttl"?: number
  "dns.answers.type"?: string
  "dns.header_flags"?: readonly string[]
  "dns.id"?: string
  "dns.op_code"?: string
  "dns.question.class"?: string
  "dns.question.name"?: string
  "dns.question.registered_domain"?: string
  "dns.question.subdomain"?: string
  "dns.question.top_level_domain"?: string
  "dns.question.type"?: string
  "dns.resolved_ip"?: readonly string[]
  "dns.response_code"?: string
  "dns.type"?: string
  "ecs.version"?: string
  "email.attachments.file.extension"?: string
  "email.attachments.file.hash.cdhash"?: string
  "email.attachments.file.hash.md5"?: string
  "email.attachments.file.hash.sha1"?: string
  "email.attachments.file.hash.sha256"?: string
  "email.attachments.file.hash.sha384"?: string
  "email.attachments.file.hash.sha512"?: string
  "email.attachments.file.hash.ssdeep"?: string
  "email.attachments.file.hash.tlsh"?: string
  "email.attachments.file.mime_type"?: string
  "email.attachments.file.name"?: string
  "email.attachments.file.size"?: number
  "email.bcc.address"?: readonly string[]
  "email.cc.address"?: readonly string[]
  "email.content_type"?: string
  "email.delivery_timestamp"?: string
  "email.direction"?: string
  "email.from.address"?: readonly string[]
  "email.local_id"?: string
  "email.message_id"?: string
  "email.origination_timestamp"?: string
  "email.reply_to.address"?: readonly string[]
  "email.sender.address"?: string
  "email.subject"?: string
  "email.to.address"?: readonly string[]
  "email.x_mailer"?: string
  "entity.attributes.known_redirects"?: readonly string[]
  "entity.attributes.managed"?: boolean
  "entity.attributes.mfa_enabled"?: boolean
  "entity.attributes.oauth_consent_restriction"?: string
  "entity.attributes.permissions"?: readonly string[]
  "entity.attributes.storage_class"?: string
  "entity.display_name"?: string
  "entity.id"?: string
  "entity.last_seen_timestamp"?: string
  "entity.lifecycle.last_activity"?: string
  "entity.name"?: string
  "entity.reference"?: string
  "entity.relationships.administers.entity.id"?: readonly string[]
  "entity.relationships.administers.host.id"?: readonly string[]
  "entity.relationships.administers.host.name"?: readonly string[]
  "entity.relationships.administers.service.id"?: readonly string[]
  "entity.relationships.administers.service.name"?: readonly string[]
  "entity.relationships.administers.user.domain"?: readonly string[]
  "entity.relationships.administers.user.email"?: readonly string[]
  "entity.relationships.administers.user.id"?: readonly string[]
  "entity.relationships.administers.user.name"?: readonly string[]
  "entity.relationships.depends_on.entity.id"?: readonly string[]
  "entity.relationships.depends_on.host.id"?: readonly string[]
  "entity.relationships.depends_on.host.name"?: readonly string[]
  "entity.relationships.depends_on.service.id"?: readonly string[]
  "entity.relationships.depends_on.service.name"?: readonly string[]
  "entity.relationships.depends_on.user.domain"?: readonly string[]
  "entity.relationships.depends_on.user.email"?: readonly string[]
  "entity.relationships.depends_on.user.id"?: readonly string[]
  "entity.relationships.depends_on.user.name"?: readonly string[]
  "entity.relationships.owns.entity.id"?: readonly string[]
  "entity.relationships.owns.host.id"?: readonly string[]
  "entity.relationships.owns.host.name"?: readonly string[]
  "entity.relationships.owns.service.id"?: readonly string[]
  "entity.relationships.owns.service.name"?: readonly string[]
  "entity.relationships.owns.user.domain"?: readonly string[]
  "entity.relationships.owns.user.email"?: readonly string[]
  "entity.relationships.owns.user.id"?: readonly string[]
  "entity.relationships.owns.user.name"?: readonly string[]
  "entity.relationships.supervises.entity.id"?: readonly string[]
  "entity.relationships.supervises.host.id"?: readonly string[]
  "entity.relationships.supervises.host.name"?: readonly string[]
  "entity.relationships.supervises.service.id"?: readonly string[]
  "entity.relationships.supervises.service.name"?: readonly string[]
  "entity.relationships.supervises.user.domain"?: readonly string[]
  "entity.relationships.supervises.user.email"?: readonly string[]
  "entity.relationships.supervises.user.id"?: readonly string[]
  "entity.relationships.supervises.user.name"?: readonly string[]
  "entity.source"?: string
  "entity.sub_type"?: string
  "entity.target.attributes.known_redirects"?: readonly string[]
  "entity.target.attributes.managed"?: boolean
  "entity.target.attributes.mfa_enabled"?: boolean
  "entity.target.attributes.oauth_consent_restriction"?: string
  "entity.target.attributes.permissions"?: readonly string[]
  "entity.target.attributes.storage_class"?: string
  "entity.target.display_name"?: string
  "entity.target.id"?: string
  "entity.target.last_seen_timestamp"?: string
  "entity.target.lifecycle.last_activity"?: string
  "entity.target.name"?: string
  "entity.target.reference"?: string
  "entity.target.relationships.administers.entity.id"?: readonly string[]
  "entity.target.relationships.administers.host.id"?: readonly string[]
  "entity.target.relationships.administers.host.name"?: readonly string[]
  "entity.target.relationships.administers.service.id"?: readonly string[]
  "entity.target.relationships.administers.service.name"?: readonly string[]
  "entity.target.relationships.administers.user.domain"?: readonly string[]
  "entity.target.relationships.administers.user.email"?: readonly string[]
  "entity.target.relationships.administers.user.id"?: readonly string[]
  "entity.target.relationships.administers.user.name"?: readonly string[]
  "entity.target.relationships.depends_on.entity.id"?: readonly string[]
  "entity.target.relationships.depends_on.host.id"?: readonly string[]
  "entity.target.relationships.depends_on.host.name"?: readonly string[]
  "entity.target.relationships.depends_on.service.id"?: readonly string[]
  "entity.target.relationships.depends_on.service.name"?: readonly string[]
  "entity.target.relationships.depends_on.user.domain"?: readonly string[]
  "entity.target.relationships.depends_on.user.email"?: readonly string[]
  "entity.target.relationships.depends_on.user.id"?: readonly string[]
  "entity.target.relationships.depends_on.user.name"?: readonly string[]
  "entity.target.relationships.owns.entity.id"?: readonly string[]
  "entity.target.relationships.owns.host.id"?: readonly string[]
  "entity.target.relationships.owns.host.name"?: readonly string[]
  "entity.target.relationships.owns.service.id"?: readonly string[]
  "entity.target.relationships.owns.service.name"?: readonly string[]
  "entity.target.relationships.owns.user.domain"?: readonly string[]
  "entity.target.relationships.owns.user.email"?: readonly string[]
  "entity.target.relationships.owns.user.id"?: readonly string[]
  "entity.target.relationships.owns.user.name"?: readonly string[]
  "entity.target.relationships.supervises.entity.id"?: readonly string[]
  "entity.target.relationships.supervises.host.id"?: readonly string[]
  "entity.target.relationships.supervises.host.name"?: readonly string[]
  "entity.target.relationships.supervises.service.id"?: readonly string[]
  "entity.target.relationships.supervises.service.name"?: readonly string[]
  "entity.target.relationships.supervises.user.domain"?: readonly string[]
  "entity.target.relationships.supervises.user.email"?: readonly string[]
  "entity.target.relationships.supervises.user.id"?: readonly string[]
  "entity.target.relationships.supervises.user.name"?: readonly string[]
  "entity.target.source"?: string
  "entity.target.sub_type"?: string
  "entity.target.type"?: readonly string[]
  "entity.type"?: readonly string[]
  "error.code"?: string
  "error.id"?: string
  "error.message"?: string
  "error.stack_trace"?: string
  "error.type"?: string
  "event.action"?: string
  "event.agent_id_status"?: string
  "event.category"?: readonly string[]
  "event.code"?: string
  "event.created"?: string
  "event.dataset"?: string
  "event.duration"?: number
  "event.end"?: string
  "event.hash"?: string
  "event.id"?: string
  "event.ingested"?: string
  "event.kind"?: string
  "event.module"?: string
  "event.original"?: string
  "event.outcome"?: string
  "event.provider"?: string
  "event.reason"?: string
  "event.reference"?: string
  "event.risk_score"?: number
  "event.risk_score_norm"?: number
  "event.sequence"?: number
  "event.severity"?: number
  "event.start"?: string
  "event.timezone"?: string
  "event.type"?: readonly string[]
  "event.url"?: string
  "faas.coldstart"?: boolean
  "faas.execution"?: string
  "faas.id"?: string
  "faas.name"?: string
  "faas.trigger.request_id"?: string
  "faas.trigger.type"?: string
  "faas.version"?: string
  "file.accessed"?: string
  "file.attributes"?: readonly string[]
  "file.code_signature.digest_algorithm"?: string
  "file.code_signature.exists"?: boolean
  "file.code_signature.flags"?: string
  "file.code_signature.signing_id"?: string
  "file.code_signature.status"?: string
  "file.code_signature.subject_name"?: string
  "file.code_signature.team_id"?: string
  "file.code_signature.thumbprint_sha256"?: string
  "file.code_signature.timestamp"?: string
  "file.code_signature.trusted"?: boolean
  "file.code_signature.valid"?: boolean
  "file.created"?: string
  "file.ctime"?: string
  "file.device"?: string
  "file.directory"?: string
  "file.drive_letter"?: string
  "file.elf.architecture"?: string
  "file.elf.byte_order"?: string
  "file.elf.cpu_type"?: string
  "file.elf.creation_date"?: string
  "file.elf.go_import_hash"?: string
  "file.elf.go_imports_names_entropy"?: number
  "file.elf.go_imports_names_var_entropy"?: number
  "file.elf.go_stripped"?: boolean
  "file.elf.header.abi_version"?: string
  "file.elf.header.class"?: string
  "file.elf.header.data"?: string
  "file.elf.header.entrypoint"?: number
  "file.elf.header.object_version"?: string
  "file.elf.header.os_abi"?: string
  "file.elf.header.type"?: string
  "file.elf.header.version"?: string
  "file.elf.import_hash"?: string
  "file.elf.imports_names_entropy"?: number
  "file.elf.imports_names_var_entropy"?: number
  "file.elf.sections.chi2"?: number
  "file.elf.sections.entropy"?: number
  "file.elf.sections.flags"?: string
  "file.elf.sections.name"?: string
  "file.elf.sections.physical_offset"?: string
  "file.elf.sections.physical_size"?: number
  "file.elf.sections.type"?: string
  "file.elf.sections.var_entropy"?: number
  "file.elf.sections.virtual_address"?: number
  "file.elf.sections.virtual_size"?: number
  "file.elf.segments.sections"?: string
  "file.elf.segments.type"?: string
  "file.elf.shared_libraries"?: readonly string[]
  "file.elf.telfhash"?: string
  "file.extension"?: string
  "file.fork_name"?: string
  "file.gid"?: string
  "file.group"?: string
  "file.hash.cdhash"?: string
  "file.hash.md5"?: string
  "file.hash.sha1"?: string
  "file.hash.sha256"?: string
  "file.hash.sha384"?: string
  "file.hash.sha512"?: string
  "file.hash.ssdeep"?: string
  "file.hash.tlsh"?: string
  "file.inode"?: string
  "file.macho.go_import_hash"?: string
  "file.macho.go_imports_names_entropy"?: number
  "file.macho.go_imports_names_var_entropy"?: number
  "file.macho.go_stripped"?: boolean
  "file.macho.import_hash"?: string
  "file.macho.imports_names_entropy"?: number
  "file.macho.imports_names_var_entropy"?: number
  "file.macho.sections.entropy"?: number
  "file.macho.sections.name"?: string
  "file.macho.sections.physical_size"?: number
  "file.macho.sections.var_entropy"?: number
  "file.macho.sections.virtual_size"?: number
  "file.macho.symhash"?: string
  "file.mime_type"?: string
  "file.mode"?: string
  "file.mtime"?: string
  "file.name"?: string
  "file.origin_referrer_url"?: string
  "file.origin_url"?: string
  "file.owner"?: string
  "file.path"?: string
  "file.pe.architecture"?: string
  "file.pe.company"?: string
  "file.pe.description"?: string
  "file.pe.file_version"?: string
  "file.pe.go_import_hash"?: string
  "file.pe.go_imports_names_entropy"?: number
  "file.pe.go_imports_names_var_entropy"?: number
  "file.pe.go_stripped"?: boolean
  "file.pe.imphash"?: string
  "file.pe.import_hash"?: string
  "file.pe.imports_names_entropy"?: number
  "file.pe.imports_names_var_entropy"?: number
  "file.pe.original_file_name"?: string
  "file.pe.pehash"?: string
  "file.pe.product"?: string
  "file.pe.sections.entropy"?: number
  "file.pe.sections.name"?: string
  "file.pe.sections.physical_size"?: number
  "file.pe.sections.var_entropy"?: number
  "file.pe.sections.virtual_size"?: number
  "file.size"?: number
  "file.target_path"?: string
  "file.type"?: string
  "file.uid"?: string
  "file.x509.alternative_names"?: readonly string[]
  "file.x509.issuer.common_name"?: readonly string[]
  "file.x509.issuer.country"?: readonly string[]
  "file.x509.issuer.distinguished_name"?: string
  "file.x509.issuer.locality"?: readonly string[]
  "file.x509.issuer.organization"?: readonly string[]
  "file.x509.issuer.organizational_unit"?: readonly string[]
  "file.x509.issuer.state_or_province"?: readonly string[]
  "file.x509.not_after"?: string
  "file.x509.not_before"?: string
  "file.x509.public_key_algorithm"?: string
  "file.x509.public_key_curve"?: string
  "file.x509.public_key_exponent"?: number
  "file.x509.public_key_size"?: number
  "file.x509.serial_number"?: string
  "file.x509.signature_algorithm"?: string
  "file.x509.subject.common_name"?: readonly string[]
  "file.x509.subject.country"?: readonly string[]
  "file.x509.subject.distinguished_name"?: string
  "file.x509.subject.locality"?: readonly string[]
  "file.x509.subject.organization"?: readonly string[]
  "file.x509.subject.organizational_unit"?: readonly string[]
  "file.x509.subject.state_or_province"?: readonly string[]
  "file.x509.version_number"?: string
  "gen_ai.agent.description"?: string
  "gen_ai.agent.id"?: string
  "gen_ai.agent.name"?: string
  "gen_ai.operation.name"?: string
  "gen_ai.output.type"?: string
  "gen_ai.request.choice.count"?: number
  "gen_ai.request.frequency_penalty"?: number
  "gen_ai.request.max_tokens"?: number
  "gen_ai.request.model"?: string
  "gen_ai.request.presence_penalty"?: number
  "gen_ai.request.seed"?: number
  "gen_ai.request.temperature"?: number
  "gen_ai.request.top_k"?: number
  "gen_ai.request.top_p"?: number
  "gen_ai.response.id"?: string
  "gen_ai.response.model"?: string
  "gen_ai.system"?: string
  "gen_ai.token.type"?: string
  "gen_ai.tool.call.id"?: string
  "gen_ai.tool.name"?: string
  "gen_ai.tool.type"?: string
  "gen_ai.usage.input_tokens"?: number
  "gen_ai.usage.output_tokens"?: number
  "group.domain"?: string
  "group.id"?: string
  "group.name"?: string
  "host.architecture"?: string
  "host.boot.id"?: string
  "host.cpu.usage"?: number
  "host.disk.read.bytes"?: number
  "host.disk.write.bytes"?: number
  "host.domain"?: string
  "host.entity.attributes.known_redirects"?: readonly string[]
  "host.entity.attributes.managed"?: boolean
  "host.entity.attributes.mfa_enabled"?: boolean
  "host.entity.attributes.oauth_consent_restriction"?: string
  "host.entity.attributes.permissions"?: readonly string[]
  "host.entity.attributes.storage_class"?: string
  "host.entity.display_name"?: string
  "host.entity.id"?: string
  "host.entity.last_seen_timestamp"?: string
  "host.entity.lifecycle.last_activity"?: string
  "host.entity.name"?: string
  "host.entity.reference"?: string
  "host.entity.relationships.administers.entity.id"?: readonly string[]
  "host.entity.relationships.administers.host.id"?: readonly string[]
  "host.entity.relationships.administers.host.name"?: readonly string[]
  "host.entity.relationships.administers.service.id"?: readonly string[]
  "host.entity.relationships.administers.service.name"?: readonly string[]
  "host.entity.relationships.administers.user.domain"?: readonly string[]
  "host.entity.relationships.administers.user.email"?: readonly string[]
  "host.entity.relationships.administers.user.id"?: readonly string[]
  "host.entity.relationships.administers.user.name"?: readonly string[]
  "host.entity.relationships.depends_on.entity.id"?: readonly string[]
  "host.entity.relationships.depends_on.host.id"?: readonly string[]
  "host.entity.relationships.depends_on.host.name"?: readonly string[]
  "host.entity.relationships.depends_on.service.id"?: readonly string[]
  "host.entity.relationships.depends_on.service.name"?: readonly string[]
  "host.entity.relationships.depends_on.user.domain"?: readonly string[]
  "host.entity.relationships.depends_on.user.email"?: readonly string[]
  "host.entity.relationships.depends_on.user.id"?: readonly string[]
  "host.entity.relationships.depends_on.user.name"?: readonly string[]
  "host.entity.relationships.owns.entity.id"?: readonly string[]
  "host.entity.relationships.owns.host.id"?: readonly string[]
  "host.entity.relationships.owns.host.name"?: readonly string[]
  "host.entity.relationships.owns.service.id"?: readonly string[]
  "host.entity.relationships.owns.service.name"?: readonly string[]
  "host.entity.relationships.owns.user.domain"?: readonly string[]
  "host.entity.relationships.owns.user.email"?: readonly string[]
  "host.entity.relationships.owns.user.id"?: readonly string[]
  "host.entity.relationships.owns.user.name"?: readonly string[]
  "host.entity.relationships.supervises.entity.id"?: readonly string[]
  "host.entity.relationships.supervises.host.id"?: readonly string[]
  "host.entity.relationships.supervises.host.name"?: readonly string[]
  "host.entity.relationships.supervises.service.id"?: readonly string[]
  "host.entity.relationships.supervises.service.name"?: readonly string[]
  "host.entity.relationships.supervises.user.domain"?: readonly string[]
  "host.entity.relationships.supervises.user.email"?: readonly string[]
  "host.entity.relationships.supervises.user.id"?: readonly string[]
  "host.entity.relationships.supervises.user.name"?: readonly string[]
  "host.entity.source"?: string
  "host.entity.sub_type"?: string
  "host.entity.type"?: readonly string[]
  "host.geo.city_name"?: string
  "host.geo.continent_code"?: string
  "host.geo.continent_name"?: string
  "host.geo.country_iso_code"?: string
  "host.geo.country_name"?: string
  "host.geo.location"?: string
  "host.geo.name"?: string
  "host.geo.postal_code"?: string
  "host.geo.region_iso_code"?: string
  "host.geo.region_name"?: string
  "host.geo.timezone"?: string
  "host.hostname"?: string
  "host.id"?: string
  "host.ip"?: readonly string[]
  "host.mac"?: readonly string[]
  "host.name"?: string
  "host.network.egress.bytes"?: number
  "host.network.egress.packets"?: number
  "host.network.ingress.bytes"?: number
  "host.network.ingress.packets"?: number
  "host.os.family"?: string
  "host.os.full"?: string
  "host.os.kernel"?: string
  "host.os.name"?: string
  "host.os.platform"?: string
  "host.os.type"?: string
  "host.os.version"?: string
  "host.pid_ns_ino"?: string
  "host.risk.calculated_level"?: string
  "host.risk.calculated_score"?: number
  "host.risk.calculated_score_norm"?: number
  "host.risk.static_level"?: string
  "host.risk.static_score"?: number
  "host.risk.static_score_norm"?: number
  "host.target.architecture"?: string
  "host.target.boot.id"?: string
  "host.target.cpu.usage"?: number
  "host.target.disk.read.bytes"?: number
  "host.target.disk.write.bytes"?: number
  "host.target.domain"?: string
  "host.target.entity.attributes.known_redirects"?: readonly string[]
  "host.target.entity.attributes.managed"?: boolean
  "host.target.entity.attributes.mfa_enabled"?: boolean
  "host.target.entity.attributes.oauth_consent_restriction"?: string
  "host.target.entity.attributes.permissions"?: readonly string[]
  "host.target.entity.attributes.storage_class"?: string
  "host.target.entity.display_name"?: string
  "host.target.entity.id"?: string
  "host.target.entity.last_seen_timestamp"?: string
  "host.target.entity.lifecycle.last_activity"?: string
  "host.target.entity.name"?: string
  "host.target.entity.reference"?: string
  "host.target.entity.relationships.administers.entity.id"?: readonly string[]
  "host.target.entity.relationships.administers.host.id"?: readonly string[]
  "host.target.entity.relationships.administers.host.name"?: readonly string[]
  "host.target.entity.relationships.administers.service.id"?: readonly string[]
  "host.target.entity.relationships.administers.service.name"?: readonly string[]
  "host.target.entity.relationships.administers.user.domain"?: readonly string[]
  "host.target.entity.relationships.administers.user.email"?: readonly string[]
  "host.target.entity.relationships.administers.user.id"?: readonly string[]
  "host.target.entity.relationships.administers.user.name"?: readonly string[]
  "host.target.entity.relationships.depends_on.entity.id"?: readonly string[]
  "host.target.entity.relationships.depends_on.host.id"?: readonly string[]
  "host.target.entity.relationships.depends_on.host.name"?: readonly string[]
  "host.target.entity.relationships.depends_on.service.id"?: readonly string[]
  "host.target.entity.relationships.depends_on.service.name"?: readonly string[]
  "host.target.entity.relationships.depends_on.user.domain"?: readonly string[]
  "host.target.entity.relationships.depends_on.user.email"?: readonly string[]
  "host.target.entity.relationships.depends_on.user.id"?: readonly string[]
  "host.target.entity.relationships.depends_on.user.name"?: readonly string[]
  "host.target.entity.relationships.owns.entity.id"?: readonly string[]
  "host.target.entity.relationships.owns.host.id"?: readonly string[]
  "host.target.entity.relationships.owns.host.name"?: readonly string[]
  "host.target.entity.relationships.owns.service.id"?: readonly string[]
  "host.target.entity.relationships.owns.service.name"?: readonly string[]
  "host.target.entity.relationships.owns.user.domain"?: readonly string[]
  "host.target.entity.relationships.owns.user.email"?: readonly string[]
  "host.target.entity.relationships.owns.user.id"?: readonly string[]
  "host.target.entity.relationships.owns.user.name"?: readonly string[]
  "host.target.entity.relationships.supervises.entity.id"?: readonly string[]
  "host.target.entity.relationships.supervises.host.id"?: readonly string[]
  "host.target.entity.relationships.supervises.host.name"?: readonly string[]
  "host.target.entity.relationships.supervises.service.id"?: readonly string[]
  "host.target.entity.relationships.supervises.service.name"?: readonly string[]
  "host.target.entity.relationships.supervises.user.domain"?: readonly string[]
  "host.target.entity.relationships.supervises.user.email"?: readonly string[]
  "host.target.entity.relationships.supervises.user.id"?: readonly string[]
  "host.target.entity.relationships.supervises.user.name"?: readonly string[]
  "host.target.entity.source"?: string
  "host.target.entity.sub_type"?: string
  "host.target.entity.type"?: readonly string[]
  "host.target.geo.city_name"?: string
  "host.target.geo.continent_code"?: string
  "host.target.geo.continent_name"?: string
  "host.target.geo.country_iso_code"?: string
  "host.target.geo.country_name"?: string
  "host.target.geo.location"?: string
  "host.target.geo.name"?: string
  "host.target.geo.postal_code"?: string
  "host.target.geo.region_iso_code"?: string
  "host.target.geo.region_name"?: string
  "host.target.geo.timezone"?: string
  "host.target.hostname"?: string
  "host.target.id"?: string
  "host.target.ip"?: readonly string[]
  "host.target.mac"?: readonly string[]
  "host.target.name"?: string
  "host.target.network.egress.bytes"?: number
  "host.target.network.egress.packets"?: number
  "host.target.network.ingress.bytes"?: number
  "host.target.network.ingress.packets"?: number
  "host.target.os.family"?: string
  "host.target.os.full"?: string
  "host.target.os.kernel"?: string
  "host.target.os.name"?: string
  "host.target.os.platform"?: string
  "host.target.os.type"?: string
  "host.target.os.version"?: string
  "host.target.pid_ns_ino"?: string
  "host.target.risk.calculated_level"?: string
  "host.target.risk.calculated_score"?: number
  "host.target.risk.calculated_score_norm"?: number
  "host.target.risk.static_level"?: string
  "host.target.risk.static_score"?: number
  "host.target.risk.static_score_norm"?: number
  "host.target.type"?: string
  "host.target.uptime"?: number
  "host.type"?: string
  "host.uptime"?: number
  "http.request.body.bytes"?: number
  "http.request.body.content"?: string
  "http.request.bytes"?: number
  "http.request.id"?: string
  "http.request.method"?: string
  "http.request.mime_type"?: string
  "http.request.referrer"?: string
  "http.response.body.bytes"?: number
  "http.response.body.content"?: string
  "http.response.bytes"?: number
  "http.response.mime_type"?: string
  "http.response.status_code"?: number
  "http.version"?: string
  "log.file.path"?: string
  "log.level"?: string
  "log.logger"?: string
  "log.origin.file.line"?: number
  "log.origin.file.name"?: string
  "log.origin.function"?: string
  "log.syslog.appname"?: string
  "log.syslog.facility.code"?: number
  "log.syslog.facility.name"?: string
  "log.syslog.hostname"?: string
  "log.syslog.msgid"?: string
  "log.syslog.priority"?: number
  "log.syslog.procid"?: string
  "log.syslog.severity.code"?: number
  "log.syslog.severity.name"?: string
  "log.syslog.version"?: string
  "message"?: string
  "network.application"?: string
  "network.bytes"?: number
  "network.community_id"?: string
  "network.direction"?: string
  "network.forwarded_ip"?: string
  "network.iana_number"?: string
  "network.inner.vlan.id"?: string
  "network.inner.vlan.name"?: string
  "network.name"?: string
  "network.packets"?: number
  "network.protocol"?: string
  "network.transport"?: string
  "network.type"?: string
  "network.vlan.id"?: string
  "network.vlan.name"?: string
  "observer.egress.interface.alias"?: string
  "observer.egress.interface.id"?: string
  "observer.egress.interface.name"?: string
  "observer.egress.vlan.id"?: string
  "observer.egress.vlan.name"?: string
  "observer.egress.zone"?: string
  "observer.geo.city_name"?: string
  "observer.geo.continent_code"?: string
  "observer.geo.continent_name"?: string
  "observer.geo.country_iso_code"?: string
  "observer.geo.country_name"?: string
  "observer.geo.location"?: string
  "observer.geo.name"?: string
  "observer.geo.postal_code"?: string
  "observer.geo.region_iso_code"?: string
  "observer.geo.region_name"?: string
  "observer.geo.timezone"?: string
  "observer.hostname"?: string
  "observer.ingress.interface.alias"?: string
  "observer.ingress.interface.id"?: string
  "observer.ingress.interface.name"?: string
  "observer.ingress.vlan.id"?: string
  "observer.ingress.vlan.name"?: string
  "observer.ingress.zone"?: string
  "observer.ip"?: readonly string[]
  "observer.mac"?: readonly string[]
  "observer.name"?: string
  "observer.os.family"?: string
  "observer.os.full"?: string
  "observer.os.kernel"?: string
  "observer.os.name"?: string
  "observer.os.platform"?: string
  "observer.os.type"?: string
  "observer.os.version"?: string
  "observer.product"?: string
  "observer.serial_number"?: string
  "observer.type"?: string
  "observer.vendor"?: string
  "observer.version"?: string
  "orchestrator.api_version"?: string
  "orchestrator.cluster.id"?: string
  "orchestrator.cluster.name"?: string
  "orchestrator.cluster.url"?: string
  "orchestrator.cluster.version"?: string
  "orchestrator.entity.attributes.known_redirects"?: readonly string[]
  "orchestrator.entity.attributes.managed"?: boolean
  "orchestrator.entity.attributes.mfa_enabled"?: boolean
  "orchestrator.entity.attributes.oauth_consent_restriction"?: string
  "orchestrator.entity.attributes.permissions"?: readonly string[]
  "orchestrator.entity.attributes.storage_class"?: string
  "orchestrator.entity.display_name"?: string
  "orchestrator.entity.id"?: string
  "orchestrator.entity.last_seen_timestamp"?: string
  "orchestrator.entity.lifecycle.last_activity"?: string
  "orchestrator.entity.name"?: string
  "orchestrator.entity.reference"?: string
  "orchestrator.entity.relationships.administers.entity.id"?: readonly string[]
  "orchestrator.entity.relationships.administers.host.id"?: readonly string[]
  "orchestrator.entity.relationships.administers.host.name"?: readonly string[]
  "orchestrator.entity.relationships.administers.service.id"?: readonly string[]
  "orchestrator.entity.relationships.administers.service.name"?: readonly string[]
  "orchestrator.entity.relationships.administers.user.domain"?: readonly string[]
  "orchestrator.entity.relationships.administers.user.email"?: readonly string[]
  "orchestrator.entity.relationships.administers.user.id"?: readonly string[]
  "orchestrator.entity.relationships.administers.user.name"?: readonly string[]
  "orchestrator.entity.relationships.depends_on.entity.id"?: readonly string[]
  "orchestrator.entity.relationships.depends_on.host.id"?: readonly string[]
  "orchestrator.entity.relationships.depends_on.host.name"?: readonly string[]
  "orchestrator.entity.relationships.depends_on.service.id"?: readonly string[]
  "orchestrator.entity.relationships.depends_on.service.name"?: readonly string[]
  "orchestrator.entity.relationships.depends_on.user.domain"?: readonly string[]
  "orchestrator.entity.relationships.depends_on.user.email"?: readonly string[]
  "orchestrator.entity.relationships.depends_on.user.id"?: readonly string[]
  "orchestrator.entity.relationships.depends_on.user.name"?: readonly string[]
  "orchestrator.entity.relationships.owns.entity.id"?: readonly string[]
  "orchestrator.entity.relationships.owns.host.id"?: readonly string[]
  "orchestrator.entity.relationships.owns.host.name"?: readonly string[]
  "orchestrator.entity.relationships.owns.service.id"?: readonly string[]
  "orchestrator.entity.relationships.owns.service.name"?: readonly string[]
  "orchestrator.entity.relationships.owns.user.domain"?: readonly string[]
  "orchestrator.entity.relationships.owns.user.email"?: readonly string[]
  "orchestrator.entity.relationships.owns.user.id"?: readonly string[]
  "orchestrator.entity.relationships.owns.user.name"?: readonly string[]
  "orchestrator.entity.relationships.supervises.entity.id"?: readonly string[]
  "orchestrator.entity.relationships.supervises.host.id"?: readonly string[]
  "orchestrator.entity.relationships.supervises.host.name"?: readonly string[]
  "orchestrator.entity.relationships.supervises.service.id"?: readonly string[]
  "orchestrator.entity.relationships.supervises.service.name"?: readonly string[]
  "orchestrator.entity.relationships.supervises.user.domain"?: readonly string[]
  "orchestrator.entity.relationships.supervises.user.email"?: readonly string[]
  "orchestrator.entity.relationships.supervises.user.id"?: readonly string[]
  "orchestrator.entity.relationships.supervises.user.name"?: readonly string[]
  "orchestrator.entity.source"?: string
  "orchestrator.entity.sub_type"?: string
  "orchestrator.entity.type"?: readonly string[]
  "orchestrator.namespace"?: string
  "orchestrator.organization"?: string
  "orchestrator.resource.annotation"?: readonly string[]
  "orchestrator.resource.id"?: string
  "orchestrator.resource.ip"?: readonly string[]
  "orchestrator.resource.label"?: readonly string[]
  "orchestrator.resource.name"?: string
  "orchestrator.resource.parent.type"?: string
  "orchestrator.resource.type"?: string
  "orchestrator.type"?: string
  "organization.id"?: string
  "organization.name"?: string
  "package.architecture"?: string
  "package.build_version"?: string
  "package.checksum"?: string
  "package.description"?: string
  "package.install_scope"?: string
  "package.installed"?: string
  "package.license"?: string
  "package.name"?: string
  "package.path"?: string
  "package.reference"?: string
  "package.size"?: number
  "package.type"?: string
  "package.version"?: string
  "process.args"?: readonly string[]
  "process.args_count"?: number
  "process.code_signature.digest_algorithm"?: string
  "process.code_signature.exists"?: boolean
  "process.code_signature.flags"?: string
  "process.code_signature.signing_id"?: string
  "process.code_signature.status"?: string
  "process.code_signature.subject_name"?: string
  "process.code_signature.team_id"?: string
  "process.code_signature.thumbprint_sha256"?: string
  "process.code_signature.timestamp"?: string
  "process.code_signature.trusted"?: boolean
  "process.code_signature.valid"?: boolean
  "process.command_line"?: string
  "process.elf.architecture"?: string
  "process.elf.byte_order"?: string
  "process.elf.cpu_type"?: string
  "process.elf.creation_date"?: string
  "process.elf.go_import_hash"?: string
  "process.elf.go_imports_names_entropy"?: number
  "process.elf.go_imports_names_var_entropy"?: number
  "process.elf.go_stripped"?: boolean
  "process.elf.header.abi_version"?: string
  "process.elf.header.class"?: string
  "process.elf.header.data"?: string
  "process.elf.header.entrypoint"?: number
  "process.elf.header.object_version"?: string
  "process.elf.header.os_abi"?: string
  "process.elf.header.type"?: string
  "process.elf.header.version"?: string
  "process.elf.import_hash"?: string
  "process.elf.imports_names_entropy"?: number
  "process.elf.imports_names_var_entropy"?: number
  "process.elf.sections.chi2"?: number
  "process.elf.sections.entropy"?: number
  "process.elf.sections.flags"?: string
  "process.elf.sections.name"?: string
  "process.elf.sections.physical_offset"?: string
  "process.elf.sections.physical_size"?: number
  "process.elf.sections.type"?: string
  "process.elf.sections.var_entropy"?: number
  "process.elf.sections.virtual_address"?: number
  "process.elf.sections.virtual_size"?: number
  "process.elf.segments.sections"?: string
  "process.elf.segments.type"?: string
  "process.elf.shared_libraries"?: readonly string[]
  "process.elf.telfhash"?: string
  "process.end"?: string
  "process.entity_id"?: string
  "process.entry_leader.args"?: readonly string[]
  "process.entry_leader.args_count"?: number
  "process.entry_leader.attested_groups.name"?: string
  "process.entry_leader.attested_user.id"?: string
  "process.entry_leader.attested_user.name"?: string
  "process.entry_leader.command_line"?: string
  "process.entry_leader.entity_id"?: string
  "process.entry_leader.entry_meta.source.ip"?: string
  "process.entry_leader.entry_meta.type"?: string
  "process.entry_leader.executable"?: string
  "process.entry_leader.group.id"?: string
  "process.entry_leader.group.name"?: string
  "process.entry_leader.interactive"?: boolean
  "process.entry_leader.name"?: string
  "process.entry_leader.parent.entity_id"?: string
  "process.entry_leader.parent.pid"?: number
  "process.entry_leader.parent.session_leader.entity_id"?: string
  "process.entry_leader.parent.session_leader.pid"?: number
  "process.entry_leader.parent.session_leader.start"?: string
  "process.entry_leader.parent.session_leader.vpid"?: number
  "process.entry_leader.parent.start"?: string
  "process.entry_leader.parent.vpid"?: number
  "process.entry_leader.pid"?: number
  "process.entry_leader.real_group.id"?: string
  "process.entry_leader.real_group.name"?: string
  "process.entry_leader.real_user.id"?: string
  "process.entry_leader.real_user.name"?: string
  "process.entry_leader.same_as_process"?: boolean
  "process.entry_leader.saved_group.id"?: string
  "process.entry_leader.saved_group.name"?: string
  "process.entry_leader.saved_user.id"?: string
  "process.entry_leader.saved_user.name"?: string
  "process.entry_leader.start"?: string
  "process.entry_leader.supplemental_groups.id"?: string
  "process.entry_leader.supplemental_groups.name"?: string
  "process.entry_leader.tty.char_device.major"?: number
  "process.entry_leader.tty.char_device.minor"?: number
  "process.entry_leader.user.id"?: string
  "process.entry_leader.user.name"?: string
  "process.entry_leader.vpid"?: number
  "process.entry_leader.working_directory"?: string
  "process.env_vars"?: readonly string[]
  "process.executable"?: string
  "process.exit_code"?: number
  "process.group.id"?: string
  "process.group.name"?: string
  "process.group_leader.args"?: readonly string[]
  "process.group_leader.args_count"?: number
  "process.group_leader.command_line"?: string
  "process.group_leader.entity_id"?: string
  "process.group_leader.executable"?: string
  "process.group_leader.group.id"?: string
  "process.group_leader.group.name"?: string
  "process.group_leader.interactive"?: boolean
  "process.group_leader.name"?: string
  "process.group_leader.pid"?: number
  "process.group_leader.real_group.id"?: string
  "process.group_leader.real_group.name"?: string
  "process.group_leader.real_user.id"?: string
  "process.group_leader.real_user.name"?: string
  "process.group_leader.same_as_process"?: boolean
  "process.group_leader.saved_group.id"?: string
  "process.group_leader.saved_group.name"?: string
  "process.group_leader.saved_user.id"?: string
  "process.group_leader.saved_user.name"?: string
  "process.group_leader.start"?: string
  "process.group_leader.supplemental_groups.id"?: string
  "process.group_leader.supplemental_groups.name"?: string
  "process.group_leader.tty.char_device.major"?: number
  "process.group_leader.tty.char_device.minor"?: number
  "process.group_leader.user.id"?: string
  "process.group_leader.user.name"?: string
  "process.group_leader.vpid"?: number
  "process.group_leader.working_directory"?: string
  "process.hash.cdhash"?: string
  "process.hash.md5"?: string
  "process.hash.sha1"?: string
  "process.hash.sha256"?: string
  "process.hash.sha384"?: string
  "process.hash.sha512"?: string
  "process.hash.ssdeep"?: string
  "process.hash.tlsh"?: string
  "process.interactive"?: boolean
  "process.io.bytes_skipped.length"?: number
  "process.io.bytes_skipped.offset"?: number
  "process.io.max_bytes_per_process_exceeded"?: boolean
  "process.io.text"?: string
  "process.io.total_bytes_captured"?: number
  "process.io.total_bytes_skipped"?: number
  "process.io.type"?: string
  "process.macho.go_import_hash"?: string
  "process.macho.go_imports_names_entropy"?: number
  "process.macho.go_imports_names_var_entropy"?: number
  "process.macho.go_stripped"?: boolean
  "process.macho.import_hash"?: string
  "process.macho.imports_names_entropy"?: number
  "process.macho.imports_names_var_entropy"?: number
  "process.macho.sections.entropy"?: number
  "process.macho.sections.name"?: string
  "process.macho.sections.physical_size"?: number
  "process.macho.sections.var_entropy"?: number
  "process.macho.sections.virtual_size"?: number
  "process.macho.symhash"?: string
  "process.name"?: string
  "process.parent.args"?: readonly string[]
  "process.parent.args_count"?: number
  "process.parent.code_signature.digest_algorithm"?: string
  "process.parent.code_signature.exists"?: boolean
  "process.parent.code_signature.flags"?: string
  "process.parent.code_signature.signing_id"?: string
  "process.parent.code_signature.status"?: string
  "process.parent.code_signature.subject_name"?: string
  "process.parent.code_signature.team_id"?: string
  "process.parent.code_signature.thumbprint_sha256"?: string
  "process.parent.code_signature.timestamp"?: string
  "process.parent.code_signature.trusted"?: boolean
  "process.parent.code_signature.valid"?: boolean
  "process.parent.command_line"?: string
  "process.parent.elf.architecture"?: string
  "process.parent.elf.byte_order"?: string
  "process.parent.elf.cpu_type"?: string
  "process.parent.elf.creation_date"?: string
  "process.parent.elf.go_import_hash"?: string
  "process.parent.elf.go_imports_names_entropy"?: number
  "process.parent.elf.go_imports_names_var_entropy"?: number
  "process.parent.elf.go_stripped"?: boolean
  "process.parent.elf.header.abi_version"?: string
  "process.parent.elf.header.class"?: string
  "process.parent.elf.header.data"?: string
  "process.parent.elf.header.entrypoint"?: number
  "process.parent.elf.header.object_version"?: string
  "process.parent.elf.header.os_abi"?: string
  "process.parent.elf.header.type"?: string
  "process.parent.elf.header.version"?: string
  "process.parent.elf.import_hash"?: string
  "process.parent.elf.imports_names_entropy"?: number
  "process.parent.elf.imports_names_var_entropy"?: number
  "process.parent.elf.sections.chi2"?: number
  "process.parent.elf.sections.entropy"?: number
  "process.parent.elf.sections.flags"?: string
  "process.parent.elf.sections.name"?: string
  "process.parent.elf.sections.physical_offset"?: string
  "process.parent.elf.sections.physical_size"?: number
  "process.parent.elf.sections.type"?: string
  "process.parent.elf.sections.var_entropy"?: number
  "process.parent.elf.sections.virtual_address"?: number
  "process.parent.elf.sections.virtual_size"?: number
  "process.parent.elf.segments.sections"?: string
  "process.parent.elf.segments.type"?: string
  "process.parent.elf.shared_libraries"?: readonly string[]
  "process.parent.elf.telfhash"?: string
  "process.parent.end"?: string
  "process.parent.entity_id"?: string
  "process.parent.executable"?: string
  "process.parent.exit_code"?: number
  "process.parent.group.id"?: string
  "process.parent.group.name"?: string
  "process.parent.group_leader.entity_id"?: string
  "process.parent.group_leader.pid"?: number
  "process.parent.group_leader.start"?: string
  "process.parent.group_leader.vpid"?: number
  "process.parent.hash.cdhash"?: string
  "process.parent.hash.md5"?: string
  "process.parent.hash.sha1"?: string
  "process.parent.hash.sha256"?: string
  "process.parent.hash.sha384"?: string
  "process.parent.hash.sha512"?: string
  "process.parent.hash.ssdeep"?: string
  "process.parent.hash.tlsh"?: string
  "process.parent.interactive"?: boolean
  "process.parent.macho.go_import_hash"?: string
  "process.parent.macho.go_imports_names_entropy"?: number
  "process.parent.macho.go_imports_names_var_entropy"?: number
  "process.parent.macho.go_stripped"?: boolean
  "process.parent.macho.import_hash"?: string
  "process.parent.macho.imports_names_entropy"?: number
  "process.parent.macho.imports_names_var_entropy"?: number
  "process.parent.macho.sections.entropy"?: number
  "process.parent.macho.sections.name"?: string
  "process.parent.macho.sections.physical_size"?: number
  "process.parent.macho.sections.var_entropy"?: number
  "process.parent.macho.sections.virtual_size"?: number
  "process.parent.macho.symhash"?: string
  "process.parent.name"?: string
  "process.parent.pe.architecture"?: string
  "process.parent.pe.company"?: string
  "process.parent.pe.description"?: string
  "process.parent.pe.file_version"?: string
  "process.parent.pe.go_import_hash"?: string
  "process.parent.pe.go_imports_names_entropy"?: number
  "process.parent.pe.go_imports_names_var_entropy"?: number
  "process.parent.pe.go_stripped"?: boolean
  "process.parent.pe.imphash"?: string
  "process.parent.pe.import_hash"?: string
  "process.parent.pe.imports_names_entropy"?: number
  "process.parent.pe.imports_names_var_entropy"?: number
  "process.parent.pe.original_file_name"?: string
  "process.parent.pe.pehash"?: string
  "process.parent.pe.product"?: string
  "process.parent.pe.sections.entropy"?: number
  "process.parent.pe.sections.name"?: string
  "process.parent.pe.sections.physical_size"?: number
  "process.parent.pe.sections.var_entropy"?: number
  "process.parent.pe.sections.virtual_size"?: number
  "process.parent.pid"?: number
  "process.parent.real_group.id"?: string
  "process.parent.real_group.name"?: string
  "process.parent.real_user.id"?: string
  "process.parent.real_user.name"?: string
  "process.parent.saved_group.id"?: string
  "process.parent.saved_group.name"?: string
  "process.parent.saved_user.id"?: string
  "process.parent.saved_user.name"?: string
  "process.parent.start"?: string
  "process.parent.supplemental_groups.id"?: string
  "process.parent.supplemental_groups.name"?: string
  "process.parent.thread.capabilities.effective"?: readonly string[]
  "process.parent.thread.capabilities.permitted"?: readonly string[]
  "process.parent.thread.id"?: number
  "process.parent.thread.name"?: string
  "process.parent.title"?: string
  "process.parent.tty.char_device.major"?: number
  "process.parent.tty.char_device.minor"?: number
  "process.parent.uptime"?: number
  "process.parent.user.id"?: string
  "process.parent.user.name"?: string
  "process.parent.vpid"?: number
  "process.parent.working_directory"?: string
  "process.pe.architecture"?: string
  "process.pe.company"?: string
  "process.pe.description"?: string
  "process.pe.file_version"?: string
  "process.pe.go_import_hash"?: string
  "process.pe.go_imports_names_entropy"?: number
  "process.pe.go_imports_names_var_entropy"?: number
  "process.pe.go_stripped"?: boolean
  "process.pe.imphash"?: string
  "process.pe.import_hash"?: string
  "process.pe.imports_names_entropy"?: number
  "process.pe.imports_names_var_entropy"?: number
  "process.pe.original_file_name"?: string
  "process.pe.pehash"?: string
  "process.pe.product"?: string
  "process.pe.sections.entropy"?: number
  "process.pe.sections.name"?: string
  "process.pe.sections.physical_size"?: number
  "process.pe.sections.var_entropy"?: number
  "process.pe.sections.virtual_size"?: number
  "process.pid"?: number
  "process.previous.args"?: readonly string[]
  "process.previous.args_count"?: number
  "process.previous.executable"?: string
  "process.real_group.id"?: string
  "process.real_group.name"?: string
  "process.real_user.id"?: string
  "process.real_user.name"?: string
  "process.saved_group.id"?: string
  "process.saved_group.name"?: string
  "process.saved_user.id"?: string
  "process.saved_user.name"?: string
  "process.session_leader.args"?: readonly string[]
  "process.session_leader.args_count"?: number
  "process.session_leader.command_line"?: string
  "process.session_leader.entity_id"?: string
  "process.session_leader.executable"?: string
  "process.session_leader.group.id"?: string
  "process.session_leader.group.name"?: string
  "process.session_leader.interactive"?: boolean
  "process.session_leader.name"?: string
  "process.session_leader.parent.entity_id"?: string
  "process.session_leader.parent.pid"?: number
  "process.session_leader.parent.session_leader.entity_id"?: string
  "process.session_leader.parent.session_leader.pid"?: number
  "process.session_leader.parent.session_leader.start"?: string
  "process.session_leader.parent.session_leader.vpid"?: number
  "process.session_leader.parent.start"?: string
  "process.session_leader.parent.vpid"?: number
  "process.session_leader.pid"?: number
  "process.session_leader.real_group.id"?: string
  "process.session_leader.real_group.name"?: string
  "process.session_leader.real_user.id"?: string
  "process.session_leader.real_user.name"?: string
  "process.session_leader.same_as_process"?: boolean
  "process.session_leader.saved_group.id"?: string
  "process.session_leader.saved_group.name"?: string
  "process.session_leader.saved_user.id"?: string
  "process.session_leader.saved_user.name"?: string
  "process.session_leader.start"?: string
  "process.session_leader.supplemental_groups.id"?: string
  "process.session_leader.supplemental_groups.name"?: string
  "process.session_leader.tty.char_device.major"?: number
  "process.session_leader.tty.char_device.minor"?: number
  "process.session_leader.user.id"?: string
  "process.session_leader.user.name"?: string
  "process.session_leader.vpid"?: number
  "process.session_leader.working_directory"?: string
  "process.start"?: string
  "process.supplemental_groups.id"?: string
  "process.supplemental_groups.name"?: string
  "process.thread.capabilities.effective"?: readonly string[]
  "process.thread.capabilities.permitted"?: readonly string[]
  "process.thread.id"?: number
  "process.thread.name"?: string
  "process.title"?: string
  "process.tty.char_device.major"?: number
  "process.tty.char_device.minor"?: number
  "process.tty.columns"?: number
  "process.tty.rows"?: number
  "process.uptime"?: number
  "process.user.id"?: string
  "process.user.name"?: string
  "process.vpid"?: number
  "process.working_directory"?: string
  "registry.data.bytes"?: string
  "registry.data.strings"?: readonly string[]
  "registry.data.type"?: string
  "registry.hive"?: string
  "registry.key"?: string
  "registry.path"?: string
  "registry.value"?: string
  "related.hash"?: readonly string[]
  "related.hosts"?: readonly string[]
  "related.ip"?: readonly string[]
  "related.user"?: readonly string[]
  "rule.author"?: readonly string[]
  "rule.category"?: string
  "rule.description"?: string
  "rule.id"?: string
  "rule.license"?: string
  "rule.name"?: string
  "rule.reference"?: string
  "rule.ruleset"?: string
  "rule.uuid"?: string
  "rule.version"?: string
  "server.address"?: string
  "server.as.number"?: number
  "server.as.organization.name"?: string
  "server.bytes"?: number
  "server.domain"?: string
  "server.geo.city_name"?: string
  "server.geo.continent_code"?: string
  "server.geo.continent_name"?: string
  "server.geo.country_iso_code"?: string
  "server.geo.country_name"?: string
  "server.geo.location"?: string
  "server.geo.name"?: string
  "server.geo.postal_code"?: string
  "server.geo.region_iso_code"?: string
  "server.geo.region_name"?: string
  "server.geo.timezone"?: string
  "server.ip"?: string
  "server.mac"?: string
  "server.nat.ip"?: string
  "server.nat.port"?: number
  "server.packets"?: number
  "server.port"?: number
  "server.registered_domain"?: string
  "server.subdomain"?: string
  "server.top_level_domain"?: string
  "server.user.domain"?: string
  "server.user.email"?: string
  "server.user.full_name"?: string
  "server.user.group.domain"?: string
  "server.user.group.id"?: string
  "server.user.group.name"?: string
  "server.user.hash"?: string
  "server.user.id"?: string
  "server.user.name"?: string
  "server.user.roles"?: readonly string[]
  "service.address"?: string
  "service.entity.attributes.known_redirects"?: readonly string[]
  "service.entity.attributes.managed"?: boolean
  "service.entity.attributes.mfa_enabled"?: boolean
  "service.entity.attributes.oauth_consent_restriction"?: string
  "service.entity.attributes.permissions"?: readonly string[]
  "service.entity.attributes.storage_class"?: string
  "service.entity.display_name"?: string
  "service.entity.id"?: string
  "service.entity.last_seen_timestamp"?: string
  "service.entity.lifecycle.last_activity"?: string
  "service.entity.name"?: string
  "service.entity.reference"?: string
  "service.entity.relationships.administers.entity.id"?: readonly string[]
  "service.entity.relationships.administers.host.id"?: readonly string[]
  "service.entity.relationships.administers.host.name"?: readonly string[]
  "service.entity.relationships.administers.service.id"?: readonly string[]
  "service.entity.relationships.administers.service.name"?: readonly string[]
  "service.entity.relationships.administers.user.domain"?: readonly string[]
  "service.entity.relationships.administers.user.email"?: readonly string[]
  "service.entity.relationships.administers.user.id"?: readonly string[]
  "service.entity.relationships.administers.user.name"?: readonly string[]
  "service.entity.relationships.depends_on.entity.id"?: readonly string[]
  "service.entity.relationships.depends_on.host.id"?: readonly string[]
  "service.entity.relationships.depends_on.host.name"?: readonly string[]
  "service.entity.relationships.depends_on.service.id"?: readonly string[]
  "service.entity.relationships.depends_on.service.name"?: readonly string[]
  "service.entity.relationships.depends_on.user.domain"?: readonly string[]
  "service.entity.relationships.depends_on.user.email"?: readonly string[]
  "service.entity.relationships.depends_on.user.id"?: readonly string[]
  "service.entity.relationships.depends_on.user.name"?: readonly string[]
  "service.entity.relationships.owns.entity.id"?: readonly string[]
  "service.entity.relationships.owns.host.id"?: readonly string[]
  "service.entity.relationships.owns.host.name"?: readonly string[]
  "service.entity.relationships.owns.service.id"?: readonly string[]
  "service.entity.relationships.owns.service.name"?: readonly string[]
  "service.entity.relationships.owns.user.domain"?: readonly string[]
  "service.entity.relationships.owns.user.email"?: readonly string[]
  "service.entity.relationships.owns.user.id"?: readonly string[]
  "service.entity.relationships.owns.user.name"?: readonly string[]
  "service.entity.relationships.supervises.entity.id"?: readonly string[]
  "service.entity.relationships.supervises.host.id"?: readonly string[]
  "service.entity.relationships.supervises.host.name"?: readonly string[]
  "service.entity.relationships.supervises.service.id"?: readonly string[]
  "service.entity.relationships.supervises.service.name"?: readonly string[]
  "service.entity.relationships.supervises.user.domain"?: readonly string[]
  "service.entity.relationships.supervises.user.email"?: readonly string[]
  "service.entity.relationships.supervises.user.id"?: readonly string[]
  "service.entity.relationships.supervises.user.name"?: readonly string[]
  "service.entity.source"?: string
  "service.entity.sub_type"?: string
  "service.entity.type"?: readonly string[]
  "service.environment"?: string
  "service.ephemeral_id"?: string
  "service.id"?: string
  "service.name"?: string
  "service.node.name"?: string
  "service.node.role"?: string
  "service.node.roles"?: readonly string[]
  "service.origin.address"?: string
  "service.origin.entity.attributes.known_redirects"?: readonly string[]
  "service.origin.entity.attributes.managed"?: boolean
  "service.origin.entity.attributes.mfa_enabled"?: boolean
  "service.origin.entity.attributes.oauth_consent_restriction"?: string
  "service.origin.entity.attributes.permissions"?: readonly string[]
  "service.origin.entity.attributes.storage_class"?: string
  "service.origin.entity.display_name"?: string
  "service.origin.entity.id"?: string
  "service.origin.entity.last_seen_timestamp"?: string
  "service.origin.entity.lifecycle.last_activity"?: string
  "service.origin.entity.name"?: string
  "service.origin.entity.reference"?: string
  "service.origin.entity.relationships.administers.entity.id"?: readonly string[]
  "service.origin.entity.relationships.administers.host.id"?: readonly string[]
  "service.origin.entity.relationships.administers.host.name"?: readonly string[]
  "service.origin.entity.relationships.administers.service.id"?: readonly string[]
  "service.origin.entity.relationships.administers.service.name"?: readonly string[]
  "service.origin.entity.relationships.administers.user.domain"?: readonly string[]
  "service.origin.entity.relationships.administers.user.email"?: readonly string[]
  "service.origin.entity.relationships.administers.user.id"?: readonly string[]
  "service.origin.entity.relationships.administers.user.name"?: readonly string[]
  "service.origin.entity.relationships.depends_on.entity.id"?: readonly string[]
  "service.origin.entity.relationships.depends_on.host.id"?: readonly string[]
  "service.origin.entity.relationships.depends_on.host.name"?: readonly string[]
  "service.origin.entity.relationships.depends_on.service.id"?: readonly string[]
  "service.origin.entity.relationships.depends_on.service.name"?: readonly string[]
  "service.origin.entity.relationships.depends_on.user.domain"?: readonly string[]
  "service.origin.entity.relationships.depends_on.user.email"?: readonly string[]
  "service.origin.entity.relationships.depends_on.user.id"?: readonly string[]
  "service.origin.entity.relationships.depends_on.user.name"?: readonly string[]
  "service.origin.entity.relationships.owns.entity.id"?: readonly string[]
  "service.origin.entity.relationships.owns.host.id"?: readonly string[]
  "service.origin.entity.relationships.owns.host.name"?: readonly string[]
  "service.origin.entity.relationships.owns.service.id"?: readonly string[]
  "service.origin.entity.relationships.owns.service.name"?: readonly string[]
  "service.origin.entity.relationships.owns.user.domain"?: readonly string[]
  "service.origin.entity.relationships.owns.user.email"?: readonly string[]
  "service.origin.entity.relationships.owns.user.id"?: readonly string[]
  "service.origin.entity.relationships.owns.user.name"?: readonly string[]
  "service.origin.entity.relationships.supervises.entity.id"?: readonly string[]
  "service.origin.entity.relationships.supervises.host.id"?: readonly string[]
  "service.origin.entity.relationships.supervises.host.name"?: readonly string[]
  "service.origin.entity.relationships.supervises.service.id"?: readonly string[]
  "service.origin.entity.relationships.supervises.service.name"?: readonly string[]
  "service.origin.entity.relationships.supervises.user.domain"?: readonly string[]
  "service.origin.entity.relationships.supervises.user.email"?: readonly string[]
  "service.origin.entity.relationships.supervises.user.id"?: readonly string[]
  "service.origin.entity.relationships.supervises.user.name"?: readonly string[]
  "service.origin.entity.source"?: string
  "service.origin.entity.sub_type"?: string
  "service.origin.entity.type"?: readonly string[]
  "service.origin.environment"?: string
  "service.origin.ephemeral_id"?: string
  "service.origin.id"?: string
  "service.origin.name"?: string
  "service.origin.node.name"?: string
  "service.origin.node.role"?: string
  "service.origin.node.roles"?: readonly string[]
  "service.origin.state"?: string
  "service.origin.type"?: string
  "service.origin.version"?: string
  "service.state"?: string
  "service.target.address"?: string
  "service.target.entity.attributes.known_redirects"?: readonly string[]
  "service.target.entity.attributes.managed"?: boolean
  "service.target.entity.attributes.mfa_enabled"?: boolean
  "service.target.entity.attributes.oauth_consent_restriction"?: string
  "service.target.entity.attributes.permissions"?: readonly string[]
  "service.target.entity.attributes.storage_class"?: string
  "service.target.entity.display_name"?: string
  "service.target.entity.id"?: string
  "service.target.entity.last_seen_timestamp"?: string
  "service.target.entity.lifecycle.last_activity"?: string
  "service.target.entity.name"?: string
  "service.target.entity.reference"?: string
  "service.target.entity.relationships.administers.entity.id"?: readonly string[]
  "service.target.entity.relationships.administers.host.id"?: readonly string[]
  "service.target.entity.relationships.administers.host.name"?: readonly string[]
  "service.target.entity.relationships.administers.service.id"?: readonly string[]
  "service.target.entity.relationships.administers.service.name"?: readonly string[]
  "service.target.entity.relationships.administers.user.domain"?: readonly string[]
  "service.target.entity.relationships.administers.user.email"?: readonly string[]
  "service.target.entity.relationships.administers.user.id"?: readonly string[]
  "service.target.entity.relationships.administers.user.name"?: readonly string[]
  "service.target.entity.relationships.depends_on.entity.id"?: readonly string[]
  "service.target.entity.relationships.depends_on.host.id"?: readonly string[]
  "service.target.entity.relationships.depends_on.host.name"?: readonly string[]
  "service.target.entity.relationships.depends_on.service.id"?: readonly string[]
  "service.target.entity.relationships.depends_on.service.name"?: readonly string[]
  "service.target.entity.relationships.depends_on.user.domain"?: readonly string[]
  "service.target.entity.relationships.depends_on.user.email"?: readonly string[]
  "service.target.entity.relationships.depends_on.user.id"?: readonly string[]
  "service.target.entity.relationships.depends_on.user.name"?: readonly string[]
  "service.target.entity.relationships.owns.entity.id"?: readonly string[]
  "service.target.entity.relationships.owns.host.id"?: readonly string[]
  "service.target.entity.relationships.owns.host.name"?: readonly string[]
  "service.target.entity.relationships.owns.service.id"?: readonly string[]
  "service.target.entity.relationships.owns.service.name"?: readonly string[]
  "service.target.entity.relationships.owns.user.domain"?: readonly string[]
  "service.target.entity.relationships.owns.user.email"?: readonly string[]
  "service.target.entity.relationships.owns.user.id"?: readonly string[]
  "service.target.entity.relationships.owns.user.name"?: readonly string[]
  "service.target.entity.relationships.supervises.entity.id"?: readonly string[]
  "service.target.entity.relationships.supervises.host.id"?: readonly string[]
  "service.target.entity.relationships.supervises.host.name"?: readonly string[]
  "service.target.entity.relationships.supervises.service.id"?: readonly string[]
  "service.target.entity.relationships.supervises.service.name"?: readonly string[]
  "service.target.entity.relationships.supervises.user.domain"?: readonly string[]
  "service.target.entity.relationships.supervises.user.email"?: readonly string[]
  "service.target.entity.relationships.supervises.user.id"?: readonly string[]
  "service.target.entity.relationships.supervises.user.name"?: readonly string[]
  "service.target.entity.source"?: string
  "service.target.entity.sub_type"?: string
  "service.target.entity.type"?: readonly string[]
  "service.target.environment"?: string
  "service.target.ephemeral_id"?: string
  "service.target.id"?: string
  "service.target.name"?: string
  "service.target.node.name"?: string
  "service.target.node.role"?: string
  "service.target.node.roles"?: readonly string[]
  "service.target.state"?: string
  "service.target.type"?: string
  "service.target.version"?: string
  "service.type"?: string
  "service.version"?: string
  "source.address"?: string
  "source.as.number"?: number
  "source.as.organization.name"?: string
  "source.bytes"?: number
  "source.domain"?: string
  "source.geo.city_name"?: string
  "source.geo.continent_code"?: string
  "source.geo.continent_name"?: string
  "source.geo.country_iso_code"?: string
  "source.geo.country_name"?: string
  "source.geo.location"?: string
  "source.geo.name"?: string
  "source.geo.postal_code"?: string
  "source.geo.region_iso_code"?: string
  "source.geo.region_name"?: string
  "source.geo.timezone"?: string
  "source.ip"?: string
  "source.mac"?: string
  "source.nat.ip"?: string
  "source.nat.port"?: number
  "source.packets"?: number
  "source.port"?: number
  "source.registered_domain"?: string
  "source.subdomain"?: string
  "source.top_level_domain"?: string
  "source.user.domain"?: string
  "source.user.email"?: string
  "source.user.full_name"?: string
  "source.user.group.domain"?: string
  "source.user.group.id"?: string
  "source.user.group.name"?: string
  "source.user.hash"?: string
  "source.user.id"?: string
  "source.user.name"?: string
  "source.user.roles"?: readonly string[]
  "span.id"?: string
  "tags"?: readonly string[]
  "threat.enrichments.indicator.as.number"?: number
  "threat.enrichments.indicator.as.organization.name"?: string
  "threat.enrichments.indicator.confidence"?: string
  "threat.enrichments.indicator.description"?: string
  "threat.enrichments.indicator.email.address"?: string
  "threat.enrichments.indicator.file.accessed"?: string
  "threat.enrichments.indicator.file.attributes"?: readonly string[]
  "threat.enrichments.indicator.file.code_signature.digest_algorithm"?: string
  "threat.enrichments.indicator.file.code_signature.exists"?: boolean
  "threat.enrichments.indicator.file.code_signature.flags"?: string
  "threat.enrichments.indicator.file.code_signature.signing_id"?: string
  "threat.enrichments.indicator.file.code_signature.status"?: string
  "threat.enrichments.indicator.file.code_signature.subject_name"?: string
  "threat.enrichments.indicator.file.code_signature.team_id"?: string
  "threat.enrichments.indicator.file.code_signature.thumbprint_sha256"?: string
  "threat.enrichments.indicator.file.code_signature.timestamp"?: string
  "threat.enrichments.indicator.file.code_signature.trusted"?: boolean
  "threat.enrichments.indicator.file.code_signature.valid"?: boolean
  "threat.enrichments.indicator.file.created"?: string
  "threat.enrichments.indicator.file.ctime"?: string
  "threat.enrichments.indicator.file.device"?: string
  "threat.enrichments.indicator.file.directory"?: string
  "threat.enrichments.indicator.file.drive_letter"?: string
  "threat.enrichments.indicator.file.elf.architecture"?: string
  "threat.enrichments.indicator.file.elf.byte_order"?: string
  "threat.enrichments.indicator.file.elf.cpu_type"?: string
  "threat.enrichments.indicator.file.elf.creation_date"?: string
  "threat.enrichments.indicator.file.elf.go_import_hash"?: string
  "threat.enrichments.indicator.file.elf.go_imports_names_entropy"?: number
  "threat.enrichments.indicator.file.elf.go_imports_names_var_entropy"?: number
  "threat.enrichments.indicator.file.elf.go_stripped"?: boolean
  "threat.enrichments.indicator.file.elf.header.abi_version"?: string
  "threat.enrichments.indicator.file.elf.header.class"?: string
  "threat.enrichments.indicator.file.elf.header.data"?: string
  "threat.enrichments.indicator.file.elf.header.entrypoint"?: number
  "threat.enrichments.indicator.file.elf.header.object_version"?: string
  "threat.enrichments.indicator.file.elf.header.os_abi"?: string
  "threat.enrichments.indicator.file.elf.header.type"?: string
  "threat.enrichments.indicator.file.elf.header.version"?: string
  "threat.enrichments.indicator.file.elf.import_hash"?: string
  "threat.enrichments.indicator.file.elf.imports_names_entropy"?: number
  "threat.enrichments.indicator.file.elf.imports_names_var_entropy"?: number
  "threat.enrichments.indicator.file.elf.sections.chi2"?: number
  "threat.enrichments.indicator.file.elf.sections.entropy"?: number
  "threat.enrichments.indicator.file.elf.sections.flags"?: string
  "threat.enrichments.indicator.file.elf.sections.name"?: string
  "threat.enrichments.indicator.file.elf.sections.physical_offset"?: string
  "threat.enrichments.indicator.file.elf.sections.physical_size"?: number
  "threat.enrichments.indicator.file.elf.sections.type"?: string
  "threat.enrichments.indicator.file.elf.sections.var_entropy"?: number
  "threat.enrichments.indicator.file.elf.sections.virtual_address"?: number
  "threat.enrichments.indicator.file.elf.sections.virtual_size"?: number
  "threat.enrichments.indicator.file.elf.segments.sections"?: string
  "threat.enrichments.indicator.file.elf.segments.type"?: string
  "threat.enrichments.indicator.file.elf.shared_libraries"?: readonly string[]
  "threat.enrichments.indicator.file.elf.telfhash"?: string
  "threat.enrichments.indicator.file.extension"?: string
  "threat.enrichments.indicator.file.fork_name"?: string
  "threat.enrichments.indicator.file.gid"?: string
  "threat.enrichments.indicator.file.group"?: string
  "threat.enrichments.indicator.file.hash.cdhash"?: string
  "threat.enrichments.indicator.file.hash.md5"?: string
  "threat.enrichments.indicator.file.hash.sha1"?: string
  "threat.enrichments.indicator.file.hash.sha256"?: string
  "threat.enrichments.indicator.file.hash.sha384"?: string
  "threat.enrichments.indicator.file.hash.sha512"?: string
  "threat.enrichments.indicator.file.hash.ssdeep"?: string
  "threat.enrichments.indicator.file.hash.tlsh"?: string
  "threat.enrichments.indicator.file.inode"?: string
  "threat.enrichments.indicator.file.mime_type"?: string
  "threat.enrichments.indicator.file.mode"?: string
  "threat.enrichments.indicator.file.mtime"?: string
  "threat.enrichments.indicator.file.name"?: string
  "threat.enrichments.indicator.file.origin_referrer_url"?: string
  "threat.enrichments.indicator.file.origin_url"?: string
  "threat.enrichments.indicator.file.owner"?: string
  "threat.enrichments.indicator.file.path"?: string
  "threat.enrichments.indicator.file.pe.architecture"?: string
  "threat.enrichments.indicator.file.pe.company"?: string
  "threat.enrichments.indicator.file.pe.description"?: string
  "threat.enrichments.indicator.file.pe.file_version"?: string
  "threat.enrichments.indicator.file.pe.go_import_hash"?: string
  "threat.enrichments.indicator.file.pe.go_imports_names_entropy"?: number
  "threat.enrichments.indicator.file.pe.go_imports_names_var_entropy"?: number
  "threat.enrichments.indicator.file.pe.go_stripped"?: boolean
  "threat.enrichments.indicator.file.pe.imphash"?: string
  "threat.enrichments.indicator.file.pe.import_hash"?: string
  "threat.enrichments.indicator.file.pe.imports_names_entropy"?: number
  "threat.enrichments.indicator.file.pe.imports_names_var_entropy"?: number
  "threat.enrichments.indicator.file.pe.original_file_name"?: string
  "threat.enrichments.indicator.file.pe.pehash"?: string
  "threat.enrichments.indicator.file.pe.product"?: string
  "threat.enrichments.indicator.file.pe.sections.entropy"?: number
  "threat.enrichments.indicator.file.pe.sections.name"?: string
  "threat.enrichments.indicator.file.pe.sections.physical_size"?: number
  "threat.enrichments.indicator.file.pe.sections.var_entropy"?: number
  "threat.enrichments.indicator.file.pe.sections.virtual_size"?: number
  "threat.enrichments.indicator.file.size"?: number
  "threat.enrichments.indicator.file.target_path"?: string
  "threat.enrichments.indicator.file.type"?: string
  "threat.enrichments.indicator.file.uid"?: string
  "threat.enrichments.indicator.file.x509.alternative_names"?: readonly string[]
  "threat.enrichments.indicator.file.x509.issuer.common_name"?: readonly string[]
  "threat.enrichments.indicator.file.x509.issuer.country"?: readonly string[]
  "threat.enrichments.indicator.file.x509.issuer.distinguished_name"?: string
  "threat.enrichments.indicator.file.x509.issuer.locality"?: readonly string[]
  "threat.enrichments.indicator.file.x509.issuer.organization"?: readonly string[]
  "threat.enrichments.indicator.file.x509.issuer.organizational_unit"?: readonly string[]
  "threat.enrichments.indicator.file.x509.issuer.state_or_province"?: readonly string[]
  "threat.enrichments.indicator.file.x509.not_after"?: string
  "threat.enrichments.indicator.file.x509.not_before"?: string
  "threat.enrichments.indicator.file.x509.public_key_algorithm"?: string
  "threat.enrichments.indicator.file.x509.public_key_curve"?: string
  "threat.enrichments.indicator.file.x509.public_key_exponent"?: number
  "threat.enrichments.indicator.file.x509.public_key_size"?: number
  "threat.enrichments.indicator.file.x509.serial_number"?: string
  "threat.enrichments.indicator.file.x509.signature_algorithm"?: string
  "threat.enrichments.indicator.file.x509.subject.common_name"?: readonly string[]
  "threat.enrichments.indicator.file.x509.subject.country"?: readonly string[]
  "threat.enrichments.indicator.file.x509.subject.distinguished_name"?: string
  "threat.enrichments.indicator.file.x509.subject.locality"?: readonly string[]
  "threat.enrichments.indicator.file.x509.subject.organization"?: readonly string[]
  "threat.enrichments.indicator.file.x509.subject.organizational_unit"?: readonly string[]
  "threat.enrichments.indicator.file.x509.subject.state_or_province"?: readonly string[]
  "threat.enrichments.indicator.file.x509.version_number"?: string
  "threat.enrichments.indicator.first_seen"?: string
  "threat.enrichments.indicator.geo.city_name"?: string
  "threat.enrichments.indicator.geo.continent_code"?: string
  "threat.enrichments.indicator.geo.continent_name"?: string
  "threat.enrichments.indicator.geo.country_iso_code"?: string
  "threat.enrichments.indicator.geo.country_name"?: string
  "threat.enrichments.indicator.geo.location"?: string
  "threat.enrichments.indicator.geo.name"?: string
  "threat.enrichments.indicator.geo.postal_code"?: string
  "threat.enrichments.indicator.geo.region_iso_code"?: string
  "threat.enrichments.indicator.geo.region_name"?: string
  "threat.enrichments.indicator.geo.timezone"?: string
  "threat.enrichments.indicator.ip"?: string
  "threat.enrichments.indicator.last_seen"?: string
  "threat.enrichments.indicator.marking.tlp"?: string
  "threat.enrichments.indicator.marking.tlp_version"?: string
  "threat.enrichments.indicator.modified_at"?: string
  "threat.enrichments.indicator.name"?: string
  "threat.enrichments.indicator.port"?: number
  "threat.enrichments.indicator.provider"?: string
  "threat.enrichments.indicator.reference"?: string
  "threat.enrichments.indicator.registry.data.bytes"?: string
  "threat.enrichments.indicator.registry.data.strings"?: readonly string[]
  "threat.enrichments.indicator.registry.data.type"?: string
  "threat.enrichments.indicator.registry.hive"?: string
  "threat.enrichments.indicator.registry.key"?: string
  "threat.enrichments.indicator.registry.path"?: string
  "threat.enrichments.indicator.registry.value"?: string
  "threat.enrichments.indicator.scanner_stats"?: number
  "threat.enrichments.indicator.sightings"?: number
  "threat.enrichments.indicator.type"?: string
  "threat.enrichments.indicator.url.domain"?: string
  "threat.enrichments.indicator.url.extension"?: string
  "threat.enrichments.indicator.url.fragment"?: string
  "threat.enrichments.indicator.url.full"?: string
  "threat.enrichments.indicator.url.original"?: string
  "threat.enrichments.indicator.url.password"?: string
  "threat.enrichments.indicator.url.path"?: string
  "threat.enrichments.indicator.url.port"?: number
  "threat.enrichments.indicator.url.query"?: string
  "threat.enrichments.indicator.url.registered_domain"?: string
  "threat.enrichments.indicator.url.scheme"?: string
  "threat.enrichments.indicator.url.subdomain"?: string
  "threat.enrichments.indicator.url.top_level_domain"?: string
  "threat.enrichments.indicator.url.username"?: string
  "threat.enrichments.indicator.x509.alternative_names"?: readonly string[]
  "threat.enrichments.indicator.x509.issuer.common_name"?: readonly string[]
  "threat.enrichments.indicator.x509.issuer.country"?: readonly string[]
  "threat.enrichments.indicator.x509.issuer.distinguished_name"?: string
  "threat.enrichments.indicator.x509.issuer.locality"?: readonly string[]
  "threat.enrichments.indicator.x509.issuer.organization"?: readonly string[]
  "threat.enrichments.indicator.x509.issuer.organizational_unit"?: readonly string[]
  "threat.enrichments.indicator.x509.issuer.state_or_province"?: readonly string[]
  "threat.enrichments.indicator.x509.not_after"?: string
  "threat.enrichments.indicator.x509.not_before"?: string
  "threat.enrichments.indicator.x509.public_key_algorithm"?: string
  "threat.enrichments.indicator.x509.public_key_curve"?: string
  "threat.enrichments.indicator.x509.public_key_exponent"?: number
  "threat.enrichments.indicator.x509.public_key_size"?: number
  "threat.enrichments.indicator.x509.serial_number"?: string
  "threat.enrichments.indicator.x509.signature_algorithm"?: string
  "threat.enrichments.indicator.x509.subject.common_name"?: readonly string[]
  "threat.enrichments.indicator.x509.subject.country"?: readonly string[]
  "threat.enrichments.indicator.x509.subject.distinguished_name"?: string
  "threat.enrichments.indicator.x509.subject.locality"?: readonly string[]
  "threat.enrichments.indicator.x509.subject.organization"?: readonly string[]
  "threat.enrichments.indicator.x509.subject.organizational_unit"?: readonly string[]
  "threat.enrichments.indicator.x509.subject.state_or_province"?: readonly string[]
  "threat.enrichments.indicator.x509.version_number"?: string
  "threat.enrichments.matched.atomic"?: string
  "threat.enrichments.matched.field"?: string
  "threat.enrichments.matched.id"?: string
  "threat.enrichments.matched.index"?: string
  "threat.enrichments.matched.occurred"?: string
  "threat.enrichments.matched.type"?: string
  "threat.feed.dashboard_id"?: string
  "threat.feed.description"?: string
  "threat.feed.name"?: string
  "threat.feed.reference"?: string
  "threat.framework"?: string
  "threat.group.alias"?: readonly string[]
  "threat.group.id"?: string
  "threat.group.name"?: string
  "threat.group.reference"?: string
  "threat.indicator.as.number"?: number
  "threat.indicator.as.organization.name"?: string
  "threat.indicator.confidence"?: string
  "threat.indicator.description"?: string
  "threat.indicator.email.address"?: string
  "threat.indicator.file.accessed"?: string
  "threat.indicator.file.attributes"?: readonly string[]
  "threat.indicator.file.code_signature.digest_algorithm"?: string
  "threat.indicator.file.code_signature.exists"?: boolean
  "threat.indicator.file.code_signature.flags"?: string
  "threat.indicator.file.code_signature.signing_id"?: string
  "threat.indicator.file.code_signature.status"?: string
  "threat.indicator.file.code_signature.subject_name"?: string
  "threat.indicator.file.code_signature.team_id"?: string
  "threat.indicator.file.code_signature.thumbprint_sha256"?: string
  "threat.indicator.file.code_signature.timestamp"?: string
  "threat.indicator.file.code_signature.trusted"?: boolean
  "threat.indicator.file.code_signature.valid"?: boolean
  "threat.indicator.file.created"?: string
  "threat.indicator.file.ctime"?: string
  "threat.indicator.file.device"?: string
  "threat.indicator.file.directory"?: string
  "threat.indicator.file.drive_letter"?: string
  "threat.indicator.file.elf.architecture"?: string
  "threat.indicator.file.elf.byte_order"?: string
  "threat.indicator.file.elf.cpu_type"?: string
  "threat.indicator.file.elf.creation_date"?: string
  "threat.indicator.file.elf.go_import_hash"?: string
  "threat.indicator.file.elf.go_imports_names_entropy"?: number
  "threat.indicator.file.elf.go_imports_names_var_entropy"?: number
  "threat.indicator.file.elf.go_stripped"?: boolean
  "threat.indicator.file.elf.header.abi_version"?: string
  "threat.indicator.file.elf.header.class"?: string
  "threat.indicator.file.elf.header.data"?: string
  "threat.indicator.file.elf.header.entrypoint"?: number
  "threat.indicator.file.elf.header.object_version"?: string
  "threat.indicator.file.elf.header.os_abi"?: string
  "threat.indicator.file.elf.header.type"?: string
  "threat.indicator.file.elf.header.version"?: string
  "threat.indicator.file.elf.import_hash"?: string
  "threat.indicator.file.elf.imports_names_entropy"?: number
  "threat.indicator.file.elf.imports_names_var_entropy"?: number
  "threat.indicator.file.elf.sections.chi2"?: number
  "threat.indicator.file.elf.sections.entropy"?: number
  "threat.indicator.file.elf.sections.flags"?: string
  "threat.indicator.file.elf.sections.name"?: string
  "threat.indicator.file.elf.sections.physical_offset"?: string
  "threat.indicator.file.elf.sections.physical_size"?: number
  "threat.indicator.file.elf.sections.type"?: string
  "threat.indicator.file.elf.sections.var_entropy"?: number
  "threat.indicator.file.elf.sections.virtual_address"?: number
  "threat.indicator.file.elf.sections.virtual_size"?: number
  "threat.indicator.file.elf.segments.sections"?: string
  "threat.indicator.file.elf.segments.type"?: string
  "threat.indicator.file.elf.shared_libraries"?: readonly string[]
  "threat.indicator.file.elf.telfhash"?: string
  "threat.indicator.file.extension"?: string
  "threat.indicator.file.fork_name"?: string
  "threat.indicator.file.gid"?: string
  "threat.indicator.file.group"?: string
  "threat.indicator.file.hash.cdhash"?: string
  "threat.indicator.file.hash.md5"?: string
  "threat.indicator.file.hash.sha1"?: string
  "threat.indicator.file.hash.sha256"?: string
  "threat.indicator.file.hash.sha384"?: string
  "threat.indicator.file.hash.sha512"?: string
  "threat.indicator.file.hash.ssdeep"?: string
  "threat.indicator.file.hash.tlsh"?: string
  "threat.indicator.file.inode"?: string
  "threat.indicator.file.mime_type"?: string
  "threat.indicator.file.mode"?: string
  "threat.indicator.file.mtime"?: string
  "threat.indicator.file.name"?: string
  "threat.indicator.file.origin_referrer_url"?: string
  "threat.indicator.file.origin_url"?: string
  "threat.indicator.file.owner"?: string
  "threat.indicator.file.path"?: string
  "threat.indicator.file.pe.architecture"?: string
  "threat.indicator.file.pe.company"?: string
  "threat.indicator.file.pe.description"?: string
  "threat.indicator.file.pe.file_version"?: string
  "threat.indicator.file.pe.go_import_hash"?: string
  "threat.indicator.file.pe.go_imports_names_entropy"?: number
  "threat.indicator.file.pe.go_imports_names_var_entropy"?: number
  "threat.indicator.file.pe.go_stripped"?: boolean
  "threat.indicator.file.pe.imphash"?: string
  "threat.indicator.file.pe.import_hash"?: string
  "threat.indicator.file.pe.imports_names_entropy"?: number
  "threat.indicator.file.pe.imports_names_var_entropy"?: number
  "threat.indicator.file.pe.original_file_name"?: string
  "threat.indicator.file.pe.pehash"?: string
  "threat.indicator.file.pe.product"?: string
  "threat.indicator.file.pe.sections.entropy"?: number
  "threat.indicator.file.pe.sections.name"?: string
  "threat.indicator.file.pe.sections.physical_size"?: number
  "threat.indicator.file.pe.sections.var_entropy"?: number
  "threat.indicator.file.pe.sections.virtual_size"?: number
  "threat.indicator.file.size"?: number
  "threat.indicator.file.target_path"?: string
  "threat.indicator.file.type"?: string
  "threat.indicator.file.uid"?: string
  "threat.indicator.file.x509.alternative_names"?: readonly string[]
  "threat.indicator.file.x509.issuer.common_name"?: readonly string[]
  "threat.indicator.file.x509.issuer.country"?: readonly string[]
  "threat.indicator.file.x509.issuer.distinguished_name"?: string
  "threat.indicator.file.x509.issuer.locality"?: readonly string[]
  "threat.indicator.file.x509.issuer.organization"?: readonly string[]
  "threat.indicator.file.x509.issuer.organizational_unit"?: readonly string[]
  "threat.indicator.file.x509.issuer.state_or_province"?: readonly string[]
  "threat.indicator.file.x509.not_after"?: string
  "threat.indicator.file.x509.not_before"?: string
  "threat.indicator.file.x509.public_key_algorithm"?: string
  "threat.indicator.file.x509.public_key_curve"?: string
  "threat.indicator.file.x509.public_key_exponent"?: number
  "threat.indicator.file.x509.public_key_size"?: number
  "threat.indicator.file.x509.serial_number"?: string
  "threat.indicator.file.x509.signature_algorithm"?: string
  "threat.indicator.file.x509.subject.common_name"?: readonly string[]
  "threat.indicator.file.x509.subject.country"?: readonly string[]
  "threat.indicator.file.x509.subject.distinguished_name"?: string
  "threat.indicator.file.x509.subject.locality"?: readonly string[]
  "threat.indicator.file.x509.subject.organization"?: readonly string[]
  "threat.indicator.file.x509.subject.organizational_unit"?: readonly string[]
  "threat.indicator.file.x509.subject.state_or_province"?: readonly string[]
  "threat.indicator.file.x509.version_number"?: string
  "threat.indicator.first_seen"?: string
  "threat.indicator.geo.city_name"?: string
  "threat.indicator.geo.continent_code"?: string
  "threat.indicator.geo.continent_name"?: string
  "threat.indicator.geo.country_iso_code"?: string
  "threat.indicator.geo.country_name"?: string
  "threat.indicator.geo.location"?: string
  "threat.indicator.geo.name"?: string
  "threat.indicator.geo.postal_code"?: string
  "threat.indicator.geo.region_iso_code"?: string
  "threat.indicator.geo.region_name"?: string
  "threat.indicator.geo.timezone"?: string
  "threat.indicator.id"?: readonly string[]
  "threat.indicator.ip"?: string
  "threat.indicator.last_seen"?: string
  "threat.indicator.marking.tlp"?: string
  "threat.indicator.marking.tlp_version"?: string
  "threat.indicator.modified_at"?: string
  "threat.indicator.name"?: string
  "threat.indicator.port"?: number
  "threat.indicator.provider"?: string
  "threat.indicator.reference"?: string
  "threat.indicator.registry.data.bytes"?: string
  "threat.indicator.registry.data.strings"?: readonly string[]
  "threat.indicator.registry.data.type"?: string
  "threat.indicator.registry.hive"?: string
  "threat.indicator.registry.key"?: string
  "threat.indicator.registry.path"?: string
  "threat.indicator.registry.value"?: string
  "threat.indicator.scanner_stats"?: number
  "threat.indicator.sightings"?: number
  "threat.indicator.type"?: string
  "threat.indicator.url.domain"?: string
  "threat.indicator.url.extension"?: string
  "threat.indicator.url.fragment"?: string
  "threat.indicator.url.full"?: string
  "threat.indicator.url.original"?: string
  "threat.indicator.url.password"?: string
  "threat.indicator.url.path"?: string
  "threat.indicator.url.port"?: number
  "threat.indicator.url.query"?: string
  "threat.indicator.url.registered_domain"?: string
  "threat.indicator.url.scheme"?: string
  "threat.indicator.url.subdomain"?: string
  "threat.indicator.url.top_level_domain"?: string
  "threat.indicator.url.username"?: string
  "threat.indicator.x509.alternative_names"?: readonly string[]
  "threat.indicator.x509.issuer.common_name"?: readonly string[]
  "threat.indicator.x509.issuer.country"?: readonly string[]
  "threat.indicator.x509.issuer.distinguished_name"?: string
  "threat.indicator.x509.issuer.locality"?: readonly string[]
  "threat.indicator.x509.issuer.organization"?: readonly string[]
  "threat.indicator.x509.issuer.organizational_unit"?: readonly string[]
  "threat.indicator.x509.issuer.state_or_province"?: readonly string[]
  "threat.indicator.x509.not_after"?: string
  "threat.indicator.x509.not_before"?: string
  "threat.indicator.x509.public_key_algorithm"?: string
  "threat.indicator.x509.public_key_curve"?: string
  "threat.indicator.x509.public_key_exponent"?: number
  "threat.indicator.x509.public_key_size"?: number
  "threat.indicator.x509.serial_number"?: string
  "threat.indicator.x509.signature_algorithm"?: string
  "threat.indicator.x509.subject.common_name"?: readonly string[]
  "threat.indicator.x509.subject.country"?: readonly string[]
  "threat.indicator.x509.subject.distinguished_name"?: string
  "threat.indicator.x509.subject.locality"?: readonly string[]
  "threat.indicator.x509.subject.organization"?: readonly string[]
  "threat.indicator.x509.subject.organizational_unit"?: readonly string[]
  "threat.indicator.x509.subject.state_or_province"?: readonly string[]
  "threat.indicator.x509.version_number"?: string
  "threat.software.alias"?: readonly string[]
  "threat.software.id"?: string
  "threat.software.name"?: string
  "threat.software.platforms"?: readonly string[]
  "threat.software.reference"?: string
  "threat.software.type"?: string
  "threat.tactic.id"?: readonly string[]
  "threat.tactic.name"?: readonly string[]
  "threat.tactic.reference"?: readonly string[]
  "threat.technique.id"?: readonly string[]
  "threat.technique.name"?: readonly string[]
  "threat.technique.reference"?: readonly string[]
  "threat.technique.subtechnique.id"?: readonly string[]
  "threat.technique.subtechnique.name"?: readonly string[]
  "threat.technique.subtechnique.reference"?: readonly string[]
  "tls.cipher"?: string
  "tls.client.certificate"?: string
  "tls.client.certificate_chain"?: readonly string[]
  "tls.client.hash.md5"?: string
  "tls.client.hash.sha1"?: string
  "tls.client.hash.sha256"?: string
  "tls.client.issuer"?: string
  "tls.client.ja3"?: string
  "tls.client.not_after"?: string
  "tls.client.not_before"?: string
  "tls.client.server_name"?: string
  "tls.client.subject"?: string
  "tls.client.supported_ciphers"?: readonly string[]
  "tls.client.x509.alternative_names"?: readonly string[]
  "tls.client.x509.issuer.common_name"?: readonly string[]
  "tls.client.x509.issuer.country"?: readonly string[]
  "tls.client.x509.issuer.distinguished_name"?: string
  "tls.client.x509.issuer.locality"?: readonly string[]
  "tls.client.x509.issuer.organization"?: readonly string[]
  "tls.client.x509.issuer.organizational_unit"?: readonly string[]
  "tls.client.x509.issuer.state_or_province"?: readonly string[]
  "tls.client.x509.not_after"?: string
  "tls.client.x509.not_before"?: string
  "tls.client.x509.public_key_algorithm"?: string
  "tls.client.x509.public_key_curve"?: string
  "tls.client.x509.public_key_exponent"?: number
  "tls.client.x509.public_key_size"?: number
  "tls.client.x509.serial_number"?: string
  "tls.client.x509.signature_algorithm"?: string
  "tls.client.x509.subject.common_name"?: readonly string[]
  "tls.client.x509.subject.country"?: readonly string[]
  "tls.client.x509.subject.distinguished_name"?: string
  "tls.client.x509.subject.locality"?: readonly string[]
  "tls.client.x509.subject.organization"?: readonly string[]
  "tls.client.x509.subject.organizational_unit"?: readonly string[]
  "tls.client.x509.subject.state_or_province"?: readonly string[]
  "tls.client.x509.version_number"?: string
  "tls.curve"?: string
  "tls.established"?: boolean
  "tls.next_protocol"?: string
  "tls.resumed"?: boolean
  "tls.server.certificate"?: string
  "tls.server.certificate_chain"?: readonly string[]
  "tls.server.hash.md5"?: string
  "tls.server.hash.sha1"?: string
  "tls.server.hash.sha256"?: string
  "tls.server.issuer"?: string
  "tls.server.ja3s"?: string
  "tls.server.not_after"?: string
  "tls.server.not_before"?: string
  "tls.server.subject"?: string
  "tls.server.x509.alternative_names"?: readonly string[]
  "tls.server.x509.issuer.common_name"?: readonly string[]
  "tls.server.x509.issuer.country"?: readonly string[]
  "tls.server.x509.issuer.distinguished_name"?: string
  "tls.server.x509.issuer.locality"?: readonly string[]
  "tls.server.x509.issuer.organization"?: readonly string[]
  "tls.server.x509.issuer.organizational_unit"?: readonly string[]
  "tls.server.x509.issuer.state_or_province"?: readonly string[]
  "tls.server.x509.not_after"?: string
  "tls.server.x509.not_before"?: string
  "tls.server.x509.public_key_algorithm"?: string
  "tls.server.x509.public_key_curve"?: string
  "tls.server.x509.public_key_exponent"?: number
  "tls.server.x509.public_key_size"?: number
  "tls.server.x509.serial_number"?: string
  "tls.server.x509.signature_algorithm"?: string
  "tls.server.x509.subject.common_name"?: readonly string[]
  "tls.server.x509.subject.country"?: readonly string[]
  "tls.server.x509.subject.distinguished_name"?: string
  "tls.server.x509.subject.locality"?: readonly string[]
  "tls.server.x509.subject.organization"?: readonly string[]
  "tls.server.x509.subject.organizational_unit"?: readonly string[]
  "tls.server.x509.subject.state_or_province"?: readonly string[]
  "tls.server.x509.version_number"?: string
  "tls.version"?: string
  "tls.version_protocol"?: string
  "trace.id"?: string
  "transaction.id"?: string
  "url.domain"?: string
  "url.extension"?: string
  "url.fragment"?: string
  "url.full"?: string
  "url.original"?: string
  "url.password"?: string
  "url.path"?: string
  "url.port"?: number
  "url.query"?: string
  "url.registered_domain"?: string
  "url.scheme"?: string
  "url.subdomain"?: string
  "url.top_level_domain"?: string
  "url.username"?: string
  "user.changes.domain"?: string
  "user.changes.email"?: string
  "user.changes.entity.attributes.known_redirects"?: readonly string[]
  "user.changes.entity.attributes.managed"?: boolean
  "user.changes.entity.attributes.mfa_enabled"?: boolean
  "user.changes.entity.attributes.oauth_consent_restriction"?: string
  "user.changes.entity.attributes.permissions"?: readonly string[]
  "user.changes.entity.attributes.storage_class"?: string
  "user.changes.entity.display_name"?: string
  "user.changes.entity.id"?: string
  "user.changes.entity.last_seen_timestamp"?: string
  "user.changes.entity.lifecycle.last_activity"?: string
  "user.changes.entity.name"?: string
  "user.changes.entity.reference"?: string
  "user.changes.entity.relationships.administers.entity.id"?: readonly string[]
  "user.changes.entity.relationships.administers.host.id"?: readonly string[]
  "user.changes.entity.relationships.administers.host.name"?: readonly string[]
  "user.changes.entity.relationships.administers.service.id"?: readonly string[]
  "user.changes.entity.relationships.administers.service.name"?: readonly string[]
  "user.changes.entity.relationships.administers.user.domain"?: readonly string[]
  "user.changes.entity.relationships.administers.user.email"?: readonly string[]
  "user.changes.entity.relationships.administers.user.id"?: readonly string[]
  "user.changes.entity.relationships.administers.user.name"?: readonly string[]
  "user.changes.entity.relationships.depends_on.entity.id"?: readonly string[]
  "user.changes.entity.relationships.depends_on.host.id"?: readonly string[]
  "user.changes.entity.relationships.depends_on.host.name"?: readonly string[]
  "user.changes.entity.relationships.depends_on.service.id"?: readonly string[]
  "user.changes.entity.relationships.depends_on.service.name"?: readonly string[]
  "user.changes.entity.relationships.depends_on.user.domain"?: readonly string[]
  "user.changes.entity.relationships.depends_on.user.email"?: readonly string[]
  "user.changes.entity.relationships.depends_on.user.id"?: readonly string[]
  "user.changes.entity.relationships.depends_on.user.name"?: readonly string[]
  "user.changes.entity.relationships.owns.entity.id"?: readonly string[]
  "user.changes.entity.relationships.owns.host.id"?: readonly string[]
  "user.changes.entity.relationships.owns.host.name"?: readonly string[]
  "user.changes.entity.relationships.owns.service.id"?: readonly string[]
  "user.changes.entity.relationships.owns.service.name"?: readonly string[]
  "user.changes.entity.relationships.owns.user.domain"?: readonly string[]
  "user.changes.entity.relationships.owns.user.email"?: readonly string[]
  "user.changes.entity.relationships.owns.user.id"?: readonly string[]
  "user.changes.entity.relationships.owns.user.name"?: readonly string[]
  "user.changes.entity.relationships.supervises.entity.id"?: readonly string[]
  "user.changes.entity.relationships.supervises.host.id"?: readonly string[]
  "user.changes.entity.relationships.supervises.host.name"?: readonly string[]
  "user.changes.entity.relationships.supervises.service.id"?: readonly string[]
  "user.changes.entity.relationships.supervises.service.name"?: readonly string[]
  "user.changes.entity.relationships.supervises.user.domain"?: readonly string[]
  "user.changes.entity.relationships.supervises.user.email"?: readonly string[]
  "user.changes.entity.relationships.supervises.user.id"?: readonly string[]
  "user.changes.entity.relationships.supervises.user.name"?: readonly string[]
  "user.changes.entity.source"?: string
  "user.changes.entity.sub_type"?: string
  "user.changes.entity.type"?: readonly string[]
  "user.changes.full_name"?: string
  "user.changes.group.domain"?: string
  "user.changes.group.id"?: string
  "user.changes.group.name"?: string
  "user.changes.hash"?: string
  "user.changes.id"?: string
  "user.changes.name"?: string
  "user.changes.risk.calculated_level"?: string
  "user.changes.risk.calculated_score"?: number
  "user.changes.risk.calculated_score_norm"?: number
  "user.changes.risk.static_level"?: string
  "user.changes.risk.static_score"?: number
  "user.changes.risk.static_score_norm"?: number
  "user.changes.roles"?: readonly string[]
  "user.domain"?: string
  "user.effective.domain"?: string
  "user.effective.email"?: string
  "user.effective.entity.attributes.known_redirects"?: readonly string[]
  "user.effective.entity.attributes.managed"?: boolean
  "user.effective.entity.attributes.mfa_enabled"?: boolean
  "user.effective.entity.attributes.oauth_consent_restriction"?: string
  "user.effective.entity.attributes.permissions"?: readonly string[]
  "user.effective.entity.attributes.storage_class"?: string
  "user.effective.entity.display_name"?: string
  "user.effective.entity.id"?: string
  "user.effective.entity.last_seen_timestamp"?: string
  "user.effective.entity.lifecycle.last_activity"?: string
  "user.effective.entity.name"?: string
  "user.effective.entity.reference"?: string
  "user.effective.entity.relationships.administers.entity.id"?: readonly string[]
  "user.effective.entity.relationships.administers.host.id"?: readonly string[]
  "user.effective.entity.relationships.administers.host.name"?: readonly string[]
  "user.effective.entity.relationships.administers.service.id"?: readonly string[]
  "user.effective.entity.relationships.administers.service.name"?: readonly string[]
  "user.effective.entity.relationships.administers.user.domain"?: readonly string[]
  "user.effective.entity.relationships.administers.user.email"?: readonly string[]
  "user.effective.entity.relationships.administers.user.id"?: readonly string[]
  "user.effective.entity.relationships.administers.user.name"?: readonly string[]
  "user.effective.entity.relationships.depends_on.entity.id"?: readonly string[]
  "user.effective.entity.relationships.depends_on.host.id"?: readonly string[]
  "user.effective.entity.relationships.depends_on.host.name"?: readonly string[]
  "user.effective.entity.relationships.depends_on.service.id"?: readonly string[]
  "user.effective.entity.relationships.depends_on.service.name"?: readonly string[]
  "user.effective.entity.relationships.depends_on.user.domain"?: readonly string[]
  "user.effective.entity.relationships.depends_on.user.email"?: readonly string[]
  "user.effective.entity.relationships.depends_on.user.id"?: readonly string[]
  "user.effective.entity.relationships.depends_on.user.name"?: readonly string[]
  "user.effective.entity.relationships.owns.entity.id"?: readonly string[]
  "user.effective.entity.relationships.owns.host.id"?: readonly string[]
  "user.effective.entity.relationships.owns.host.name"?: readonly string[]
  "user.effective.entity.relationships.owns.service.id"?: readonly string[]
  "user.effective.entity.relationships.owns.service.name"?: readonly string[]
  "user.effective.entity.relationships.owns.user.domain"?: readonly string[]
  "user.effective.entity.relationships.owns.user.email"?: readonly string[]
  "user.effective.entity.relationships.owns.user.id"?: readonly string[]
  "user.effective.entity.relationships.owns.user.name"?: readonly string[]
  "user.effective.entity.relationships.supervises.entity.id"?: readonly string[]
  "user.effective.entity.relationships.supervises.host.id"?: readonly string[]
  "user.effective.entity.relationships.supervises.host.name"?: readonly string[]
  "user.effective.entity.relationships.supervises.service.id"?: readonly string[]
  "user.effective.entity.relationships.supervises.service.name"?: readonly string[]
  "user.effective.entity.relationships.supervises.user.domain"?: readonly string[]
  "user.effective.entity.relationships.supervises.user.email"?: readonly string[]
  "user.effective.entity.relationships.supervises.user.id"?: readonly string[]
  "user.effective.entity.relationships.supervises.user.name"?: readonly string[]
  "user.effective.entity.source"?: string
  "user.effective.entity.sub_type"?: string
  "user.effective.entity.type"?: readonly string[]
  "user.effective.full_name"?: string
  "user.effective.group.domain"?: string
  "user.effective.group.id"?: string
  "user.effective.group.name"?: string
  "user.effective.hash"?: string
  "user.effective.id"?: string
  "user.effective.name"?: string
  "user.effective.risk.calculated_level"?: string
  "user.effective.risk.calculated_score"?: number
  "user.effective.risk.calculated_score_norm"?: number
  "user.effective.risk.static_level"?: string
  "user.effective.risk.static_score"?: number
  "user.effective.risk.static_score_norm"?: number
  "user.effective.roles"?: readonly string[]
  "user.email"?: string
  "user.entity.attributes.known_redirects"?: readonly string[]
  "user.entity.attributes.managed"?: boolean
  "user.entity.attributes.mfa_enabled"?: boolean
  "user.entity.attributes.oauth_consent_restriction"?: string
  "user.entity.attributes.permissions"?: readonly string[]
  "user.entity.attributes.storage_class"?: string
  "user.entity.display_name"?: string
  "user.entity.id"?: string
  "user.entity.last_seen_timestamp"?: string
  "user.entity.lifecycle.last_activity"?: string
  "user.entity.name"?: string
  "user.entity.reference"?: string
  "user.entity.relationships.administers.entity.id"?: readonly string[]
  "user.entity.relationships.administers.host.id"?: readonly string[]
  "user.entity.relationships.administers.host.name"?: readonly string[]
  "user.entity.relationships.administers.service.id"?: readonly string[]
  "user.entity.relationships.administers.service.name"?: readonly string[]
  "user.entity.relationships.administers.user.domain"?: readonly string[]
  "user.entity.relationships.administers.user.email"?: readonly string[]
  "user.entity.relationships.administers.user.id"?: readonly string[]
  "user.entity.relationships.administers.user.name"?: readonly string[]
  "user.entity.relationships.depends_on.entity.id"?: readonly string[]
  "user.entity.relationships.depends_on.host.id"?: readonly string[]
  "user.entity.relationships.depends_on.host.name"?: readonly string[]
  "user.entity.relationships.depends_on.service.id"?: readonly string[]
  "user.entity.relationships.depends_on.service.name"?: readonly string[]
  "user.entity.relationships.depends_on.user.domain"?: readonly string[]
  "user.entity.relationships.depends_on.user.email"?: readonly string[]
  "user.entity.relationships.depends_on.user.id"?: readonly string[]
  "user.entity.relationships.depends_on.user.name"?: readonly string[]
  "user.entity.relationships.owns.entity.id"?: readonly string[]
  "user.entity.relationships.owns.host.id"?: readonly string[]
  "user.entity.relationships.owns.host.name"?: readonly string[]
  "user.entity.relationships.owns.service.id"?: readonly string[]
  "user.entity.relationships.owns.service.name"?: readonly string[]
  "user.entity.relationships.owns.user.domain"?: readonly string[]
  "user.entity.relationships.owns.user.email"?: readonly string[]
  "user.entity.relationships.owns.user.id"?: readonly string[]
  "user.entity.relationships.owns.user.name"?: readonly string[]
  "user.entity.relationships.supervises.entity.id"?: readonly string[]
  "user.entity.relationships.supervises.host.id"?: readonly string[]
  "user.entity.relationships.supervises.host.name"?: readonly string[]
  "user.entity.relationships.supervises.service.id"?: readonly string[]
  "user.entity.relationships.supervises.service.name"?: readonly string[]
  "user.entity.relationships.supervises.user.domain"?: readonly string[]
  "user.entity.relationships.supervises.user.email"?: readonly string[]
  "user.entity.relationships.supervises.user.id"?: readonly string[]
  "user.entity.relationships.supervises.user.name"?: readonly string[]
  "user.entity.source"?: string
  "user.entity.sub_type"?: string
  "user.entity.type"?: readonly string[]
  "user.full_name"?: string
  "user.group.domain"?: string
  "user.group.id"?: string
  "user.group.name"?: string
  "user.hash"?: string
  "user.id"?: string
  "user.name"?: string
  "user.risk.calculated_level"?: string
  "user.risk.calculated_score"?: number
  "user.risk.calculated_score_norm"?: number
  "user.risk.static_level"?: string
  "user.risk.static_score"?: number
  "user.risk.static_score_norm"?: number
  "user.roles"?: readonly string[]
  "user.target.domain"?: string
  "user.target.email"?: string
  "user.target.entity.attributes.known_redirects"?: readonly string[]
  "user.target.entity.attributes.managed"?: boolean
  "user.target.entity.attributes.mfa_enabled"?: boolean
  "user.target.entity.attributes.oauth_consent_restriction"?: string
  "user.target.entity.attributes.permissions"?: readonly string[]
  "user.target.entity.attributes.storage_class"?: string
  "user.target.entity.display_name"?: string
  "user.target.entity.id"?: string
  "user.target.entity.last_seen_timestamp"?: string
  "user.target.entity.lifecycle.last_activity"?: string
  "user.target.entity.name"?: string
  "user.target.entity.reference"?: string
  "user.target.entity.relationships.administers.entity.id"?: readonly string[]
  "user.target.entity.relationships.administers.host.id"?: readonly string[]
  "user.target.entity.relationships.administers.host.name"?: readonly string[]
  "user.target.entity.relationships.administers.service.id"?: readonly string[]
  "user.target.entity.relationships.administers.service.name"?: readonly string[]
  "user.target.entity.relationships.administers.user.domain"?: readonly string[]
  "user.target.entity.relationships.administers.user.email"?: readonly string[]
  "user.target.entity.relationships.administers.user.id"?: readonly string[]
  "user.target.entity.relationships.administers.user.name"?: readonly string[]
  "user.target.entity.relationships.depends_on.entity.id"?: readonly string[]
  "user.target.entity.relationships.depends_on.host.id"?: readonly string[]
  "user.target.entity.relationships.depends_on.host.name"?: readonly string[]
  "user.target.entity.relationships.depends_on.service.id"?: readonly string[]
  "user.target.entity.relationships.depends_on.service.name"?: readonly string[]
  "user.target.entity.relationships.depends_on.user.domain"?: readonly string[]
  "user.target.entity.relationships.depends_on.user.email"?: readonly string[]
  "user.target.entity.relationships.depends_on.user.id"?: readonly string[]
  "user.target.entity.relationships.depends_on.user.name"?: readonly string[]
  "user.target.entity.relationships.owns.entity.id"?: readonly string[]
  "user.target.entity.relationships.owns.host.id"?: readonly string[]
  "user.target.entity.relationships.owns.host.name"?: readonly string[]
  "user.target.entity.relationships.owns.service.id"?: readonly string[]
  "user.target.entity.relationships.owns.service.name"?: readonly string[]
  "user.target.entity.relationships.owns.user.domain"?: readonly string[]
  "user.target.entity.relationships.owns.user.email"?: readonly string[]
  "user.target.entity.relationships.owns.user.id"?: readonly string[]
  "user.target.entity.relationships.owns.user.name"?: readonly string[]
  "user.target.entity.relationships.supervises.entity.id"?: readonly string[]
  "user.target.entity.relationships.supervises.host.id"?: readonly string[]
  "user.target.entity.relationships.supervises.host.name"?: readonly string[]
  "user.target.entity.relationships.supervises.service.id"?: readonly string[]
  "user.target.entity.relationships.supervises.service.name"?: readonly string[]
  "user.target.entity.relationships.supervises.user.domain"?: readonly string[]
  "user.target.entity.relationships.supervises.user.email"?: readonly string[]
  "user.target.entity.relationships.supervises.user.id"?: readonly string[]
  "user.target.entity.relationships.supervises.user.name"?: readonly string[]
  "user.target.entity.source"?: string
  "user.target.entity.sub_type"?: string
  "user.target.entity.type"?: readonly string[]
  "user.target.full_name"?: string
  "user.target.group.domain"?: string
  "user.target.group.id"?: string
  "user.target.group.name"?: string
  "user.target.hash"?: string
  "user.target.id"?: string
  "user.target.name"?: string
  "user.target.risk.calculated_level"?: string
  "user.target.risk.calculated_score"?: number
  "user.target.risk.calculated_score_norm"?: number
  "user.target.risk.static_level"?: string
  "user.target.risk.static_score"?: number
  "user.target.risk.static_score_norm"?: number
  "user.target.roles"?: readonly string[]
  "user_agent.device.name"?: string
  "user_agent.name"?: string
  "user_agent.original"?: string
  "user_agent.os.family"?: string
  "user_agent.os.full"?: string
  "user_agent.os.kernel"?: string
  "user_agent.os.name"?: string
  "user_agent.os.platform"?: string
  "user_agent.os.type"?: string
  "user_agent.os.version"?: string
  "user_agent.version"?: string
  "volume.bus_type"?: string
  "volume.default_access"?: string
  "volume.device_name"?: string
  "volume.device_type"?: string
  "volume.dos_name"?: string
  "volume.file_system_type"?: string
  "volume.mount_name"?: string
  "volume.nt_name"?: string
  "volume.product_id"?: string
  "volume.product_name"?: string
  "volume.removable"?: boolean
  "volume.serial_number"?: string
  "volume.size"?: number
  "volume.vendor_id"?: string
  "volume.vendor_name"?: string
  "volume.writable"?: boolean
  "vulnerability.category"?: readonly string[]
  "vulnerability.classification"?: string
  "vulnerability.description"?: string
  "vulnerability.enumeration"?: string
  "vulnerability.id"?: string
  "vulnerability.reference"?: string
  "vulnerability.report_id"?: string
  "vulnerability.scanner.vendor"?: string
  "vulnerability.score.base"?: number
  "vulnerability.score.environmental"?: number
  "vulnerability.score.temporal"?: number
  "vulnerability.score.version"?: string
  "vulnerability.severity"?: string
}

/** Names of the fields by kind of value; "[]" marks fields that ECS normalises to arrays. */
export const namesByKind = {
  "date": "@timestamp cloud.entity.last_seen_timestamp cloud.entity.lifecycle.last_activity cloud.origin.entity.last_seen_timestamp cloud.origin.entity.lifecycle.last_activity cloud.target.entity.last_seen_timestamp cloud.target.entity.lifecycle.last_activity dll.code_signature.timestamp email.delivery_timestamp email.origination_timestamp entity.last_seen_timestamp entity.lifecycle.last_activity entity.target.last_seen_timestamp entity.target.lifecycle.last_activity event.created event.end event.ingested event.start file.accessed file.code_signature.timestamp file.created file.ctime file.elf.creation_date file.mtime file.x509.not_after file.x509.not_before host.entity.last_seen_timestamp host.entity.lifecycle.last_activity host.target.entity.last_seen_timestamp host.target.entity.lifecycle.last_activity orchestrator.entity.last_seen_timestamp orchestrator.entity.lifecycle.last_activity package.installed process.code_signature.timestamp process.elf.creation_date process.end process.entry_leader.parent.session_leader.start process.entry_leader.parent.start process.entry_leader.start process.group_leader.start process.parent.code_signature.timestamp process.parent.elf.creation_date process.parent.end process.parent.group_leader.start process.parent.start process.session_leader.parent.session_leader.start process.session_leader.parent.start process.session_leader.start process.start service.entity.last_seen_timestamp service.entity.lifecycle.last_activity service.origin.entity.last_seen_timestamp service.origin.entity.lifecycle.last_activity service.target.entity.last_seen_timestamp service.target.entity.lifecycle.last_activity threat.enrichments.indicator.file.accessed threat.enrichments.indicator.file.code_signature.timestamp threat.enrichments.indicator.file.created threat.enrichments.indicator.file.ctime threat.enrichments.indicator.file.elf.creation_date threat.enrichments.indicator.file.mtime threat.enrichments.indicator.file.x509.not_after threat.enrichments.indicator.file.x509.not_before threat.enrichments.indicator.first_seen threat.enrichments.indicator.last_seen threat.enrichments.indicator.modified_at threat.enrichments.indicator.x509.not_after threat.enrichments.indicator.x509.not_before threat.enrichments.matched.occurred threat.indicator.file.accessed threat.indicator.file.code_signature.timestamp threat.indicator.file.created threat.indicator.file.ctime threat.indicator.file.elf.creation_date threat.indicator.file.mtime threat.indicator.file.x509.not_after threat.indicator.file.x509.not_before threat.indicator.first_seen threat.indicator.last_seen threat.indicator.modified_at threat.indicator.x509.not_after threat.indicator.x509.not_before tls.client.not_after tls.client.not_before tls.client.x509.not_after tls.client.x509.not_before tls.server.not_after tls.server.not_before tls.server.x509.not_after tls.server.x509.not_before user.changes.entity.last_seen_timestamp user.changes.entity.lifecycle.last_activity user.effective.entity.last_seen_timestamp user.effective.entity.lifecycle.last_activity user.entity.last_seen_timestamp user.entity.lifecycle.last_activity user.target.entity.last_seen_timestamp user.target.entity.lifecycle.last_activity",
  "keyword": "agent.build.original agent.ephemeral_id agent.id agent.name agent.type agent.version client.address client.as.organization.name client.domain client.geo.city_name client.geo.continent_code client.geo.continent_name client.geo.country_iso_code client.geo.country_name client.geo.name client.geo.postal_code client.geo.region_iso_code client.geo.region_name client.geo.timezone client.mac client.registered_domain client.subdomain client.top_level_domain client.user.domain client.user.email client.user.full_name client.user.group.domain client.user.group.id client.user.group.name client.user.hash client.user.id client.user.name cloud.account.id cloud.account.name cloud.availability_zone cloud.entity.attributes.oauth_consent_restriction cloud.entity.attributes.storage_class cloud.entity.display_name cloud.entity.id cloud.entity.name cloud.entity.reference cloud.entity.source cloud.entity.sub_type cloud.instance.id cloud.instance.name cloud.machine.type cloud.origin.account.id cloud.origin.account.name cloud.origin.availability_zone cloud.origin.entity.attributes.oauth_consent_restriction cloud.origin.entity.attributes.storage_class cloud.origin.entity.display_name cloud.origin.entity.id cloud.origin.entity.name cloud.origin.entity.reference cloud.origin.entity.source cloud.origin.entity.sub_type cloud.origin.instance.id cloud.origin.instance.name cloud.origin.machine.type cloud.origin.project.id cloud.origin.project.name cloud.origin.provider cloud.origin.region cloud.origin.service.name cloud.project.id cloud.project.name cloud.provider cloud.region cloud.service.name cloud.target.account.id cloud.target.account.name cloud.target.availability_zone cloud.target.entity.attributes.oauth_consent_restriction cloud.target.entity.attributes.storage_class cloud.target.entity.display_name cloud.target.entity.id cloud.target.entity.name cloud.target.entity.reference cloud.target.entity.source cloud.target.entity.sub_type cloud.target.instance.id cloud.target.instance.name cloud.target.machine.type cloud.target.project.id cloud.target.project.name cloud.target.provider cloud.target.region cloud.target.service.name container.id container.image.name container.name container.runtime data_stream.dataset data_stream.namespace data_stream.type destination.address destination.as.organization.name destination.domain destination.geo.city_name destination.geo.continent_code destination.geo.continent_name destination.geo.country_iso_code destination.geo.country_name destination.geo.name destination.geo.postal_code destination.geo.region_iso_code destination.geo.region_name destination.geo.timezone destination.mac destination.registered_domain destination.subdomain destination.top_level_domain destination.user.domain destination.user.email destination.user.full_name destination.user.group.domain destination.user.group.id destination.user.group.name destination.user.hash destination.user.id destination.user.name device.id device.manufacturer device.model.identifier device.model.name device.product.id device.product.name device.serial_number device.type device.vendor.id device.vendor.name dll.code_signature.digest_algorithm dll.code_signature.flags dll.code_signature.signing_id dll.code_signature.status dll.code_signature.subject_name dll.code_signature.team_id dll.code_signature.thumbprint_sha256 dll.hash.cdhash dll.hash.md5 dll.hash.sha1 dll.hash.sha256 dll.hash.sha384 dll.hash.sha512 dll.hash.ssdeep dll.hash.tlsh dll.name dll.origin_referrer_url dll.origin_url dll.path dll.pe.architecture dll.pe.company dll.pe.description dll.pe.file_version dll.pe.go_import_hash dll.pe.imphash dll.pe.import_hash dll.pe.original_file_name dll.pe.pehash dll.pe.product dll.pe.sections.name dns.answers.class dns.answers.data dns.answers.name dns.answers.type dns.id dns.op_code dns.question.class dns.question.name dns.question.registered_domain dns.question.subdomain dns.question.top_level_domain dns.question.type dns.response_code dns.type ecs.version email.attachments.file.extension email.attachments.file.hash.cdhash email.attachments.file.hash.md5 email.attachments.file.hash.sha1 email.attachments.file.hash.sha256 email.attachments.file.hash.sha384 email.attachments.file.hash.sha512 email.attachments.file.hash.ssdeep email.attachments.file.hash.tlsh email.attachments.file.mime_type email.attachments.file.name email.content_type email.direction email.local_id email.sender.address email.subject email.x_mailer entity.attributes.oauth_consent_restriction entity.attributes.storage_class entity.display_name entity.id entity.name entity.reference entity.source entity.sub_type entity.target.attributes.oauth_consent_restriction entity.target.attributes.storage_class entity.target.display_name entity.target.id entity.target.name entity.target.reference entity.target.source entity.target.sub_type error.code error.id error.type event.action event.agent_id_status event.code event.dataset event.hash event.id event.kind event.module event.original event.outcome event.provider event.reason event.reference event.timezone event.url faas.execution faas.id faas.name faas.trigger.request_id faas.trigger.type faas.version file.code_signature.digest_algorithm file.code_signature.flags file.code_signature.signing_id file.code_signature.status file.code_signature.subject_name file.code_signature.team_id file.code_signature.thumbprint_sha256 file.device file.directory file.drive_letter file.elf.architecture file.elf.byte_order file.elf.cpu_type file.elf.go_import_hash file.elf.header.abi_version file.elf.header.class file.elf.header.data file.elf.header.object_version file.elf.header.os_abi file.elf.header.type file.elf.header.version file.elf.import_hash file.elf.sections.flags file.elf.sections.name file.elf.sections.physical_offset file.elf.sections.type file.elf.segments.sections file.elf.segments.type file.elf.telfhash file.extension file.fork_name file.gid file.group file.hash.cdhash file.hash.md5 file.hash.sha1 file.hash.sha256 file.hash.sha384 file.hash.sha512 file.hash.ssdeep file.hash.tlsh file.inode file.macho.go_import_hash file.macho.import_hash file.macho.sections.name file.macho.symhash file.mime_type file.mode file.name file.origin_referrer_url file.origin_url file.owner file.path file.pe.architecture file.pe.company file.pe.description file.pe.file_version file.pe.go_import_hash file.pe.imphash file.pe.import_hash file.pe.original_file_name file.pe.pehash file.pe.product file.pe.sections.name file.target_path file.type file.uid file.x509.issuer.distinguished_name file.x509.public_key_algorithm file.x509.public_key_curve file.x509.serial_number file.x509.signature_algorithm file.x509.subject.distinguished_name file.x509.version_number gen_ai.agent.description gen_ai.agent.id gen_ai.agent.name gen_ai.operation.name gen_ai.output.type gen_ai.request.model gen_ai.response.id gen_ai.response.model gen_ai.system gen_ai.token.type gen_ai.tool.call.id gen_ai.tool.name gen_ai.tool.type group.domain group.id group.name host.architecture host.boot.id host.domain host.entity.attributes.oauth_consent_restriction host.entity.attributes.storage_class host.entity.display_name host.entity.id host.entity.name host.entity.reference host.entity.source host.entity.sub_type host.geo.city_name host.geo.continent_code host.geo.continent_name host.geo.country_iso_code host.geo.country_name host.geo.name host.geo.postal_code host.geo.region_iso_code host.geo.region_name host.geo.timezone host.hostname host.id host.name host.os.family host.os.full host.os.kernel host.os.name host.os.platform host.os.type host.os.version host.pid_ns_ino host.risk.calculated_level host.risk.static_level host.target.architecture host.target.boot.id host.target.domain host.target.entity.attributes.oauth_consent_restriction host.target.entity.attributes.storage_class host.target.entity.display_name host.target.entity.id host.target.entity.name host.target.entity.reference host.target.entity.source host.target.entity.sub_type host.target.geo.city_name host.target.geo.continent_code host.target.geo.continent_name host.target.geo.country_iso_code host.target.geo.country_name host.target.geo.name host.target.geo.postal_code host.target.geo.region_iso_code host.target.geo.region_name host.target.geo.timezone host.target.hostname host.target.id host.target.name host.target.os.family host.target.os.full host.target.os.kernel host.target.os.name host.target.os.platform host.target.os.type host.target.os.version host.target.pid_ns_ino host.target.risk.calculated_level host.target.risk.static_level host.target.type host.type http.request.id http.request.method http.request.mime_type http.request.referrer http.response.mime_type http.version log.file.path log.level log.logger log.origin.file.name log.origin.function log.syslog.appname log.syslog.facility.name log.syslog.hostname log.syslog.msgid log.syslog.procid log.syslog.severity.name log.syslog.version network.application network.community_id network.direction network.iana_number network.inner.vlan.id network.inner.vlan.name network.name network.protocol network.transport network.type network.vlan.id network.vlan.name observer.egress.interface.alias observer.egress.interface.id observer.egress.interface.name observer.egress.vlan.id observer.egress.vlan.name observer.egress.zone observer.geo.city_name observer.geo.continent_code observer.geo.continent_name observer.geo.country_iso_code observer.geo.country_name observer.geo.name observer.geo.postal_code observer.geo.region_iso_code observer.geo.region_name observer.geo.timezone observer.hostname observer.ingress.interface.alias observer.ingress.interface.id observer.ingress.interface.name observer.ingress.vlan.id observer.ingress.vlan.name observer.ingress.zone observer.name observer.os.family observer.os.full observer.os.kernel observer.os.name observer.os.platform observer.os.type observer.os.version observer.product observer.serial_number observer.type observer.vendor observer.version orchestrator.api_version orchestrator.cluster.id orchestrator.cluster.name orchestrator.cluster.url orchestrator.cluster.version orchestrator.entity.attributes.oauth_consent_restriction orchestrator.entity.attributes.storage_class orchestrator.entity.display_name orchestrator.entity.id orchestrator.entity.name orchestrator.entity.reference orchestrator.entity.source orchestrator.entity.sub_type orchestrator.namespace orchestrator.organization orchestrator.resource.id orchestrator.resource.name orchestrator.resource.parent.type orchestrator.resource.type orchestrator.type organization.id organization.name package.architecture package.build_version package.checksum package.description package.install_scope package.license package.name package.path package.reference package.type package.version process.code_signature.digest_algorithm process.code_signature.flags process.code_signature.signing_id process.code_signature.status process.code_signature.subject_name process.code_signature.team_id process.code_signature.thumbprint_sha256 process.elf.architecture process.elf.byte_order process.elf.cpu_type process.elf.go_import_hash process.elf.header.abi_version process.elf.header.class process.elf.header.data process.elf.header.object_version process.elf.header.os_abi process.elf.header.type process.elf.header.version process.elf.import_hash process.elf.sections.flags process.elf.sections.name process.elf.sections.physical_offset process.elf.sections.type process.elf.segments.sections process.elf.segments.type process.elf.telfhash process.entity_id process.entry_leader.attested_groups.name process.entry_leader.attested_user.id process.entry_leader.attested_user.name process.entry_leader.entity_id process.entry_leader.entry_meta.type process.entry_leader.executable process.entry_leader.group.id process.entry_leader.group.name process.entry_leader.name process.entry_leader.parent.entity_id process.entry_leader.parent.session_leader.entity_id process.entry_leader.real_group.id process.entry_leader.real_group.name process.entry_leader.real_user.id process.entry_leader.real_user.name process.entry_leader.saved_group.id process.entry_leader.saved_group.name process.entry_leader.saved_user.id process.entry_leader.saved_user.name process.entry_leader.supplemental_groups.id process.entry_leader.supplemental_groups.name process.entry_leader.user.id process.entry_leader.user.name process.entry_leader.working_directory process.executable process.group.id process.group.name process.group_leader.entity_id process.group_leader.executable process.group_leader.group.id process.group_leader.group.name process.group_leader.name process.group_leader.real_group.id process.group_leader.real_group.name process.group_leader.real_user.id process.group_leader.real_user.name process.group_leader.saved_group.id process.group_leader.saved_group.name process.group_leader.saved_user.id process.group_leader.saved_user.name process.group_leader.supplemental_groups.id process.group_leader.supplemental_groups.name process.group_leader.user.id process.group_leader.user.name process.group_leader.working_directory process.hash.cdhash process.hash.md5 process.hash.sha1 process.hash.sha256 process.hash.sha384 process.hash.sha512 process.hash.ssdeep process.hash.tlsh process.io.type process.macho.go_import_hash process.macho.import_hash process.macho.sections.name process.macho.symhash process.name process.parent.code_signature.digest_algorithm process.parent.code_signature.flags process.parent.code_signature.signing_id process.parent.code_signature.status process.parent.code_signature.subject_name process.parent.code_signature.team_id process.parent.code_signature.thumbprint_sha256 process.parent.elf.architecture process.parent.elf.byte_order process.parent.elf.cpu_type process.parent.elf.go_import_hash process.parent.elf.header.abi_version process.parent.elf.header.class process.parent.elf.header.data process.parent.elf.header.object_version process.parent.elf.header.os_abi process.parent.elf.header.type process.parent.elf.header.version process.parent.elf.import_hash process.parent.elf.sections.flags process.parent.elf.sections.name process.parent.elf.sections.physical_offset process.parent.elf.sections.type process.parent.elf.segments.sections process.parent.elf.segments.type process.parent.elf.telfhash process.parent.entity_id process.parent.executable process.parent.group.id process.parent.group.name process.parent.group_leader.entity_id process.parent.hash.cdhash process.parent.hash.md5 process.parent.hash.sha1 process.parent.hash.sha256 process.parent.hash.sha384 process.parent.hash.sha512 process.parent.hash.ssdeep process.parent.hash.tlsh process.parent.macho.go_import_hash process.parent.macho.import_hash process.parent.macho.sections.name process.parent.macho.symhash process.parent.name process.parent.pe.architecture process.parent.pe.company process.parent.pe.description process.parent.pe.file_version process.parent.pe.go_import_hash process.parent.pe.imphash process.parent.pe.import_hash process.parent.pe.original_file_name process.parent.pe.pehash process.parent.pe.product process.parent.pe.sections.name process.parent.real_group.id process.parent.real_group.name process.parent.real_user.id process.parent.real_user.name process.parent.saved_group.id process.parent.saved_group.name process.parent.saved_user.id process.parent.saved_user.name process.parent.supplemental_groups.id process.parent.supplemental_groups.name process.parent.thread.name process.parent.title process.parent.user.id process.parent.user.name process.parent.working_directory process.pe.architecture process.pe.company process.pe.description process.pe.file_version process.pe.go_import_hash process.pe.imphash process.pe.import_hash process.pe.original_file_name process.pe.pehash process.pe.product process.pe.sections.name process.previous.executable process.real_group.id process.real_group.name process.real_user.id process.real_user.name process.saved_group.id process.saved_group.name process.saved_user.id process.saved_user.name process.session_leader.entity_id process.session_leader.executable process.session_leader.group.id process.session_leader.group.name process.session_leader.name process.session_leader.parent.entity_id process.session_leader.parent.session_leader.entity_id process.session_leader.real_group.id process.session_leader.real_group.name process.session_leader.real_user.id process.session_leader.real_user.name process.session_leader.saved_group.id process.session_leader.saved_group.name process.session_leader.saved_user.id process.session_leader.saved_user.name process.session_leader.supplemental_groups.id process.session_leader.supplemental_groups.name process.session_leader.user.id process.session_leader.user.name process.session_leader.working_directory process.supplemental_groups.id process.supplemental_groups.name process.thread.name process.title process.user.id process.user.name process.working_directory registry.data.bytes registry.data.type registry.hive registry.key registry.path registry.value rule.category rule.description rule.id rule.license rule.name rule.reference rule.ruleset rule.uuid rule.version server.address server.as.organization.name server.domain server.geo.city_name server.geo.continent_code server.geo.continent_name server.geo.country_iso_code server.geo.country_name server.geo.name server.geo.postal_code server.geo.region_iso_code server.geo.region_name server.geo.timezone server.mac server.registered_domain server.subdomain server.top_level_domain server.user.domain server.user.email server.user.full_name server.user.group.domain server.user.group.id server.user.group.name server.user.hash server.user.id server.user.name service.address service.entity.attributes.oauth_consent_restriction service.entity.attributes.storage_class service.entity.display_name service.entity.id service.entity.name service.entity.reference service.entity.source service.entity.sub_type service.environment service.ephemeral_id service.id service.name service.node.name service.node.role service.origin.address service.origin.entity.attributes.oauth_consent_restriction service.origin.entity.attributes.storage_class service.origin.entity.display_name service.origin.entity.id service.origin.entity.name service.origin.entity.reference service.origin.entity.source service.origin.entity.sub_type service.origin.environment service.origin.ephemeral_id service.origin.id service.origin.name service.origin.node.name service.origin.node.role service.origin.state service.origin.type service.origin.version service.state service.target.address service.target.entity.attributes.oauth_consent_restriction service.target.entity.attributes.storage_class service.target.entity.display_name service.target.entity.id service.target.entity.name service.target.entity.reference service.target.entity.source service.target.entity.sub_type service.target.environment service.target.ephemeral_id service.target.id service.target.name service.target.node.name service.target.node.role service.target.state service.target.type service.target.version service.type service.version source.address source.as.organization.name source.domain source.geo.city_name source.geo.continent_code source.geo.continent_name source.geo.country_iso_code source.geo.country_name source.geo.name source.geo.postal_code source.geo.region_iso_code source.geo.region_name source.geo.timezone source.mac source.registered_domain source.subdomain source.top_level_domain source.user.domain source.user.email source.user.full_name source.user.group.domain source.user.group.id source.user.group.name source.user.hash source.user.id source.user.name span.id threat.enrichments.indicator.as.organization.name threat.enrichments.indicator.confidence threat.enrichments.indicator.description threat.enrichments.indicator.email.address threat.enrichments.indicator.file.code_signature.digest_algorithm threat.enrichments.indicator.file.code_signature.flags threat.enrichments.indicator.file.code_signature.signing_id threat.enrichments.indicator.file.code_signature.status threat.enrichments.indicator.file.code_signature.subject_name threat.enrichments.indicator.file.code_signature.team_id threat.enrichments.indicator.file.code_signature.thumbprint_sha256 threat.enrichments.indicator.file.device threat.enrichments.indicator.file.directory threat.enrichments.indicator.file.drive_letter threat.enrichments.indicator.file.elf.architecture threat.enrichments.indicator.file.elf.byte_order threat.enrichments.indicator.file.elf.cpu_type threat.enrichments.indicator.file.elf.go_import_hash threat.enrichments.indicator.file.elf.header.abi_version threat.enrichments.indicator.file.elf.header.class threat.enrichments.indicator.file.elf.header.data threat.enrichments.indicator.file.elf.header.object_version threat.enrichments.indicator.file.elf.header.os_abi threat.enrichments.indicator.file.elf.header.type threat.enrichments.indicator.file.elf.header.version threat.enrichments.indicator.file.elf.import_hash threat.enrichments.indicator.file.elf.sections.flags threat.enrichments.indicator.file.elf.sections.name threat.enrichments.indicator.file.elf.sections.physical_offset threat.enrichments.indicator.file.elf.sections.type threat.enrichments.indicator.file.elf.segments.sections threat.enrichments.indicator.file.elf.segments.type threat.enrichments.indicator.file.elf.telfhash threat.enrichments.indicator.file.extension threat.enrichments.indicator.file.fork_name threat.enrichments.indicator.file.gid threat.enrichments.indicator.file.group threat.enrichments.indicator.file.hash.cdhash threat.enrichments.indicator.file.hash.md5 threat.enrichments.indicator.file.hash.sha1 threat.enrichments.indicator.file.hash.sha256 threat.enrichments.indicator.file.hash.sha384 threat.enrichments.indicator.file.hash.sha512 threat.enrichments.indicator.file.hash.ssdeep threat.enrichments.indicator.file.hash.tlsh threat.enrichments.indicator.file.inode threat.enrichments.indicator.file.mime_type threat.enrichments.indicator.file.mode threat.enrichments.indicator.file.name threat.enrichments.indicator.file.origin_referrer_url threat.enrichments.indicator.file.origin_url threat.enrichments.indicator.file.owner threat.enrichments.indicator.file.path threat.enrichments.indicator.file.pe.architecture threat.enrichments.indicator.file.pe.company threat.enrichments.indicator.file.pe.description threat.enrichments.indicator.file.pe.file_version threat.enrichments.indicator.file.pe.go_import_hash threat.enrichments.indicator.file.pe.imphash threat.enrichments.indicator.file.pe.import_hash threat.enrichments.indicator.file.pe.original_file_name threat.enrichments.indicator.file.pe.pehash threat.enrichments.indicator.file.pe.product threat.enrichments.indicator.file.pe.sections.name threat.enrichments.indicator.file.target_path threat.enrichments.indicator.file.type threat.enrichments.indicator.file.uid threat.enrichments.indicator.file.x509.issuer.distinguished_name threat.enrichments.indicator.file.x509.public_key_algorithm threat.enrichments.indicator.file.x509.public_key_curve threat.enrichments.indicator.file.x509.serial_number threat.enrichments.indicator.file.x509.signature_algorithm threat.enrichments.indicator.file.x509.subject.distinguished_name threat.enrichments.indicator.file.x509.version_number threat.enrichments.indicator.geo.city_name threat.enrichments.indicator.geo.continent_code threat.enrichments.indicator.geo.continent_name threat.enrichments.indicator.geo.country_iso_code threat.enrichments.indicator.geo.country_name threat.enrichments.indicator.geo.name threat.enrichments.indicator.geo.postal_code threat.enrichments.indicator.geo.region_iso_code threat.enrichments.indicator.geo.region_name threat.enrichments.indicator.geo.timezone threat.enrichments.indicator.marking.tlp threat.enrichments.indicator.marking.tlp_version threat.enrichments.indicator.name threat.enrichments.indicator.provider threat.enrichments.indicator.reference threat.enrichments.indicator.registry.data.bytes threat.enrichments.indicator.registry.data.type threat.enrichments.indicator.registry.hive threat.enrichments.indicator.registry.key threat.enrichments.indicator.registry.path threat.enrichments.indicator.registry.value threat.enrichments.indicator.type threat.enrichments.indicator.url.domain threat.enrichments.indicator.url.extension threat.enrichments.indicator.url.fragment threat.enrichments.indicator.url.password threat.enrichments.indicator.url.query threat.enrichments.indicator.url.registered_domain threat.enrichments.indicator.url.scheme threat.enrichments.indicator.url.subdomain threat.enrichments.indicator.url.top_level_domain threat.enrichments.indicator.url.username threat.enrichments.indicator.x509.issuer.distinguished_name threat.enrichments.indicator.x509.public_key_algorithm threat.enrichments.indicator.x509.public_key_curve threat.enrichments.indicator.x509.serial_number threat.enrichments.indicator.x509.signature_algorithm threat.enrichments.indicator.x509.subject.distinguished_name threat.enrichments.indicator.x509.version_number threat.enrichments.matched.atomic threat.enrichments.matched.field threat.enrichments.matched.id threat.enrichments.matched.index threat.enrichments.matched.type threat.feed.dashboard_id threat.feed.description threat.feed.name threat.feed.reference threat.framework threat.group.id threat.group.name threat.group.reference threat.indicator.as.organization.name threat.indicator.confidence threat.indicator.description threat.indicator.email.address threat.indicator.file.code_signature.digest_algorithm threat.indicator.file.code_signature.flags threat.indicator.file.code_signature.signing_id threat.indicator.file.code_signature.status threat.indicator.file.code_signature.subject_name threat.indicator.file.code_signature.team_id threat.indicator.file.code_signature.thumbprint_sha256 threat.indicator.file.device threat.indicator.file.directory threat.indicator.file.drive_letter threat.indicator.file.elf.architecture threat.indicator.file.elf.byte_order threat.indicator.file.elf.cpu_type threat.indicator.file.elf.go_import_hash threat.indicator.file.elf.header.abi_version threat.indicator.file.elf.header.class threat.indicator.file.elf.header.data threat.indicator.file.elf.header.object_version threat.indicator.file.elf.header.os_abi threat.indicator.file.elf.header.type threat.indicator.file.elf.header.version threat.indicator.file.elf.import_hash threat.indicator.file.elf.sections.flags threat.indicator.file.elf.sections.name threat.indicator.file.elf.sections.physical_offset threat.indicator.file.elf.sections.type threat.indicator.file.elf.segments.sections threat.indicator.file.elf.segments.type threat.indicator.file.elf.telfhash threat.indicator.file.extension threat.indicator.file.fork_name threat.indicator.file.gid threat.indicator.file.group threat.indicator.file.hash.cdhash threat.indicator.file.hash.md5 threat.indicator.file.hash.sha1 threat.indicator.file.hash.sha256 threat.indicator.file.hash.sha384 threat.indicator.file.hash.sha512 threat.indicator.file.hash.ssdeep threat.indicator.file.hash.tlsh threat.indicator.file.inode threat.indicator.file.mime_type threat.indicator.file.mode threat.indicator.file.name threat.indicator.file.origin_referrer_url threat.indicator.file.origin_url threat.indicator.file.owner threat.indicator.file.path threat.indicator.file.pe.architecture threat.indicator.file.pe.company threat.indicator.file.pe.description threat.indicator.file.pe.file_version threat.indicator.file.pe.go_import_hash threat.indicator.file.pe.imphash threat.indicator.file.pe.import_hash threat.indicator.file.pe.original_file_name threat.indicator.file.pe.pehash threat.indicator.file.pe.product threat.indicator.file.pe.sections.name threat.indicator.file.target_path threat.indicator.file.type threat.indicator.file.uid threat.indicator.file.x509.issuer.distinguished_name threat.indicator.file.x509.public_key_algorithm threat.indicator.file.x509.public_key_curve threat.indicator.file.x509.serial_number threat.indicator.file.x509.signature_algorithm threat.indicator.file.x509.subject.distinguished_name threat.indicator.file.x509.version_number threat.indicator.geo.city_name threat.indicator.geo.continent_code threat.indicator.geo.continent_name threat.indicator.geo.country_iso_code threat.indicator.geo.country_name threat.indicator.geo.name threat.indicator.geo.postal_code threat.indicator.geo.region_iso_code threat.indicator.geo.region_name threat.indicator.geo.timezone threat.indicator.marking.tlp threat.indicator.marking.tlp_version threat.indicator.name threat.indicator.provider threat.indicator.reference threat.indicator.registry.data.bytes threat.indicator.registry.data.type threat.indicator.registry.hive threat.indicator.registry.key threat.indicator.registry.path threat.indicator.registry.value threat.indicator.type threat.indicator.url.domain threat.indicator.url.extension threat.indicator.url.fragment threat.indicator.url.password threat.indicator.url.query threat.indicator.url.registered_domain threat.indicator.url.scheme threat.indicator.url.subdomain threat.indicator.url.top_level_domain threat.indicator.url.username threat.indicator.x509.issuer.distinguished_name threat.indicator.x509.public_key_algorithm threat.indicator.x509.public_key_curve threat.indicator.x509.serial_number threat.indicator.x509.signature_algorithm threat.indicator.x509.subject.distinguished_name threat.indicator.x509.version_number threat.software.id threat.software.name threat.software.reference threat.software.type tls.cipher tls.client.certificate tls.client.hash.md5 tls.client.hash.sha1 tls.client.hash.sha256 tls.client.issuer tls.client.ja3 tls.client.server_name tls.client.subject tls.client.x509.issuer.distinguished_name tls.client.x509.public_key_algorithm tls.client.x509.public_key_curve tls.client.x509.serial_number tls.client.x509.signature_algorithm tls.client.x509.subject.distinguished_name tls.client.x509.version_number tls.curve tls.next_protocol tls.server.certificate tls.server.hash.md5 tls.server.hash.sha1 tls.server.hash.sha256 tls.server.issuer tls.server.ja3s tls.server.subject tls.server.x509.issuer.distinguished_name tls.server.x509.public_key_algorithm tls.server.x509.public_key_curve tls.server.x509.serial_number tls.server.x509.signature_algorithm tls.server.x509.subject.distinguished_name tls.server.x509.version_number tls.version tls.version_protocol trace.id transaction.id url.domain url.extension url.fragment url.password url.query url.registered_domain url.scheme url.subdomain url.top_level_domain url.username user.changes.domain user.changes.email user.changes.entity.attributes.oauth_consent_restriction user.changes.entity.attributes.storage_class user.changes.entity.display_name user.changes.entity.id user.changes.entity.name user.changes.entity.reference user.changes.entity.source user.changes.entity.sub_type user.changes.full_name user.changes.group.domain user.changes.group.id user.changes.group.name user.changes.hash user.changes.id user.changes.name user.changes.risk.calculated_level user.changes.risk.static_level user.domain user.effective.domain user.effective.email user.effective.entity.attributes.oauth_consent_restriction user.effective.entity.attributes.storage_class user.effective.entity.display_name user.effective.entity.id user.effective.entity.name user.effective.entity.reference user.effective.entity.source user.effective.entity.sub_type user.effective.full_name user.effective.group.domain user.effective.group.id user.effective.group.name user.effective.hash user.effective.id user.effective.name user.effective.risk.calculated_level user.effective.risk.static_level user.email user.entity.attributes.oauth_consent_restriction user.entity.attributes.storage_class user.entity.display_name user.entity.id user.entity.name user.entity.reference user.entity.source user.entity.sub_type user.full_name user.group.domain user.group.id user.group.name user.hash user.id user.name user.risk.calculated_level user.risk.static_level user.target.domain user.target.email user.target.entity.attributes.oauth_consent_restriction user.target.entity.attributes.storage_class user.target.entity.display_name user.target.entity.id user.target.entity.name user.target.entity.reference user.target.entity.source user.target.entity.sub_type user.target.full_name user.target.group.domain user.target.group.id user.target.group.name user.target.hash user.target.id user.target.name user.target.risk.calculated_level user.target.risk.static_level user_agent.device.name user_agent.name user_agent.original user_agent.os.family user_agent.os.full user_agent.os.kernel user_agent.os.name user_agent.os.platform user_agent.os.type user_agent.os.version user_agent.version volume.bus_type volume.default_access volume.device_name volume.device_type volume.dos_name volume.file_system_type volume.mount_name volume.nt_name volume.product_id volume.product_name volume.serial_number volume.vendor_id volume.vendor_name vulnerability.classification vulnerability.description vulnerability.enumeration vulnerability.id vulnerability.reference vulnerability.report_id vulnerability.scanner.vendor vulnerability.score.version vulnerability.severity",
  "long": "client.as.number client.bytes client.nat.port client.packets client.port container.disk.read.bytes container.disk.write.bytes container.network.egress.bytes container.network.ingress.bytes destination.as.number destination.bytes destination.nat.port destination.packets destination.port dll.pe.go_imports_names_entropy dll.pe.go_imports_names_var_entropy dll.pe.imports_names_entropy dll.pe.imports_names_var_entropy dll.pe.sections.entropy dll.pe.sections.physical_size dll.pe.sections.var_entropy dll.pe.sections.virtual_size dns.answers.ttl email.attachments.file.size event.duration event.sequence event.severity file.elf.go_imports_names_entropy file.elf.go_imports_names_var_entropy file.elf.header.entrypoint file.elf.imports_names_entropy file.elf.imports_names_var_entropy file.elf.sections.chi2 file.elf.sections.entropy file.elf.sections.physical_size file.elf.sections.var_entropy file.elf.sections.virtual_address file.elf.sections.virtual_size file.macho.go_imports_names_entropy file.macho.go_imports_names_var_entropy file.macho.imports_names_entropy file.macho.imports_names_var_entropy file.macho.sections.entropy file.macho.sections.physical_size file.macho.sections.var_entropy file.macho.sections.virtual_size file.pe.go_imports_names_entropy file.pe.go_imports_names_var_entropy file.pe.imports_names_entropy file.pe.imports_names_var_entropy file.pe.sections.entropy file.pe.sections.physical_size file.pe.sections.var_entropy file.pe.sections.virtual_size file.size file.x509.public_key_exponent file.x509.public_key_size gen_ai.request.choice.count gen_ai.request.max_tokens gen_ai.request.seed gen_ai.usage.input_tokens gen_ai.usage.output_tokens host.disk.read.bytes host.disk.write.bytes host.network.egress.bytes host.network.egress.packets host.network.ingress.bytes host.network.ingress.packets host.target.disk.read.bytes host.target.disk.write.bytes host.target.network.egress.bytes host.target.network.egress.packets host.target.network.ingress.bytes host.target.network.ingress.packets host.target.uptime host.uptime http.request.body.bytes http.request.bytes http.response.body.bytes http.response.bytes http.response.status_code log.origin.file.line log.syslog.facility.code log.syslog.priority log.syslog.severity.code network.bytes network.packets package.size process.args_count process.elf.go_imports_names_entropy process.elf.go_imports_names_var_entropy process.elf.header.entrypoint process.elf.imports_names_entropy process.elf.imports_names_var_entropy process.elf.sections.chi2 process.elf.sections.entropy process.elf.sections.physical_size process.elf.sections.var_entropy process.elf.sections.virtual_address process.elf.sections.virtual_size process.entry_leader.args_count process.entry_leader.parent.pid process.entry_leader.parent.session_leader.pid process.entry_leader.parent.session_leader.vpid process.entry_leader.parent.vpid process.entry_leader.pid process.entry_leader.tty.char_device.major process.entry_leader.tty.char_device.minor process.entry_leader.vpid process.exit_code process.group_leader.args_count process.group_leader.pid process.group_leader.tty.char_device.major process.group_leader.tty.char_device.minor process.group_leader.vpid process.io.bytes_skipped.length process.io.bytes_skipped.offset process.io.total_bytes_captured process.io.total_bytes_skipped process.macho.go_imports_names_entropy process.macho.go_imports_names_var_entropy process.macho.imports_names_entropy process.macho.imports_names_var_entropy process.macho.sections.entropy process.macho.sections.physical_size process.macho.sections.var_entropy process.macho.sections.virtual_size process.parent.args_count process.parent.elf.go_imports_names_entropy process.parent.elf.go_imports_names_var_entropy process.parent.elf.header.entrypoint process.parent.elf.imports_names_entropy process.parent.elf.imports_names_var_entropy process.parent.elf.sections.chi2 process.parent.elf.sections.entropy process.parent.elf.sections.physical_size process.parent.elf.sections.var_entropy process.parent.elf.sections.virtual_address process.parent.elf.sections.virtual_size process.parent.exit_code process.parent.group_leader.pid process.parent.group_leader.vpid process.parent.macho.go_imports_names_entropy process.parent.macho.go_imports_names_var_entropy process.parent.macho.imports_names_entropy process.parent.macho.imports_names_var_entropy process.parent.macho.sections.entropy process.parent.macho.sections.physical_size process.parent.macho.sections.var_entropy process.parent.macho.sections.virtual_size process.parent.pe.go_imports_names_entropy process.parent.pe.go_imports_names_var_entropy process.parent.pe.imports_names_entropy process.parent.pe.imports_names_var_entropy process.parent.pe.sections.entropy process.parent.pe.sections.physical_size process.parent.pe.sections.var_entropy process.parent.pe.sections.virtual_size process.parent.pid process.parent.thread.id process.parent.tty.char_device.major process.parent.tty.char_device.minor process.parent.uptime process.parent.vpid process.pe.go_imports_names_entropy process.pe.go_imports_names_var_entropy process.pe.imports_names_entropy process.pe.imports_names_var_entropy process.pe.sections.entropy process.pe.sections.physical_size process.pe.sections.var_entropy process.pe.sections.virtual_size process.pid process.previous.args_count process.session_leader.args_count process.session_leader.parent.pid process.session_leader.parent.session_leader.pid process.session_leader.parent.session_leader.vpid process.session_leader.parent.vpid process.session_leader.pid process.session_leader.tty.char_device.major process.session_leader.tty.char_device.minor process.session_leader.vpid process.thread.id process.tty.char_device.major process.tty.char_device.minor process.tty.columns process.tty.rows process.uptime process.vpid server.as.number server.bytes server.nat.port server.packets server.port source.as.number source.bytes source.nat.port source.packets source.port threat.enrichments.indicator.as.number threat.enrichments.indicator.file.elf.go_imports_names_entropy threat.enrichments.indicator.file.elf.go_imports_names_var_entropy threat.enrichments.indicator.file.elf.header.entrypoint threat.enrichments.indicator.file.elf.imports_names_entropy threat.enrichments.indicator.file.elf.imports_names_var_entropy threat.enrichments.indicator.file.elf.sections.chi2 threat.enrichments.indicator.file.elf.sections.entropy threat.enrichments.indicator.file.elf.sections.physical_size threat.enrichments.indicator.file.elf.sections.var_entropy threat.enrichments.indicator.file.elf.sections.virtual_address threat.enrichments.indicator.file.elf.sections.virtual_size threat.enrichments.indicator.file.pe.go_imports_names_entropy threat.enrichments.indicator.file.pe.go_imports_names_var_entropy threat.enrichments.indicator.file.pe.imports_names_entropy threat.enrichments.indicator.file.pe.imports_names_var_entropy threat.enrichments.indicator.file.pe.sections.entropy threat.enrichments.indicator.file.pe.sections.physical_size threat.enrichments.indicator.file.pe.sections.var_entropy threat.enrichments.indicator.file.pe.sections.virtual_size threat.enrichments.indicator.file.size threat.enrichments.indicator.file.x509.public_key_exponent threat.enrichments.indicator.file.x509.public_key_size threat.enrichments.indicator.port threat.enrichments.indicator.scanner_stats threat.enrichments.indicator.sightings threat.enrichments.indicator.url.port threat.enrichments.indicator.x509.public_key_exponent threat.enrichments.indicator.x509.public_key_size threat.indicator.as.number threat.indicator.file.elf.go_imports_names_entropy threat.indicator.file.elf.go_imports_names_var_entropy threat.indicator.file.elf.header.entrypoint threat.indicator.file.elf.imports_names_entropy threat.indicator.file.elf.imports_names_var_entropy threat.indicator.file.elf.sections.chi2 threat.indicator.file.elf.sections.entropy threat.indicator.file.elf.sections.physical_size threat.indicator.file.elf.sections.var_entropy threat.indicator.file.elf.sections.virtual_address threat.indicator.file.elf.sections.virtual_size threat.indicator.file.pe.go_imports_names_entropy threat.indicator.file.pe.go_imports_names_var_entropy threat.indicator.file.pe.imports_names_entropy threat.indicator.file.pe.imports_names_var_entropy threat.indicator.file.pe.sections.entropy threat.indicator.file.pe.sections.physical_size threat.indicator.file.pe.sections.var_entropy threat.indicator.file.pe.sections.virtual_size threat.indicator.file.size threat.indicator.file.x509.public_key_exponent threat.indicator.file.x509.public_key_size threat.indicator.port threat.indicator.scanner_stats threat.indicator.sightings threat.indicator.url.port threat.indicator.x509.public_key_exponent threat.indicator.x509.public_key_size tls.client.x509.public_key_exponent tls.client.x509.public_key_size tls.server.x509.public_key_exponent tls.server.x509.public_key_size url.port volume.size",
  "geo_point": "client.geo.location destination.geo.location host.geo.location host.target.geo.location observer.geo.location server.geo.location source.geo.location threat.enrichments.indicator.geo.location threat.indicator.geo.location",
  "ip": "client.ip client.nat.ip destination.ip destination.nat.ip network.forwarded_ip process.entry_leader.entry_meta.source.ip server.ip server.nat.ip source.ip source.nat.ip threat.enrichments.indicator.ip threat.indicator.ip",
  "keyword[]": "client.user.roles cloud.entity.attributes.known_redirects cloud.entity.attributes.permissions cloud.entity.relationships.administers.entity.id cloud.entity.relationships.administers.host.id cloud.entity.relationships.administers.host.name cloud.entity.relationships.administers.service.id cloud.entity.relationships.administers.service.name cloud.entity.relationships.administers.user.domain cloud.entity.relationships.administers.user.email cloud.entity.relationships.administers.user.id cloud.entity.relationships.administers.user.name cloud.entity.relationships.depends_on.entity.id cloud.entity.relationships.depends_on.host.id cloud.entity.relationships.depends_on.host.name cloud.entity.relationships.depends_on.service.id cloud.entity.relationships.depends_on.service.name cloud.entity.relationships.depends_on.user.domain cloud.entity.relationships.depends_on.user.email cloud.entity.relationships.depends_on.user.id cloud.entity.relationships.depends_on.user.name cloud.entity.relationships.owns.entity.id cloud.entity.relationships.owns.host.id cloud.entity.relationships.owns.host.name cloud.entity.relationships.owns.service.id cloud.entity.relationships.owns.service.name cloud.entity.relationships.owns.user.domain cloud.entity.relationships.owns.user.email cloud.entity.relationships.owns.user.id cloud.entity.relationships.owns.user.name cloud.entity.relationships.supervises.entity.id cloud.entity.relationships.supervises.host.id cloud.entity.relationships.supervises.host.name cloud.entity.relationships.supervises.service.id cloud.entity.relationships.supervises.service.name cloud.entity.relationships.supervises.user.domain cloud.entity.relationships.supervises.user.email cloud.entity.relationships.supervises.user.id cloud.entity.relationships.supervises.user.name cloud.entity.type cloud.origin.entity.attributes.known_redirects cloud.origin.entity.attributes.permissions cloud.origin.entity.relationships.administers.entity.id cloud.origin.entity.relationships.administers.host.id cloud.origin.entity.relationships.administers.host.name cloud.origin.entity.relationships.administers.service.id cloud.origin.entity.relationships.administers.service.name cloud.origin.entity.relationships.administers.user.domain cloud.origin.entity.relationships.administers.user.email cloud.origin.entity.relationships.administers.user.id cloud.origin.entity.relationships.administers.user.name cloud.origin.entity.relationships.depends_on.entity.id cloud.origin.entity.relationships.depends_on.host.id cloud.origin.entity.relationships.depends_on.host.name cloud.origin.entity.relationships.depends_on.service.id cloud.origin.entity.relationships.depends_on.service.name cloud.origin.entity.relationships.depends_on.user.domain cloud.origin.entity.relationships.depends_on.user.email cloud.origin.entity.relationships.depends_on.user.id cloud.origin.entity.relationships.depends_on.user.name cloud.origin.entity.relationships.owns.entity.id cloud.origin.entity.relationships.owns.host.id cloud.origin.entity.relationships.owns.host.name cloud.origin.entity.relationships.owns.service.id cloud.origin.entity.relationships.owns.service.name cloud.origin.entity.relationships.owns.user.domain cloud.origin.entity.relationships.owns.user.email cloud.origin.entity.relationships.owns.user.id cloud.origin.entity.relationships.owns.user.name cloud.origin.entity.relationships.supervises.entity.id cloud.origin.entity.relationships.supervises.host.id cloud.origin.entity.relationships.supervises.host.name cloud.origin.entity.relationships.supervises.service.id cloud.origin.entity.relationships.supervises.service.name cloud.origin.entity.relationships.supervises.user.domain cloud.origin.entity.relationships.supervises.user.email cloud.origin.entity.relationships.supervises.user.id cloud.origin.entity.relationships.supervises.user.name cloud.origin.entity.type cloud.target.entity.attributes.known_redirects cloud.target.entity.attributes.permissions cloud.target.entity.relationships.administers.entity.id cloud.target.entity.relationships.administers.host.id cloud.target.entity.relationships.administers.host.name cloud.target.entity.relationships.administers.service.id cloud.target.entity.relationships.administers.service.name cloud.target.entity.relationships.administers.user.domain cloud.target.entity.relationships.administers.user.email cloud.target.entity.relationships.administers.user.id cloud.target.entity.relationships.administers.user.name cloud.target.entity.relationships.depends_on.entity.id cloud.target.entity.relationships.depends_on.host.id cloud.target.entity.relationships.depends_on.host.name cloud.target.entity.relationships.depends_on.service.id cloud.target.entity.relationships.depends_on.service.name cloud.target.entity.relationships.depends_on.user.domain cloud.target.entity.relationships.depends_on.user.email cloud.target.entity.relationships.depends_on.user.id cloud.target.entity.relationships.depends_on.user.name cloud.target.entity.relationships.owns.entity.id cloud.target.entity.relationships.owns.host.id cloud.target.entity.relationships.owns.host.name cloud.target.entity.relationships.owns.service.id cloud.target.entity.relationships.owns.service.name cloud.target.entity.relationships.owns.user.domain cloud.target.entity.relationships.owns.user.email cloud.target.entity.relationships.owns.user.id cloud.target.entity.relationships.owns.user.name cloud.target.entity.relationships.supervises.entity.id cloud.target.entity.relationships.supervises.host.id cloud.target.entity.relationships.supervises.host.name cloud.target.entity.relationships.supervises.service.id cloud.target.entity.relationships.supervises.service.name cloud.target.entity.relationships.supervises.user.domain cloud.target.entity.relationships.supervises.user.email cloud.target.entity.relationships.supervises.user.id cloud.target.entity.relationships.supervises.user.name cloud.target.entity.type container.image.hash.all container.image.tag destination.user.roles dns.header_flags email.bcc.address email.cc.address email.from.address email.reply_to.address email.to.address entity.attributes.known_redirects entity.attributes.permissions entity.relationships.administers.entity.id entity.relationships.administers.host.id entity.relationships.administers.host.name entity.relationships.administers.service.id entity.relationships.administers.service.name entity.relationships.administers.user.domain entity.relationships.administers.user.email entity.relationships.administers.user.id entity.relationships.administers.user.name entity.relationships.depends_on.entity.id entity.relationships.depends_on.host.id entity.relationships.depends_on.host.name entity.relationships.depends_on.service.id entity.relationships.depends_on.service.name entity.relationships.depends_on.user.domain entity.relationships.depends_on.user.email entity.relationships.depends_on.user.id entity.relationships.depends_on.user.name entity.relationships.owns.entity.id entity.relationships.owns.host.id entity.relationships.owns.host.name entity.relationships.owns.service.id entity.relationships.owns.service.name entity.relationships.owns.user.domain entity.relationships.owns.user.email entity.relationships.owns.user.id entity.relationships.owns.user.name entity.relationships.supervises.entity.id entity.relationships.supervises.host.id entity.relationships.supervises.host.name entity.relationships.supervises.service.id entity.relationships.supervises.service.name entity.relationships.supervises.user.domain entity.relationships.supervises.user.email entity.relationships.supervises.user.id entity.relationships.supervises.user.name entity.target.attributes.known_redirects entity.target.attributes.permissions entity.target.relationships.administers.entity.id entity.target.relationships.administers.host.id entity.target.relationships.administers.host.name entity.target.relationships.administers.service.id entity.target.relationships.administers.service.name entity.target.relationships.administers.user.domain entity.target.relationships.administers.user.email entity.target.relationships.administers.user.id entity.target.relationships.administers.user.name entity.target.relationships.depends_on.entity.id entity.target.relationships.depends_on.host.id entity.target.relationships.depends_on.host.name entity.target.relationships.depends_on.service.id entity.target.relationships.depends_on.service.name entity.target.relationships.depends_on.user.domain entity.target.relationships.depends_on.user.email entity.target.relationships.depends_on.user.id entity.target.relationships.depends_on.user.name entity.target.relationships.owns.entity.id entity.target.relationships.owns.host.id entity.target.relationships.owns.host.name entity.target.relationships.owns.service.id entity.target.relationships.owns.service.name entity.target.relationships.owns.user.domain entity.target.relationships.owns.user.email entity.target.relationships.owns.user.id entity.target.relationships.owns.user.name entity.target.relationships.supervises.entity.id entity.target.relationships.supervises.host.id entity.target.relationships.supervises.host.name entity.target.relationships.supervises.service.id entity.target.relationships.supervises.service.name entity.target.relationships.supervises.user.domain entity.target.relationships.supervises.user.email entity.target.relationships.supervises.user.id entity.target.relationships.supervises.user.name entity.target.type entity.type event.category event.type file.attributes file.elf.shared_libraries file.x509.alternative_names file.x509.issuer.common_name file.x509.issuer.country file.x509.issuer.locality file.x509.issuer.organization file.x509.issuer.organizational_unit file.x509.issuer.state_or_province file.x509.subject.common_name file.x509.subject.country file.x509.subject.locality file.x509.subject.organization file.x509.subject.organizational_unit file.x509.subject.state_or_province host.entity.attributes.known_redirects host.entity.attributes.permissions host.entity.relationships.administers.entity.id host.entity.relationships.administers.host.id host.entity.relationships.administers.host.name host.entity.relationships.administers.service.id host.entity.relationships.administers.service.name host.entity.relationships.administers.user.domain host.entity.relationships.administers.user.email host.entity.relationships.administers.user.id host.entity.relationships.administers.user.name host.entity.relationships.depends_on.entity.id host.entity.relationships.depends_on.host.id host.entity.relationships.depends_on.host.name host.entity.relationships.depends_on.service.id host.entity.relationships.depends_on.service.name host.entity.relationships.depends_on.user.domain host.entity.relationships.depends_on.user.email host.entity.relationships.depends_on.user.id host.entity.relationships.depends_on.user.name host.entity.relationships.owns.entity.id host.entity.relationships.owns.host.id host.entity.relationships.owns.host.name host.entity.relationships.owns.service.id host.entity.relationships.owns.service.name host.entity.relationships.owns.user.domain host.entity.relationships.owns.user.email host.entity.relationships.owns.user.id host.entity.relationships.owns.user.name host.entity.relationships.supervises.entity.id host.entity.relationships.supervises.host.id host.entity.relationships.supervises.host.name host.entity.relationships.supervises.service.id host.entity.relationships.supervises.service.name host.entity.relationships.supervises.user.domain host.entity.relationships.supervises.user.email host.entity.relationships.supervises.user.id host.entity.relationships.supervises.user.name host.entity.type host.mac host.target.entity.attributes.known_redirects host.target.entity.attributes.permissions host.target.entity.relationships.administers.entity.id host.target.entity.relationships.administers.host.id host.target.entity.relationships.administers.host.name host.target.entity.relationships.administers.service.id host.target.entity.relationships.administers.service.name host.target.entity.relationships.administers.user.domain host.target.entity.relationships.administers.user.email host.target.entity.relationships.administers.user.id host.target.entity.relationships.administers.user.name host.target.entity.relationships.depends_on.entity.id host.target.entity.relationships.depends_on.host.id host.target.entity.relationships.depends_on.host.name host.target.entity.relationships.depends_on.service.id host.target.entity.relationships.depends_on.service.name host.target.entity.relationships.depends_on.user.domain host.target.entity.relationships.depends_on.user.email host.target.entity.relationships.depends_on.user.id host.target.entity.relationships.depends_on.user.name host.target.entity.relationships.owns.entity.id host.target.entity.relationships.owns.host.id host.target.entity.relationships.owns.host.name host.target.entity.relationships.owns.service.id host.target.entity.relationships.owns.service.name host.target.entity.relationships.owns.user.domain host.target.entity.relationships.owns.user.email host.target.entity.relationships.owns.user.id host.target.entity.relationships.owns.user.name host.target.entity.relationships.supervises.entity.id host.target.entity.relationships.supervises.host.id host.target.entity.relationships.supervises.host.name host.target.entity.relationships.supervises.service.id host.target.entity.relationships.supervises.service.name host.target.entity.relationships.supervises.user.domain host.target.entity.relationships.supervises.user.email host.target.entity.relationships.supervises.user.id host.target.entity.relationships.supervises.user.name host.target.entity.type host.target.mac observer.mac orchestrator.entity.attributes.known_redirects orchestrator.entity.attributes.permissions orchestrator.entity.relationships.administers.entity.id orchestrator.entity.relationships.administers.host.id orchestrator.entity.relationships.administers.host.name orchestrator.entity.relationships.administers.service.id orchestrator.entity.relationships.administers.service.name orchestrator.entity.relationships.administers.user.domain orchestrator.entity.relationships.administers.user.email orchestrator.entity.relationships.administers.user.id orchestrator.entity.relationships.administers.user.name orchestrator.entity.relationships.depends_on.entity.id orchestrator.entity.relationships.depends_on.host.id orchestrator.entity.relationships.depends_on.host.name orchestrator.entity.relationships.depends_on.service.id orchestrator.entity.relationships.depends_on.service.name orchestrator.entity.relationships.depends_on.user.domain orchestrator.entity.relationships.depends_on.user.email orchestrator.entity.relationships.depends_on.user.id orchestrator.entity.relationships.depends_on.user.name orchestrator.entity.relationships.owns.entity.id orchestrator.entity.relationships.owns.host.id orchestrator.entity.relationships.owns.host.name orchestrator.entity.relationships.owns.service.id orchestrator.entity.relationships.owns.service.name orchestrator.entity.relationships.owns.user.domain orchestrator.entity.relationships.owns.user.email orchestrator.entity.relationships.owns.user.id orchestrator.entity.relationships.owns.user.name orchestrator.entity.relationships.supervises.entity.id orchestrator.entity.relationships.supervises.host.id orchestrator.entity.relationships.supervises.host.name orchestrator.entity.relationships.supervises.service.id orchestrator.entity.relationships.supervises.service.name orchestrator.entity.relationships.supervises.user.domain orchestrator.entity.relationships.supervises.user.email orchestrator.entity.relationships.supervises.user.id orchestrator.entity.relationships.supervises.user.name orchestrator.entity.type orchestrator.resource.annotation orchestrator.resource.label process.args process.elf.shared_libraries process.entry_leader.args process.env_vars process.group_leader.args process.parent.args process.parent.elf.shared_libraries process.parent.thread.capabilities.effective process.parent.thread.capabilities.permitted process.previous.args process.session_leader.args process.thread.capabilities.effective process.thread.capabilities.permitted related.hash related.hosts related.user rule.author server.user.roles service.entity.attributes.known_redirects service.entity.attributes.permissions service.entity.relationships.administers.entity.id service.entity.relationships.administers.host.id service.entity.relationships.administers.host.name service.entity.relationships.administers.service.id service.entity.relationships.administers.service.name service.entity.relationships.administers.user.domain service.entity.relationships.administers.user.email service.entity.relationships.administers.user.id service.entity.relationships.administers.user.name service.entity.relationships.depends_on.entity.id service.entity.relationships.depends_on.host.id service.entity.relationships.depends_on.host.name service.entity.relationships.depends_on.service.id service.entity.relationships.depends_on.service.name service.entity.relationships.depends_on.user.domain service.entity.relationships.depends_on.user.email service.entity.relationships.depends_on.user.id service.entity.relationships.depends_on.user.name service.entity.relationships.owns.entity.id service.entity.relationships.owns.host.id service.entity.relationships.owns.host.name service.entity.relationships.owns.service.id service.entity.relationships.owns.service.name service.entity.relationships.owns.user.domain service.entity.relationships.owns.user.email service.entity.relationships.owns.user.id service.entity.relationships.owns.user.name service.entity.relationships.supervises.entity.id service.entity.relationships.supervises.host.id service.entity.relationships.supervises.host.name service.entity.relationships.supervises.service.id service.entity.relationships.supervises.service.name service.entity.relationships.supervises.user.domain service.entity.relationships.supervises.user.email service.entity.relationships.supervises.user.id service.entity.relationships.supervises.user.name service.entity.type service.node.roles service.origin.entity.attributes.known_redirects service.origin.entity.attributes.permissions service.origin.entity.relationships.administers.entity.id service.origin.entity.relationships.administers.host.id service.origin.entity.relationships.administers.host.name service.origin.entity.relationships.administers.service.id service.origin.entity.relationships.administers.service.name service.origin.entity.relationships.administers.user.domain service.origin.entity.relationships.administers.user.email service.origin.entity.relationships.administers.user.id service.origin.entity.relationships.administers.user.name service.origin.entity.relationships.depends_on.entity.id service.origin.entity.relationships.depends_on.host.id service.origin.entity.relationships.depends_on.host.name service.origin.entity.relationships.depends_on.service.id service.origin.entity.relationships.depends_on.service.name service.origin.entity.relationships.depends_on.user.domain service.origin.entity.relationships.depends_on.user.email service.origin.entity.relationships.depends_on.user.id service.origin.entity.relationships.depends_on.user.name service.origin.entity.relationships.owns.entity.id service.origin.entity.relationships.owns.host.id service.origin.entity.relationships.owns.host.name service.origin.entity.relationships.owns.service.id service.origin.entity.relationships.owns.service.name service.origin.entity.relationships.owns.user.domain service.origin.entity.relationships.owns.user.email service.origin.entity.relationships.owns.user.id service.origin.entity.relationships.owns.user.name service.origin.entity.relationships.supervises.entity.id service.origin.entity.relationships.supervises.host.id service.origin.entity.relationships.supervises.host.name service.origin.entity.relationships.supervises.service.id service.origin.entity.relationships.supervises.service.name service.origin.entity.relationships.supervises.user.domain service.origin.entity.relationships.supervises.user.email service.origin.entity.relationships.supervises.user.id service.origin.entity.relationships.supervises.user.name service.origin.entity.type service.origin.node.roles service.target.entity.attributes.known_redirects service.target.entity.attributes.permissions service.target.entity.relationships.administers.entity.id service.target.entity.relationships.administers.host.id service.target.entity.relationships.administers.host.name service.target.entity.relationships.administers.service.id service.target.entity.relationships.administers.service.name service.target.entity.relationships.administers.user.domain service.target.entity.relationships.administers.user.email service.target.entity.relationships.administers.user.id service.target.entity.relationships.administers.user.name service.target.entity.relationships.depends_on.entity.id service.target.entity.relationships.depends_on.host.id service.target.entity.relationships.depends_on.host.name service.target.entity.relationships.depends_on.service.id service.target.entity.relationships.depends_on.service.name service.target.entity.relationships.depends_on.user.domain service.target.entity.relationships.depends_on.user.email service.target.entity.relationships.depends_on.user.id service.target.entity.relationships.depends_on.user.name service.target.entity.relationships.owns.entity.id service.target.entity.relationships.owns.host.id service.target.entity.relationships.owns.host.name service.target.entity.relationships.owns.service.id service.target.entity.relationships.owns.service.name service.target.entity.relationships.owns.user.domain service.target.entity.relationships.owns.user.email service.target.entity.relationships.owns.user.id service.target.entity.relationships.owns.user.name service.target.entity.relationships.supervises.entity.id service.target.entity.relationships.supervises.host.id service.target.entity.relationships.supervises.host.name service.target.entity.relationships.supervises.service.id service.target.entity.relationships.supervises.service.name service.target.entity.relationships.supervises.user.domain service.target.entity.relationships.supervises.user.email service.target.entity.relationships.supervises.user.id service.target.entity.relationships.supervises.user.name service.target.entity.type service.target.node.roles source.user.roles tags threat.enrichments.indicator.file.attributes threat.enrichments.indicator.file.elf.shared_libraries threat.enrichments.indicator.file.x509.alternative_names threat.enrichments.indicator.file.x509.issuer.common_name threat.enrichments.indicator.file.x509.issuer.country threat.enrichments.indicator.file.x509.issuer.locality threat.enrichments.indicator.file.x509.issuer.organization threat.enrichments.indicator.file.x509.issuer.organizational_unit threat.enrichments.indicator.file.x509.issuer.state_or_province threat.enrichments.indicator.file.x509.subject.common_name threat.enrichments.indicator.file.x509.subject.country threat.enrichments.indicator.file.x509.subject.locality threat.enrichments.indicator.file.x509.subject.organization threat.enrichments.indicator.file.x509.subject.organizational_unit threat.enrichments.indicator.file.x509.subject.state_or_province threat.enrichments.indicator.x509.alternative_names threat.enrichments.indicator.x509.issuer.common_name threat.enrichments.indicator.x509.issuer.country threat.enrichments.indicator.x509.issuer.locality threat.enrichments.indicator.x509.issuer.organization threat.enrichments.indicator.x509.issuer.organizational_unit threat.enrichments.indicator.x509.issuer.state_or_province threat.enrichments.indicator.x509.subject.common_name threat.enrichments.indicator.x509.subject.country threat.enrichments.indicator.x509.subject.locality threat.enrichments.indicator.x509.subject.organization threat.enrichments.indicator.x509.subject.organizational_unit threat.enrichments.indicator.x509.subject.state_or_province threat.group.alias threat.indicator.file.attributes threat.indicator.file.elf.shared_libraries threat.indicator.file.x509.alternative_names threat.indicator.file.x509.issuer.common_name threat.indicator.file.x509.issuer.country threat.indicator.file.x509.issuer.locality threat.indicator.file.x509.issuer.organization threat.indicator.file.x509.issuer.organizational_unit threat.indicator.file.x509.issuer.state_or_province threat.indicator.file.x509.subject.common_name threat.indicator.file.x509.subject.country threat.indicator.file.x509.subject.locality threat.indicator.file.x509.subject.organization threat.indicator.file.x509.subject.organizational_unit threat.indicator.file.x509.subject.state_or_province threat.indicator.id threat.indicator.x509.alternative_names threat.indicator.x509.issuer.common_name threat.indicator.x509.issuer.country threat.indicator.x509.issuer.locality threat.indicator.x509.issuer.organization threat.indicator.x509.issuer.organizational_unit threat.indicator.x509.issuer.state_or_province threat.indicator.x509.subject.common_name threat.indicator.x509.subject.country threat.indicator.x509.subject.locality threat.indicator.x509.subject.organization threat.indicator.x509.subject.organizational_unit threat.indicator.x509.subject.state_or_province threat.software.alias threat.software.platforms threat.tactic.id threat.tactic.name threat.tactic.reference threat.technique.id threat.technique.name threat.technique.reference threat.technique.subtechnique.id threat.technique.subtechnique.name threat.technique.subtechnique.reference tls.client.certificate_chain tls.client.supported_ciphers tls.client.x509.alternative_names tls.client.x509.issuer.common_name tls.client.x509.issuer.country tls.client.x509.issuer.locality tls.client.x509.issuer.organization tls.client.x509.issuer.organizational_unit tls.client.x509.issuer.state_or_province tls.client.x509.subject.common_name tls.client.x509.subject.country tls.client.x509.subject.locality tls.client.x509.subject.organization tls.client.x509.subject.organizational_unit tls.client.x509.subject.state_or_province tls.server.certificate_chain tls.server.x509.alternative_names tls.server.x509.issuer.common_name tls.server.x509.issuer.country tls.server.x509.issuer.locality tls.server.x509.issuer.organization tls.server.x509.issuer.organizational_unit tls.server.x509.issuer.state_or_province tls.server.x509.subject.common_name tls.server.x509.subject.country tls.server.x509.subject.locality tls.server.x509.subject.organization tls.server.x509.subject.organizational_unit tls.server.x509.subject.state_or_province user.changes.entity.attributes.known_redirects user.changes.entity.attributes.permissions user.changes.entity.relationships.administers.entity.id user.changes.entity.relationships.administers.host.id user.changes.entity.relationships.administers.host.name user.changes.entity.relationships.administers.service.id user.changes.entity.relationships.administers.service.name user.changes.entity.relationships.administers.user.domain user.changes.entity.relationships.administers.user.email user.changes.entity.relationships.administers.user.id user.changes.entity.relationships.administers.user.name user.changes.entity.relationships.depends_on.entity.id user.changes.entity.relationships.depends_on.host.id user.changes.entity.relationships.depends_on.host.name user.changes.entity.relationships.depends_on.service.id user.changes.entity.relationships.depends_on.service.name user.changes.entity.relationships.depends_on.user.domain user.changes.entity.relationships.depends_on.user.email user.changes.entity.relationships.depends_on.user.id user.changes.entity.relationships.depends_on.user.name user.changes.entity.relationships.owns.entity.id user.changes.entity.relationships.owns.host.id user.changes.entity.relationships.owns.host.name user.changes.entity.relationships.owns.service.id user.changes.entity.relationships.owns.service.name user.changes.entity.relationships.owns.user.domain user.changes.entity.relationships.owns.user.email user.changes.entity.relationships.owns.user.id user.changes.entity.relationships.owns.user.name user.changes.entity.relationships.supervises.entity.id user.changes.entity.relationships.supervises.host.id user.changes.entity.relationships.supervises.host.name user.changes.entity.relationships.supervises.service.id user.changes.entity.relationships.supervises.service.name user.changes.entity.relationships.supervises.user.domain user.changes.entity.relationships.supervises.user.email user.changes.entity.relationships.supervises.user.id user.changes.entity.relationships.supervises.user.name user.changes.entity.type user.changes.roles user.effective.entity.attributes.known_redirects user.effective.entity.attributes.permissions user.effective.entity.relationships.administers.entity.id user.effective.entity.relationships.administers.host.id user.effective.entity.relationships.administers.host.name user.effective.entity.relationships.administers.service.id user.effective.entity.relationships.administers.service.name user.effective.entity.relationships.administers.user.domain user.effective.entity.relationships.administers.user.email user.effective.entity.relationships.administers.user.id user.effective.entity.relationships.administers.user.name user.effective.entity.relationships.depends_on.entity.id user.effective.entity.relationships.depends_on.host.id user.effective.entity.relationships.depends_on.host.name user.effective.entity.relationships.depends_on.service.id user.effective.entity.relationships.depends_on.service.name user.effective.entity.relationships.depends_on.user.domain user.effective.entity.relationships.depends_on.user.email user.effective.entity.relationships.depends_on.user.id user.effective.entity.relationships.depends_on.user.name user.effective.entity.relationships.owns.entity.id user.effective.entity.relationships.owns.host.id user.effective.entity.relationships.owns.host.name user.effective.entity.relationships.owns.service.id user.effective.entity.relationships.owns.service.name user.effective.entity.relationships.owns.user.domain user.effective.entity.relationships.owns.user.email user.effective.entity.relationships.owns.user.id user.effective.entity.relationships.owns.user.name user.effective.entity.relationships.supervises.entity.id user.effective.entity.relationships.supervises.host.id user.effective.entity.relationships.supervises.host.name user.effective.entity.relationships.supervises.service.id user.effective.entity.relationships.supervises.service.name user.effective.entity.relationships.supervises.user.domain user.effective.entity.relationships.supervises.user.email user.effective.entity.relationships.supervises.user.id user.effective.entity.relationships.supervises.user.name user.effective.entity.type user.effective.roles user.entity.attributes.known_redirects user.entity.attributes.permissions user.entity.relationships.administers.entity.id user.entity.relationships.administers.host.id user.entity.relationships.administers.host.name user.entity.relationships.administers.service.id user.entity.relationships.administers.service.name user.entity.relationships.administers.user.domain user.entity.relationships.administers.user.email user.entity.relationships.administers.user.id user.entity.relationships.administers.user.name user.entity.relationships.depends_on.entity.id user.entity.relationships.depends_on.host.id user.entity.relationships.depends_on.host.name user.entity.relationships.depends_on.service.id user.entity.relationships.depends_on.service.name user.entity.relationships.depends_on.user.domain user.entity.relationships.depends_on.user.email user.entity.relationships.depends_on.user.id user.entity.relationships.depends_on.user.name user.entity.relationships.owns.entity.id user.entity.relationships.owns.host.id user.entity.relationships.owns.host.name user.entity.relationships.owns.service.id user.entity.relationships.owns.service.name user.entity.relationships.owns.user.domain user.entity.relationships.owns.user.email user.entity.relationships.owns.user.id user.entity.relationships.owns.user.name user.entity.relationships.supervises.entity.id user.entity.relationships.supervises.host.id user.entity.relationships.supervises.host.name user.entity.relationships.supervises.service.id user.entity.relationships.supervises.service.name user.entity.relationships.supervises.user.domain user.entity.relationships.supervises.user.email user.entity.relationships.supervises.user.id user.entity.relationships.supervises.user.name user.entity.type user.roles user.target.entity.attributes.known_redirects user.target.entity.attributes.permissions user.target.entity.relationships.administers.entity.id user.target.entity.relationships.administers.host.id user.target.entity.relationships.administers.host.name user.target.entity.relationships.administers.service.id user.target.entity.relationships.administers.service.name user.target.entity.relationships.administers.user.domain user.target.entity.relationships.administers.user.email user.target.entity.relationships.administers.user.id user.target.entity.relationships.administers.user.name user.target.entity.relationships.depends_on.entity.id user.target.entity.relationships.depends_on.host.id user.target.entity.relationships.depends_on.host.name user.target.entity.relationships.depends_on.service.id user.target.entity.relationships.depends_on.service.name user.target.entity.relationships.depends_on.user.domain user.target.entity.relationships.depends_on.user.email user.target.entity.relationships.depends_on.user.id user.target.entity.relationships.depends_on.user.name user.target.entity.relationships.owns.entity.id user.target.entity.relationships.owns.host.id user.target.entity.relationships.owns.host.name user.target.entity.relationships.owns.service.id user.target.entity.relationships.owns.service.name user.target.entity.relationships.owns.user.domain user.target.entity.relationships.owns.user.email user.target.entity.relationships.owns.user.id user.target.entity.relationships.owns.user.name user.target.entity.relationships.supervises.entity.id user.target.entity.relationships.supervises.host.id user.target.entity.relationships.supervises.host.name user.target.entity.relationships.supervises.service.id user.target.entity.relationships.supervises.service.name user.target.entity.relationships.supervises.user.domain user.target.entity.relationships.supervises.user.email user.target.entity.relationships.supervises.user.id user.target.entity.relationships.supervises.user.name user.target.entity.type user.target.roles vulnerability.category",
  "boolean": "cloud.entity.attributes.managed cloud.entity.attributes.mfa_enabled cloud.origin.entity.attributes.managed cloud.origin.entity.attributes.mfa_enabled cloud.target.entity.attributes.managed cloud.target.entity.attributes.mfa_enabled container.security_context.privileged dll.code_signature.exists dll.code_signature.trusted dll.code_signature.valid dll.pe.go_stripped entity.attributes.managed entity.attributes.mfa_enabled entity.target.attributes.managed entity.target.attributes.mfa_enabled faas.coldstart file.code_signature.exists file.code_signature.trusted file.code_signature.valid file.elf.go_stripped file.macho.go_stripped file.pe.go_stripped host.entity.attributes.managed host.entity.attributes.mfa_enabled host.target.entity.attributes.managed host.target.entity.attributes.mfa_enabled orchestrator.entity.attributes.managed orchestrator.entity.attributes.mfa_enabled process.code_signature.exists process.code_signature.trusted process.code_signature.valid process.elf.go_stripped process.entry_leader.interactive process.entry_leader.same_as_process process.group_leader.interactive process.group_leader.same_as_process process.interactive process.io.max_bytes_per_process_exceeded process.macho.go_stripped process.parent.code_signature.exists process.parent.code_signature.trusted process.parent.code_signature.valid process.parent.elf.go_stripped process.parent.interactive process.parent.macho.go_stripped process.parent.pe.go_stripped process.pe.go_stripped process.session_leader.interactive process.session_leader.same_as_process service.entity.attributes.managed service.entity.attributes.mfa_enabled service.origin.entity.attributes.managed service.origin.entity.attributes.mfa_enabled service.target.entity.attributes.managed service.target.entity.attributes.mfa_enabled threat.enrichments.indicator.file.code_signature.exists threat.enrichments.indicator.file.code_signature.trusted threat.enrichments.indicator.file.code_signature.valid threat.enrichments.indicator.file.elf.go_stripped threat.enrichments.indicator.file.pe.go_stripped threat.indicator.file.code_signature.exists threat.indicator.file.code_signature.trusted threat.indicator.file.code_signature.valid threat.indicator.file.elf.go_stripped threat.indicator.file.pe.go_stripped tls.established tls.resumed user.changes.entity.attributes.managed user.changes.entity.attributes.mfa_enabled user.effective.entity.attributes.managed user.effective.entity.attributes.mfa_enabled user.entity.attributes.managed user.entity.attributes.mfa_enabled user.target.entity.attributes.managed user.target.entity.attributes.mfa_enabled volume.removable volume.writable",
  "float": "container.cpu.usage container.memory.usage event.risk_score event.risk_score_norm gen_ai.request.frequency_penalty gen_ai.request.presence_penalty gen_ai.request.temperature gen_ai.request.top_k gen_ai.request.top_p host.cpu.usage host.risk.calculated_score host.risk.calculated_score_norm host.risk.static_score host.risk.static_score_norm host.target.cpu.usage host.target.risk.calculated_score host.target.risk.calculated_score_norm host.target.risk.static_score host.target.risk.static_score_norm user.changes.risk.calculated_score user.changes.risk.calculated_score_norm user.changes.risk.static_score user.changes.risk.static_score_norm user.effective.risk.calculated_score user.effective.risk.calculated_score_norm user.effective.risk.static_score user.effective.risk.static_score_norm user.risk.calculated_score user.risk.calculated_score_norm user.risk.static_score user.risk.static_score_norm user.target.risk.calculated_score user.target.risk.calculated_score_norm user.target.risk.static_score user.target.risk.static_score_norm vulnerability.score.base vulnerability.score.environmental vulnerability.score.temporal",
  "ip[]": "dns.resolved_ip host.ip host.target.ip observer.ip orchestrator.resource.ip related.ip",
  "wildcard": "email.message_id error.stack_trace http.request.body.content http.response.body.content process.command_line process.entry_leader.command_line process.group_leader.command_line process.io.text process.parent.command_line process.session_leader.command_line threat.enrichments.indicator.url.full threat.enrichments.indicator.url.original threat.enrichments.indicator.url.path threat.indicator.url.full threat.indicator.url.original threat.indicator.url.path url.full url.original url.path",
  "text": "error.message message",
  "wildcard[]": "registry.data.strings threat.enrichments.indicator.registry.data.strings threat.indicator.registry.data.strings",
} as const
