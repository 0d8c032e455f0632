/** Beginnings of the names of datasets that hold what a service, category or product is about. */
export const datasetsOf: Readonly<Record<string, readonly string[]>> = {
  activitylogs: ["azure.activitylogs", "azure.platformlogs"],
  auditd: ["auditd."],
  auth: ["system.auth"],
  clamav: ["clamav."],
  cloudtrail: ["aws.cloudtrail"],
  cron: ["system.auth", "system.syslog", "cron."],
  database: [
    "mysql",
    "postgresql",
    "mssql",
    "microsoft_sqlserver",
    "oracle.",
    "mongodb",
    "mariadb",
  ],
  dns: [
    "zeek.dns",
    "bind.",
    "suricata.dns",
    "coredns.",
    "network_traffic.dns",
    "microsoft_dnsserver.",
    "windows.dns_server",
    "infoblox_nios.",
    "pihole.",
    "unbound.",
    "dnsmasq.",
    "cisco_umbrella.dns",
  ],
  firewall: [
    "cisco.",
    "cisco_",
    "fortinet",
    "panw.",
    "pfsense.",
    "opnsense.",
    "iptables.",
    "nftables.",
    "checkpoint.",
    "sophos.",
    "juniper.",
    "juniper.",
    "juniper_srx.",
    "mikrotik.",
    "unifi.",
    "mikrotik.",
    "netscreen.",
    "unifi.",
    "sonicwall_firewall.",
    "watchguard_firebox.",
    "barracuda",
    "stormshield.",
    "aws.vpcflow",
    "aws.firewall",
    "azure.firewall",
    "gcp.firewall",
  ],
  guacamole: ["guacamole."],
  okta: ["okta."],
  pim: ["azure.pim", "azure.identity_protection"],
  proxy: [
    "squid.",
    "zscaler",
    "bluecoat",
    "proxysg",
    "haproxy.",
    "forefront",
    "forcepoint",
    "netskope.",
    "cisco_umbrella.",
    "cisco_secure_web",
    "mcafee_web_gateway.",
    "symantec_proxy",
    "sophos.utm",
  ],
  riskdetection: ["azure.riskdetection", "azure.identity_protection"],
  sshd: ["system.auth"],
  sudo: ["system.auth"],
  syslog: ["system.syslog"],
  vsftpd: ["vsftpd."],
  webserver: [
    "apache.access",
    "apache2.access",
    "apache_tomcat.",
    "caddy.",
    "aws.cloudfront_logs",
    "aws.elb_logs",
    "envoyproxy.",
    "haproxy.",
    "httpd.access",
    "iis.access",
    "lighttpd.",
    "nginx.access",
    "nginx_ingress_controller.access",
    "traefik.access",
  ],
}

/** Beginnings of the names of programs that speak for a service, where they are not its own. */
const programs: Readonly<Record<string, readonly string[]>> = {
  clamav: ["clam", "freshclam"],
  guacamole: ["guac"],
}

export const programsOf = (service: string): readonly string[] =>
  Object.hasOwn(programs, service) ? (programs[service] ?? []) : [service]

/** Modules whose events are of a product that rules call by another name. */
export const modulesOf: Readonly<Record<string, readonly string[]>> = {
  fortigate: ["fortinet", "fortinet_fortigate"],
  fortios: ["fortinet", "fortinet_fortigate"],
  gcp: ["gcp", "google_workspace"],
  m365: ["o365", "m365_defender", "microsoft_365", "microsoft_365_defender"],
  paloalto: ["panw", "paloalto"],
}

/** Services whose records stand among all others of their product. */
export const servicesAmongAll: Readonly<Record<string, readonly string[]>> = {
  cisco: ["aaa", "bgp", "ldp", "syslog"],
  fortigate: ["event"],
  fortios: ["sslvpnd"],
  huawei: ["bgp"],
  juniper: ["bgp"],
  m365: ["audit", "exchange", "threat_detection", "threat_management"],
  paloalto: ["globalprotect"],
}

/** Products that write to the event log of Windows, by their channel in lower case. */
export const channelsOfProduct: Readonly<Record<string, string>> = {
  rpc_firewall: "rpcfw",
}

/** Beginnings of datasets that only one kind of system writes. */
export const systemOfDataset: readonly (readonly [prefix: string, system: string])[] = [
  ["auditd.", "linux"],
  ["cron.", "linux"],
  ["iptables.", "linux"],
  ["linux.", "linux"],
  ["santa.", "macos"],
  ["system.", "linux"],
]

/** Categories that ECS knows by its own pair of category and type. */
export const ecsCategories: Readonly<Record<string, { category: string; type?: string }>> = {
  antivirus: { category: "malware" },
  database: { category: "database" },
  dns: { category: "network", type: "protocol" },
  dns_query: { category: "network", type: "protocol" },
  file_change: { category: "file", type: "change" },
  file_delete: { category: "file", type: "deletion" },
  file_event: { category: "file", type: "creation" },
  firewall: { category: "network" },
  network_connection: { category: "network" },
  process_creation: { category: "process", type: "start" },
  process_termination: { category: "process", type: "end" },
  proxy: { category: "web" },
  webserver: { category: "web" },
}
