# shellcheck shell=bash
# Files of Debian packages, for images that cannot be pulled.

# debian_files DIRECTORY PACKAGE...: unpacks packages and all they depend on into DIRECTORY, which
# gets today's layout (/bin is /usr/bin ...) and loses what a container has no use for.
debian_files() {
  local target=$1 name debs
  shift
  debs=$(workspace debs)
  for name in bin sbin lib lib64; do
    mkdir -p "$target/usr/$name"
    if [[ ! -e $target/$name ]]; then ln -s "usr/$name" "$target/$name"; fi
  done
  # An empty status file makes apt name every dependency, not only those this machine lacks.
  apt-get -s -o Dir::State::status=/dev/null install --no-install-recommends "$@" | awk '/^Inst /{print $2}' |
    grep -vxE 'debconf|perl-base|.*awk|debianutils|base-files|gcc-.*-base|libcrypt1' >"$debs/list"
  (cd "$debs" && xargs apt-get -o APT::Sandbox::User=root download <list)
  for name in "$debs"/*.deb; do
    dpkg-deb --fsys-tarfile "$name" | tar -x --keep-directory-symlink --no-same-owner -C "$target"
  done
  rm -rf "$target"/usr/share/{doc,doc-base,man,locale,lintian,bug,info,menu,bash-completion} \
    "$target"/usr/lib/*/{gconv,audit} "$target"/usr/include "$target"/usr/share/zoneinfo/right
}
