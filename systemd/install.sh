#!/usr/bin/env bash
# Installs mnistd as a systemd service, or takes it away again; see --help.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

usage() {
  cat <<'END'
usage: systemd/install.sh [--prefix DIR] [--destdir DIR] [--binaries DIR] [--drop-in NAME]... [--no-start]
       systemd/install.sh --uninstall [--purge] [--prefix DIR] [--destdir DIR]

Installs mnistd and mnistctl, units, groups, the model directory, manual pages and completions for
bash, zsh and fish, and listens on the sockets: the first request starts the daemon. Doing it again
brings everything up to date, and keeps an edited /etc/mnistd/mnistd.conf.

  --prefix DIR     where programs go (default: PREFIX, else /usr/local)
  --destdir DIR    root of the installation, for packagers (default: DESTDIR, else none); with one,
                   files are copied and nothing is started
  --binaries DIR   take mnistd and mnistctl from there (default: build static ones with swift)
  --drop-in NAME   also use a drop-in, strict or notify-reload: systemd/drop-ins says what they do
  --no-start       copy the files, make the groups, and start nothing
  --uninstall      stop and remove what was installed; models, orders about them and an edited
                   configuration stay, and so do the groups
  --purge          with --uninstall: remove these too
END
}

fail() {
  echo "install.sh: $1" >&2
  exit "${2:-1}"
}

prefix=${PREFIX:-/usr/local}
root=${DESTDIR:-}
binaries=
drop_ins=()
action=install
purge=false
start=true
while [ $# -gt 0 ]; do
  case $1 in
    --prefix | --destdir | --binaries | --drop-in)
      [ $# -ge 2 ] || fail "$1 needs a value; see --help" 2
      case $1 in
        --prefix) prefix=$2 ;;
        --destdir) root=$2 ;;
        --binaries) binaries=$2 ;;
        --drop-in) drop_ins+=("$2") ;;
      esac
      shift 2 ;;
    --uninstall) action=uninstall; shift ;;
    --purge) purge=true; shift ;;
    --no-start) start=false; shift ;;
    --help | -h) usage; exit 0 ;;
    *) fail "unknown argument '$1'; see --help" 2 ;;
  esac
