#!/usr/bin/env bash
# install_tools.sh                  install the system programs that the tests call
# install_tools.sh --package NAME   install one Debian package
#
# Does nothing when all are there. Installs only as root or with a sudo that asks nothing; else it
# says in one line what is missing and goes on, since the tests themselves decide what that means.
set -euo pipefail

# program:Debian package
tools=(
    caddy:caddy
    chromium:chromium
    dovecot:dovecot-imapd
    exiftool:libimage-exiftool-perl
    ffmpeg:ffmpeg
    ffprobe:ffmpeg
    gpo:gpodder
    java:default-jre-headless
    lame:lame
    mshow:mblaze
    mount:mount
    newsboat:newsboat
    nginx:nginx-light
    opendkim-testmsg:opendkim-tools
    opendkim:opendkim
    opusenc:opus-tools
    postfix:postfix
    postgres:postgresql
    rsync:rsync
    setpriv:util-linux
    spamassassin:spamassassin
    ssh:openssh-client
    sshd:openssh-server
    swaks:swaks
    systemd-analyze:systemd
    umount:mount
    xmllint:libxml2-utils
)

# Where Debian puts servers; not on everybody's PATH.
PATH="$PATH:/usr/sbin:/sbin"
for folder in /usr/lib/postgresql/*/bin; do PATH="$PATH:$folder"; done

missing=()
if [[ ${1:-} == --package ]]; then
    missing+=("$2")
else
    for tool in "${tools[@]}"; do
        command -v "${tool%%:*}" >/dev/null || missing+=("${tool##*:}")
    done
fi
if ((${#missing[@]} == 0)); then exit 0; fi

if [[ $(id -u) == 0 ]]; then
    as_root=(env)
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root=(sudo -n env)
else
    echo "!!! NOT INSTALLED, and this user may not install: ${missing[*]}" >&2
    exit 0
fi
if ! command -v apt-get >/dev/null; then
    echo "!!! NOT INSTALLED, and there is no apt-get here: ${missing[*]}" >&2
    exit 0
fi

echo "Installing ${missing[*]} …"
apt=("${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { "${apt[@]}" update && "${apt[@]}" install --no-install-recommends -y "${missing[@]}"; } \
    >"$log" 2>&1 </dev/null; then
    tail -n 20 "$log" >&2
    echo "!!! COULD NOT INSTALL: ${missing[*]}" >&2
fi
