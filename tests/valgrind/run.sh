#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh - every test, with each program of ours under memcheck.
#
#	tests/valgrind/run.sh BUILD [NAME...]
#
# BUILD was made with VALGRIND=1.  NAME is a part of a test's name, see tests/run.
# Exit status: 0 all hold, and memcheck has nothing to say; else 1.
set -e
build=$(cd "$1" && pwd)
shift
here=$(cd "$(dirname "$0")" && pwd)

rm -rf "$build/run" "$build/reports"
mkdir -p "$build/run/tests" "$build/reports"
chmod 1777 "$build/reports" # some tests go on as another user
for program in "$build"/detour "$build"/detour.fcgi "$build"/tests/*; do
	[ -f "$program" ] && [ -x "$program" ] || continue
	# No link: some tests take a copy elsewhere.
	cat >"$build/run/${program#"$build"/}" <<-END
		#!/bin/sh
		exec "$here/memcheck.sh" "$build" "$program" "\$@"
	END
	chmod +x "$build/run/${program#"$build"/}"
done
exec python3 tests/run "$build/run" "$@"