done
case $prefix in
  *[!A-Za-z0-9/._-]*) fail "--prefix must be a path of letters, digits, '.', '_' and '-', found '$prefix'" 2 ;;
  /*) prefix=${prefix%/} ;;
  *) fail "--prefix must be an absolute path, found '$prefix'" 2 ;;
esac
for name in ${drop_ins[@]+"${drop_ins[@]}"}; do
  [ -f "$here/drop-ins/$name.conf" ] || fail "there is no drop-in '$name'; there are strict and notify-reload" 2
done
if $purge && [ $action != uninstall ]; then fail "--purge goes with --uninstall" 2; fi
root=${root%/}
if [ -n "$root" ]; then
  mkdir -p "$root"
  start=false
elif [ "$(id -u)" -ne 0 ]; then
  fail "installing needs root; try sudo, or --destdir for a copy" 4
fi

# systemd looks below /usr/lib and /usr/local/lib; for other prefixes its files go to /etc.
case $prefix in
  /usr | /usr/local) units=$prefix/lib/systemd/system fragments=$prefix/lib ;;
  *) units=/etc/systemd/system fragments=/etc ;;
esac
share=$prefix/share
manual=$share/man
plain=(mnistd.socket mnistd-control.socket mnistd.service mnist.slice)
templates=(mnistd@.socket mnistd-control@.socket mnistd@.service)
bash_completions=$share/bash-completion/completions
zsh_completions=$share/zsh/site-functions
fish_completions=$share/fish/vendor_completions.d

# Whether a systemd runs here that shall be told.
has_manager() { [ -z "$root" ] && [ -d /run/systemd/system ]; }

put() { # MODE SOURCE TARGET; the target changes at once, so that a running program is not disturbed
  install -D -m "$1" "$2" "$root$3.installing"
  mv -f "$root$3.installing" "$root$3"
}

# --- Installing ---

find_binaries() {
  if [ -z "$binaries" ]; then
    command -v swift >/dev/null || fail "there is no swift to build with; give --binaries DIR" 4
    # Swift's static library exports all symbols, which keeps 1.5 MB of unused code.
    local program options=(--package-path "$here/.." --scratch-path "$here/../.build-static"
      -c release --static-swift-stdlib -Xlinker --no-export-dynamic)
    for program in mnistd mnistctl; do
      swift build "${options[@]}" --product "$program"
    done
    binaries=$(swift build "${options[@]}" --show-bin-path)
  fi
  for program in mnistd mnistctl; do
    [ -x "$binaries/$program" ] || fail "$binaries: expected the programs mnistd and mnistctl, found no $program" 4
    "$binaries/$program" --version >/dev/null || fail "$binaries/$program does not run" 4
  done
}

put_programs() {
  local program
  for program in mnistd mnistctl; do
    cp "$binaries/$program" "$work/$program"
    # Symbols are two fifths of a static program.
    if command -v strip >/dev/null; then strip "$work/$program"; fi
    put 755 "$work/$program" "$prefix/bin/$program"
  done
}

put_units() {
  local unit name
  for unit in "${plain[@]}" "${templates[@]}"; do
    sed "s|/usr/local/bin/|$prefix/bin/|" "$here/$unit" >"$work/$unit"
    put 644 "$work/$unit" "$units/$unit"
  done
  for name in strict notify-reload; do
    put 644 "$here/drop-ins/$name.conf" "$share/mnistd/drop-ins/$name.conf"
  done
  for name in ${drop_ins[@]+"${drop_ins[@]}"}; do
    for unit in mnistd.service mnistd@.service; do
      put 644 "$here/drop-ins/$name.conf" "$units/$unit.d/$name.conf"
    done
  done
  put 644 "$here/sysusers.conf" "$fragments/sysusers.d/mnistd.conf"
  put 644 "$here/tmpfiles.conf" "$fragments/tmpfiles.d/mnistd.conf"
}

# What is offered as an example is also what an edited file is told from when it is removed.
put_configuration() {
  local target=/etc/mnistd/mnistd.conf
  if [ ! -e "$root$target" ] || cmp -s "$root$target" "$root$share/mnistd/mnistd.conf"; then
    put 644 "$here/mnistd.conf" "$target"
  elif ! cmp -s "$root$target" "$here/mnistd.conf"; then
    echo "$target was edited and stays; $share/mnistd/mnistd.conf is the new one"
  fi
  put 644 "$here/mnistd.conf" "$share/mnistd/mnistd.conf"
}

# Pages and completions are what the programs say of themselves.
put_documents() {
  local date program page
  date=$(LC_ALL=C date -u -r "$binaries/mnistctl" '+%B %-d, %Y')
  mkdir "$work/man"
  "$binaries/mnistctl" --experimental-dump-help |
    awk -v into="$work/man" -v section=1 -v date="$date" -v see='mnist-wire(7) mnistd(8)' \
      -f "$here/man/commands.awk"
  "$binaries/mnistd" --experimental-dump-help |
    awk -v into="$work/man" -v section=8 -v date="$date" -v see='mnistctl(1) mnist-wire(7)' \
      -v more="$here/man/mnistd-files.mdoc" -f "$here/man/commands.awk"
  awk -v date="$date" -f "$here/man/wire.awk" "$here/../formats/wire-protocol.md" \
    >"$work/man/mnist-wire.7"
  # Verbs come and go.
  remove_pages
  for page in "$work"/man/*; do
    put 644 "$page" "$manual/man${page##*.}/${page##*/}"
  done
  for program in mnistd mnistctl; do
    "$binaries/$program" --generate-completion-script bash >"$work/bash"
    "$binaries/$program" --generate-completion-script zsh >"$work/zsh"
    "$binaries/$program" --generate-completion-script fish >"$work/fish"
    put 644 "$work/bash" "$bash_completions/$program"
    put 644 "$work/zsh" "$zsh_completions/_$program"
    put 644 "$work/fish" "$fish_completions/$program.fish"
  done
}

