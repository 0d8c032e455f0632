import type { Words } from "./fill.ts"

const words = (text: string) => text.trim().split(/\s+/)

/** What names the things of an ordinary office and its servers. */
export const ordinaryWords: Words = {
  user: words(`maria jonas anna.berg tomasz l.silva svc_backup svc_sql deploy build helen.w p.novak
    admin-kl reception lab3 jdoe amir.h olga trainee07 web ci mkraus`),
  host: words(`FS01 DC02 SQL03 WEB-2 PRINT01 WS-0«#2» srv«#2» NAS1 TS0«#1» build-«#2» mail2 db1 app«#1»
    proxy1 backup02 LAPTOP-«#3» gate wiki`),
  domain: words(`corp.example.org example.com intra.example.net office.example.org example.de
    shop.example.com partner.example.net`),
  ip: ["10.«#2».«#1».«#2»", "192.168.«#1».«#2»", "172.16.«#1».«#2»"],
  doc: words(`report invoice budget minutes offer contract timesheet inventory plan roster agenda
    protocol catalogue quarterly-figures holiday-list letter order delivery-note price-list summary
    presentation handbook survey receipts forecast checklist draft notes customer-list org-chart`),
  office: words("docx xlsx pptx pdf csv txt odt rtf one msg vsdx"),
  project: words(`portal billing shop intranet reports api gateway mobile crm warehouse tracker
    scheduler website dashboard auth-service importer webshop planner payroll`),
  guid: ["«%8»-«%4»-4«%3»-a«%3»-«%8»«%4»"],
  year: words("2022 2023 2024 2025 2026"),
  date: ["«year»-0«1|2|3|4|5|6|7|8|9»-1«0|1|2|3|4|5|6|7|8|9»", "«year»«10|11|12»«11|14|22|27»"],
  drive: ["C:", "D:", "E:", "S:"],
  version: ["«1|2|3|4|7|9».«0|1|2|3|4|5|8».«#1»", "«#2».«#1».«#3»", "«1|2|3».«#2»"],
  winfolder: [
    "C:\\Users\\«user»\\«Documents|Downloads|Desktop|Pictures|OneDrive - Example»",
    "«drive»\\«Shares|Projects|Data|Archive|Transfer»\\«project»",
    "\\\\«host»\\«home|public|projects|scans|templates»\\«user»",
    "C:\\Temp\\«project»",
    "C:\\inetpub\\wwwroot\\«project»",
  ],
  winfile: [
    "«winfolder»\\«doc»-«date».«office»",
    "«winfolder»\\«doc».«office»",
    "«winfolder»\\«doc» «year».«office»",
  ],
  vendor:
    words(`Adobe Mozilla Google Oracle Dell HP Lenovo Intel NVIDIA Logitech Citrix Cisco VMware
    Zoom Notepad++ 7-Zip VideoLAN Git TortoiseSVN PuTTY KeePassXC Dropbox Slack FileZilla Wireshark
    Realtek Brother Kyocera Synology Veeam Sophos ESET Datev SAP Autodesk JetBrains`),
  exe: words(`update setup agent helper service launcher tray monitor notify sync client viewer host
    scheduler crashreporter uninstall`),
  service: words(`Spooler wuauserv BITS W32Time LanmanServer MSSQLSERVER W3SVC Dnscache
    Schedule Themes Audiosrv TermService Netlogon DHCPServer AdobeARMservice gupdate MySQL80
    PostgreSQL VeeamBackupSvc SQLAgent WSearch WinRM`),
  task: words(`Backup Cleanup Inventory Reindex LogRotate Report Sync DiskCheck Export Defrag
    CertificateRenewal PatchReport`),
  port: words("22 53 80 123 389 443 445 587 636 993 1433 3306 3389 5432 8080 8443 9100"),
  nixuser: words("root www-data postgres deploy ubuntu git backup jenkins nagios maria alice ops"),
  nixservice:
    words(`nginx ssh cron postgresql docker rsyslog chrony redis-server mariadb apache2 postfix
    haproxy grafana-server prometheus gitlab-runner systemd-resolved NetworkManager php8.2-fpm
    fail2ban keepalived unattended-upgrades elasticsearch tomcat9 cups smbd dovecot`),
  package:
    words(`curl git vim htop nginx python3-venv build-essential jq rsync tmux nodejs postgresql-16
    redis docker-ce openjdk-17-jre unzip libssl-dev certbot chrony net-tools tree ca-certificates
    lsof strace imagemagick ffmpeg zsh mariadb-client openssh-server`),
  log: words(`/var/log/syslog /var/log/auth.log /var/log/nginx/access.log /var/log/nginx/error.log
    /var/log/messages /var/log/mail.log /var/log/dpkg.log /var/log/postgresql/postgresql-16-main.log
    /var/log/kern.log /var/log/«project»/app.log /var/log/apache2/other_vhosts_access.log`),
  nixfolder: words(`/home/«nixuser»/«project» /srv/«project» /opt/«project» /var/www/«project»
    /var/lib/«project» /usr/share/doc/«package» /mnt/backup/«host» /data/«project»/«year» /tmp/build-«#4»
    /home/«nixuser»/src/«project» /etc/«nixservice» /var/cache/«project» .`),
  ext: words("txt log json yaml conf py js ts go java md sql csv xml html css sh tar.gz ini"),
  nixfile: [
    "«nixfolder»/«doc».«ext»",
    "«doc».«ext»",
    "src/«exe».«ext»",
    "«nixfolder»/«exe»-«version».«ext»",
  ],
  branch: words(
    "main master develop release/«version» feature/«project»-«#3» fix/«doc» hotfix/«#4»",
  ),
  image: words(`nginx:«version» postgres:16 redis:7 node:20-alpine python:3.12-slim ubuntu:24.04
    registry.example.com/«project»:«version» registry.example.com/team/«project»:latest alpine:3.20`),
  site: words(`www.example.com portal.example.org docs.example.com cdn.example.net api.example.com
    shop.example.com status.example.org wiki.example.net mail.example.org download.example.com
    static.example.net news.example.org`),
  slug: words(`about contact products services news blog careers imprint privacy terms pricing support
    download docs faq team events gallery press partners references shop cart checkout account
    profile orders wishlist settings search help sitemap newsletter archive topics rss`),
  word: words(`spring summer garden table chair lamp phone cable paper printer coffee bicycle bottle jacket
    shoes book camera keyboard monitor office city train travel weather recipe music cinema health`),
}
