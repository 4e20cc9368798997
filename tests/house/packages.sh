# SPDX-License-Identifier: BSD-2-Clause
# Sourced by quickstart and check: installs Debian 12 packages that are missing, and leaves no service behind.

# Hyperscan is for x86 only; elsewhere Vectorscan is the same library.
case $(dpkg --print-architecture) in
amd64 | i386) regex_run=libhyperscan5 regex_build=libhyperscan-dev ;;
*) regex_run=libvectorscan5 regex_build=libvectorscan-dev ;;
esac

run_packages="redis-server redis-tools ca-certificates python3 libevent-2.1-7 libevent-openssl-2.1-7 libcurl4
	libhiredis0.14 libsqlite3-0 libfyaml0 libjansson4 libicu72 libseccomp2 libsystemd0 libxxhash0 libstemmer0d $regex_run"
build_packages="gcc libc6-dev cmake ninja-build pkg-config libevent-dev libcurl4-openssl-dev libhiredis-dev
	libsqlite3-dev libfyaml-dev libjansson-dev libicu-dev libseccomp-dev libsystemd-dev libxxhash-dev libstemmer-dev $regex_build"
test_packages="git clang clang-format clang-tidy libclang-rt-14-dev llvm libcmocka-dev python3-pytest python3-pytest-xdist python3-redis
	python3-jsonschema python3-yaml python3-icu curl sfeed openssl mandoc pmccabe procps systemd debootstrap"

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		echo "Debian packages are to be installed, and there is no sudo: run this once as root." >&2
		return 1
	fi
}

missing_packages() {
	for package in "$@"; do
		dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || echo "$package"
	done
}

# Packages that bring a daemon would start it: here nothing may be left running that was not there before. In a subshell
# (parentheses), so that whatever ends it takes the policy away again.
install_packages() (
	missing=$(missing_packages "$@")
	[ -n "$missing" ] || exit 0
	echo "installing:" $missing
	policy=/usr/sbin/policy-rc.d
	own_policy=
	log=$(mktemp "${TMPDIR:-/tmp}/nuncio-packages.XXXXXX")
	trap 'rm -f "$log"; [ -z "$own_policy" ] || as_root rm -f "$policy"' EXIT
	trap 'exit 130' INT TERM HUP
	if [ ! -e "$policy" ]; then
		own_policy=1
		printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
		as_root chmod 755 "$policy"
	fi
	{
		as_root apt-get -q update &&
			as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends $missing
	} >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
	case $missing in *redis-server*)
		[ ! -d /run/systemd/system ] || as_root systemctl -q disable redis-server.service || true
		;;
	esac
)