settle() {
  systemd-sysusers "$fragments/sysusers.d/mnistd.conf"
  systemd-tmpfiles --create "$fragments/tmpfiles.d/mnistd.conf"
  if ! has_manager; then return; fi
  systemctl daemon-reload
  if ! $start; then return; fi
  systemctl enable --quiet --now mnistd.socket mnistd-control.socket
  # Sockets stay, so a daemon that runs gives way to the new one without losing a request.
  systemctl try-restart mnistd.service 'mnistd@*.service'
}

install_all() {
  find_binaries
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  put_programs
  put_units
  put_configuration
  put_documents
  if [ -z "$root" ]; then settle; fi
  cat <<END
installed below $root$prefix; units in $root$units
next: give people groups      usermod -aG mnist USER          to classify
                              usermod -aG mnist-admin USER    to publish models and give orders
      publish a model         mnistctl models publish FILE.mlp --as NAME --wait
      see                     man mnistd, systemctl status mnistd
END
}

# --- Removing ---

remove_pages() {
  rm -f "$root$manual"/man1/mnistctl.1 "$root$manual"/man1/mnistctl-*.1 \
    "$root$manual/man8/mnistd.8" "$root$manual/man7/mnist-wire.7"
}

# Directories that this script made go with their last file; those of every system stay.
remove_empty() {
  local path=$1
  while :; do
    case $path in
      / | /etc | /opt | /usr | /usr/bin | /usr/lib | /usr/share | /usr/share/man) return ;;
      /usr/local | /usr/local/bin | /usr/local/lib | /usr/local/share | /usr/local/share/man) return ;;
    esac
    rmdir "$root$path" 2>/dev/null || return 0
    path=$(dirname "$path")
  done
}

stop_all() {
  local unit
  # Sockets first, or a request would start the daemon again.
  for unit in $(systemctl list-units --all --plain --no-legend 'mnistd*.socket' | awk '{ print $1 }'); do
    systemctl disable --quiet --now "$unit"
  done
  systemctl stop 'mnistd@*.service' mnistd.service mnist.slice
  systemctl reset-failed 'mnistd*' 2>/dev/null || true # fails where nothing has failed
}

purge_data() {
  rm -rf "$root/etc/mnistd" "$root/var/lib/mnist" "$root/var/lib/mnistd" "$root/var/lib/private/mnistd"
  rm -rf "$root"/var/lib/mnistd-* "$root"/var/lib/private/mnistd-*
  rm -rf "$root"/etc/systemd/system/mnistd.service.d "$root"/etc/systemd/system/mnistd@*.service.d
  [ -z "$root" ] || return 0
  local group
  for group in mnist mnist-admin; do
    if getent group "$group" >/dev/null; then groupdel "$group"; fi
  done
}

uninstall_all() {
  if has_manager && [ -e "$units/mnistd.service" ]; then stop_all; fi
  local unit name program
  for unit in "${plain[@]}" "${templates[@]}"; do rm -f "$root$units/$unit"; done
  for unit in mnistd.service mnistd@.service; do
    for name in strict notify-reload; do rm -f "$root$units/$unit.d/$name.conf"; done
    remove_empty "$units/$unit.d"
  done
  rm -f "$root$fragments/sysusers.d/mnistd.conf" "$root$fragments/tmpfiles.d/mnistd.conf"
  for program in mnistd mnistctl; do
    rm -f "$root$prefix/bin/$program" "$root$bash_completions/$program" \
      "$root$zsh_completions/_$program" "$root$fish_completions/$program.fish"
  done
  remove_pages
  if cmp -s "$root/etc/mnistd/mnistd.conf" "$root$share/mnistd/mnistd.conf"; then
    rm "$root/etc/mnistd/mnistd.conf"
  fi
  rm -rf "$root$share/mnistd"
  if $purge; then purge_data; fi
  [ -n "$root" ] || rm -rf /run/mnistd
  local directory
  for directory in "$prefix/bin" "$units" "$fragments/sysusers.d" "$fragments/tmpfiles.d" \
    "$bash_completions" "$zsh_completions" "$fish_completions" "$manual/man1" "$manual/man7" \
    "$manual/man8" /etc/mnistd; do
    remove_empty "$directory"
  done
  if has_manager; then systemctl daemon-reload; fi
  $purge || echo "models, orders about them and edited settings stay; --purge removes them"
}

"${action}_all"
