#!/bin/sh
# SPDX-License-Identifier: MIT
# packages.sh - install the Debian packages that are missing for a purpose.
#
#	tests/packages.sh build demo package check coverage valgrind tidy prove
#	    hosts bench ci
#
# Says what is missing before it installs.  Exit status: 0 nothing is missing
# any more; 3 something is, and it cannot be installed here.

# Each word is a package; "a|b" is satisfied by either, and a is installed; "a?"
# is left out where the distribution has no such package, and its tests skip.
build='gcc libc6-dev libfcgi-dev libseccomp-dev libsqlite3-dev libpcre2-dev libjansson-dev libcsv-dev zlib1g-dev libcurl4-openssl-dev|libcurl4-gnutls-dev'
demo='nginx-light|nginx-core|nginx-full|nginx-extras|nginx curl'
package='build-essential debhelper dpkg-dev libcmocka-dev lintian tzdata'
servers='lighttpd apache2 libapache2-mod-fcgid haproxy caddy h2o? busybox'
servers="$servers mini-httpd spawn-fcgi faketime"
check="$demo libcmocka-dev python3 openssl varnish mandoc clang-format tzdata jq groff-base"
check="$check $servers nodejs python3-icalendar chromium-headless-shell|chromium"
check="$check $package debootstrap strace systemd bindfs"
coverage='gcovr'
valgrind='valgrind'
tidy='clang-tidy cppcheck'
prove='frama-c-base gcc libc6-dev'
hosts='nodejs npm python3'
ci='clang libclang-rt-dev'
bench="$demo python3 sqlite3 haproxy lighttpd apache2 apache2-utils caddy"
bench="$bench php-fpm|php8.2-fpm php-sqlite3|php8.2-sqlite3"

stop() {
	echo "detour: $*" >&2
	exit 3
}

installed() {
	dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null |
		grep -qx installed
}

wanted=
for purpose; do
	case $purpose in
	build) wanted="$wanted $build" ;;
	demo) wanted="$wanted $demo" ;;
	package) wanted="$wanted $package" ;;
	check) wanted="$wanted $check" ;;
	coverage) wanted="$wanted $coverage" ;;
	ci) wanted="$wanted $ci" ;;
	valgrind) wanted="$wanted $valgrind" ;;
	tidy) wanted="$wanted $tidy" ;;
	prove) wanted="$wanted $prove" ;;
	hosts) wanted="$wanted $hosts" ;;
	bench) wanted="$wanted $bench" ;;
	*) stop "no such purpose: '$purpose'" ;;
	esac
done

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
	stop "packages are only installed on Debian and its kin; install the" \
		"likes of:$wanted - then run make with PACKAGES=installed"
fi

set -f # "a?" is no pattern

# Of packages that it has never heard of, apt-cache says so by its status.
offered() {
	apt-cache show "$1" >/dev/null 2>&1
}

look() {
	missing=
	for choice in $wanted; do
		first=${choice%%[|?]*}
		for package in $(echo "${choice%\?}" | tr '|' ' '); do
			installed "$package" && continue 2
		done
		case $choice in
		*\?) offered "$first" || continue ;;
		esac
		case " $missing " in
		*" $first "*) ;;
		*) missing="$missing $first" ;;
		esac
	done
}

look
[ -n "$missing" ] || exit 0

# The services of nginx and others are installed, but not started: their units
# are told that this is not the moment (SYSTEMD_OFFLINE).
as_root='env DEBIAN_FRONTEND=noninteractive SYSTEMD_OFFLINE=1'
by_hand() {
	echo "apt-get install --no-install-recommends$missing"
}

echo "Missing Debian packages:$missing"
if [ "$(id -u)" -ne 0 ]; then
	command -v sudo >/dev/null ||
		stop "not root, and no sudo here.  As root: $(by_hand)"
	# Where nobody can type a password, sudo must not wait for one.
	[ -t 0 ] || sudo -n true 2>/dev/null ||
		stop "sudo wants a password, and nobody can type one.  As root: $(by_hand)"
	as_root="sudo $as_root"
fi

mkdir -p build || stop "cannot make the folder build/"
log=build/packages.log

# $missing and $as_root are lists of words.
install() {
	# shellcheck disable=SC2086
	$as_root apt-get install -y -q --no-install-recommends $missing \
		</dev/null >>"$log" 2>&1
}

echo "Installing them; this takes a minute or two"
: >"$log"
# Fresh package lists are only fetched when the ones that are there won't do.
if ! install; then
	echo "Fetching fresh package lists"
	$as_root apt-get update -q </dev/null >>"$log" 2>&1 || :
	look
	if ! install; then
		tail -n 15 "$log" >&2
		stop "could not install; the whole story is in $log." \
			"By hand, as root: $(by_hand)"
	fi
fi
