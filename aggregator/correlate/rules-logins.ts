import {
  application,
  failedSsh,
  login,
  type Scenario,
  syslog,
  times,
  windows,
} from "./rules-scenario.ts"

export const logins: readonly Scenario[] = [
  {
    name: "five failed SSH logins within two minutes",
    rule: "ssh_brute_force",
    records: times(5, (i) => failedSsh(i * 20, "203.0.113.1", "root")),
  },
  {
    name: "four failed SSH logins",
    records: times(4, (i) => failedSsh(i * 20, "203.0.113.2", "root")),
  },
  {
    name: "a login after guessed passwords",
    rule: "ssh_login_after_brute_force",
    records: [
      ...times(5, (i) => failedSsh(i, "203.0.113.3", "root")),
      syslog(60, "web1 sshd[7]: Accepted password for root from 203.0.113.3 port 4411 ssh2"),
    ],
  },
  {
    name: "ten failed SSH logins within an hour",
    rule: "ssh_slow_brute_force",
    records: times(10, (i) => failedSsh(i * 300, "203.0.113.4", "root")),
  },
  {
    name: "five names over SSH",
    rule: "ssh_user_enumeration",
    records: times(5, (i) => failedSsh(i * 60, "203.0.113.5", `user${i}`)),
  },
  {
    name: "one name over SSH, five times",
    records: times(5, (i) => failedSsh(i * 60, "203.0.113.6", "anna")),
  },
  {
    name: "SSH handshakes in vain",
    rule: "ssh_client_probes",
    records: times(5, (i) =>
      syslog(
        i,
        "web1 sshd[7]: Unable to negotiate with 203.0.113.7 port 4: no matching key exchange method found. Their offer: x [preauth]",
      ),
    ),
  },
  {
    name: "SSH connections held open",
    rule: "ssh_connections_held_open",
    records: times(4, (i) =>
      syslog(
        i * 120,
        "web1 sshd[7]: fatal: Timeout before authentication for 203.0.113.8 port 4411",
      ),
    ),
  },
  {
    name: "sudo fails again and again",
    rule: "sudo_brute_force",
    records: times(4, (i) =>
      syslog(
        i * 60,
        "web2 sudo:  bert : command not allowed ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh",
      ),
    ),
  },
  {
    name: "sudo fails for four users once each",
    records: times(4, (i) =>
      syslog(
        i,
        `web3 sudo:  u${i} : command not allowed ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh`,
      ),
    ),
  },
  {
    name: "failed logons to Windows",
    rule: "windows_brute_force",
    records: times(6, (i) =>
      windows(i * 10, 4625, { TargetUserName: "anna", LogonType: 3, IpAddress: "203.0.113.9" }),
    ),
  },
  {
    name: "a logon to Windows after failed ones",
    rule: "windows_login_after_brute_force",
    records: [
      ...times(6, (i) =>
        windows(i, 4625, { TargetUserName: "anna", LogonType: 3, IpAddress: "203.0.113.10" }),
      ),
      windows(300, 4624, { TargetUserName: "anna", LogonType: 3, IpAddress: "203.0.113.10" }),
    ],
  },
  {
    name: "a logon to Windows, then failed ones",
    records: [
      windows(0, 4624, { TargetUserName: "bert", LogonType: 3, IpAddress: "203.0.113.11" }),
      ...times(5, (i) =>
        windows(i + 1, 4625, { TargetUserName: "bert", LogonType: 3, IpAddress: "203.0.113.11" }),
      ),
    ],
  },
  {
    name: "one address, ten names on Windows and SSH",
    rule: "password_spraying",
    records: [
      ...times(6, (i) =>
        windows(i * 55, 4625, {
          TargetUserName: `a${i}`,
          LogonType: 3,
          IpAddress: "203.0.113.12",
        }),
      ),
      ...times(4, (i) => failedSsh(i * 60, "203.0.113.12", `b${i}`)),
    ],
  },
  {
    name: "one name from ten addresses",
    rule: "account_guessed_from_many_addresses",
    records: times(10, (i) => failedSsh(i * 60, `198.51.100.${i}`, "clara")),
  },
  {
    name: "failed logins to an application",
    rule: "application_brute_force",
    records: times(5, (i) => application(i * 20, "203.0.113.13", "anna", "failure")),
  },
  {
    name: "failed logins to an application over an hour",
    rule: "application_slow_brute_force",
    records: times(10, (i) => application(i * 300, "203.0.113.14", "anna", "failure")),
  },
  {
    name: "five names in an application",
    rule: "application_user_enumeration",
    records: times(5, (i) => application(i * 60, "203.0.113.15", `user${i}`, "failure")),
  },
  {
    name: "a login to an application after guessed passwords",
    rule: "application_login_after_brute_force",
    records: [
      ...times(5, (i) => application(i, "203.0.113.16", "anna", "failure")),
      application(60, "203.0.113.16", "anna", "success"),
    ],
  },
  {
    name: "a login to an application after one mistake",
    records: [
      application(0, "203.0.113.17", "anna", "failure"),
      application(9, "203.0.113.17", "anna", "success"),
    ],
  },
  {
    name: "logins from two countries",
    rule: "login_from_many_countries",
    records: [login(0, "dora", "DE"), login(1200, "dora", "BR")],
  },
  {
    name: "logins from one country and from inside",
    records: [login(0, "emil", "DE"), login(1200, "emil"), login(1300, "emil", "DE")],
  },
  {
    name: "tickets with a weak cipher for five services",
    rule: "many_weak_tickets_requested",
    records: times(5, (i) =>
      windows(i * 30, 4769, {
        TargetUserName: "frieda@CORP.LAN",
        ServiceName: `svc-${i}`,
        TicketEncryptionType: "0x17",
        Status: "0x0",
      }),
    ),
  },
  {
    name: "tickets with a weak cipher for one service",
    records: times(5, (i) =>
      windows(i * 30, 4769, {
        TargetUserName: "gustav@CORP.LAN",
        ServiceName: "svc-1",
        TicketEncryptionType: "0x17",
        Status: "0x0",
      }),
    ),
  },
]
