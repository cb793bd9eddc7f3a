# shellcheck shell=bash
# The layer under every image built here: a C library, busybox for the shell and wget that health
# checks use, certificates and time zones. Its busybox is the dynamic one: Grafana and Node need the
# C library anyway, and names are then resolved by the same resolver everywhere.

image_base_ref() {
  local id
  # Another recipe, or another release of the system it comes from, is another base.
  # shellcheck source=/dev/null
  id=$(cat "$here"/recipes/base/* "$here/lib/debian.sh" /etc/os-release | sha256sum)
  printf 'pipeline-monitoring/base:%s\n' "${id:0:12}"
}

image_base_context() {
  local root=$1/root
  apt_update
  debian_files "$root" busybox libc6 ca-certificates tzdata netbase
  mkdir -p "$root"/{etc,home,opt,proc,root,run,srv,sys,tmp,var/run,var/tmp}
  chmod 1777 "$root/tmp" "$root/var/tmp"
  cat "$root"/usr/share/ca-certificates/mozilla/*.crt >"$root/etc/ssl/certs/ca-certificates.crt"
  cp /etc/os-release "$root/etc/os-release"
  printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/home:/bin/false\n' >"$root/etc/passwd"
  printf 'root:x:0:\nnobody:x:65534:\n' >"$root/etc/group"
  printf 'passwd: files\ngroup: files\nhosts: files dns\n' >"$root/etc/nsswitch.conf"
  cp "$here/recipes/base/Dockerfile" "$1/"
}
