# shellcheck shell=bash
# Python with venv, in which `make test-full` tries the rendered modules with the client that users have.

python_missing() {
  # Debian's python3 has venv, but not what venv needs.
  python3 -c 'import venv, ensurepip' 2>/dev/null || missing python
}

python_install() {
  run "installing python3-venv" apt_install python3-venv
  done_with "$(python3 --version)"
}
