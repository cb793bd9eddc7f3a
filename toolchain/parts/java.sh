# shellcheck shell=bash
# Java, for tests that run a real Kafka: the machine's own, else Debian's. Only set up when asked for by name.

java_missing() { command -v java >/dev/null || missing java; }

java_install() {
  run "installing default-jre-headless" apt_install default-jre-headless
  done_with "$(java -version 2>&1 | head -n 1)"
}
