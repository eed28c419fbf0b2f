#!/usr/bin/env bash
# Installs the servers that tests start (docs/testing.md) on Debian or Ubuntu. May be run again at any time; does nothing
# when all is there. No server runs afterwards: tests start their own, on free ports.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export PATH=$PATH:/usr/sbin

as_root=()
if [ "$(id -u)" -ne 0 ]; then as_root=(sudo --non-interactive); fi

wanted=()
# want <package> <program>...: unless all the programs are there.
want() {
  local package=$1 program
  shift
  for program; do
    command -v "$program" >/dev/null || { wanted+=("$package"); return; }
  done
}
want redis-server redis-server
want mosquitto mosquitto
want mosquitto-clients mosquitto_pub mosquitto_sub
# A client of docs/clients.md; those of Java come below.
[ -e /usr/lib/python3/dist-packages/paho ] || wanted+=(python3-paho-mqtt)
want influxdb influxd
want victoria-metrics victoria-metrics
# Certificates of an authority that tests make.
want openssl openssl
want util-linux setpriv findmnt
# Small disks of their own, for stores that meet a full one.
want mount mount umount
want e2fsprogs mkfs.ext4 e2fsck
# The browser that drives the console, without the frame of a window where that is enough, and a font with Chinese characters.
if ! command -v google-chrome >/dev/null && ! command -v chromium-browser >/dev/null; then
  want chromium chromium
  want chromium-headless-shell chromium-headless-shell
fi
if ! compgen -G '/usr/share/fonts/*/noto/NotoSansCJK*' >/dev/null; then wanted+=(fonts-noto-cjk); fi
# Kafka, and the compiler of its client.
want default-jdk-headless java javac
want maven mvn
want g++ g++
want make make
want python3 python3
if ! compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; then wanted+=(postgresql); fi
for package in libssl-dev zlib1g-dev liblz4-dev libzstd-dev libsasl2-dev; do
  dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
    wanted+=("$package")
done

if [ ${#wanted[@]} -gt 0 ]; then
  echo "installing ${wanted[*]}"
  # Debian starts a server as soon as it is unpacked; this says no for as long as the installation takes. What a machine
  # has of its own stands.
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    trap '"${as_root[@]}" rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod +x "$policy"
  fi
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null
  # Nor at the next start of the machine: what was not here before is here for the tests.
  for service in postgresql redis-server mosquitto influxdb victoria-metrics; do
    if [[ " ${wanted[*]} " == *" $service "* ]] && command -v systemctl >/dev/null; then
      "${as_root[@]}" systemctl disable --quiet "$service" 2>/dev/null || true
    fi
  done
fi

# Kafka and the clients in Java are no Debian packages; their jars are in Maven's central repository. Each pom.xml pins them.
for jars in kafka clients; do
  if ! cmp -s $jars/pom.xml $jars/lib/pom.xml; then
    rm -rf $jars/lib
    mvn -q -B -f $jars/pom.xml dependency:copy-dependencies -DoutputDirectory=lib
    # Written last: what an interrupted download left does not count.
    cp $jars/pom.xml $jars/lib/pom.xml
  fi
done
echo "the servers that tests start are installed"
