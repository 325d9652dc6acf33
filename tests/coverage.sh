#!/bin/sh
# SPDX-License-Identifier: MIT
# coverage.sh - what of the programs the tests have reached, and whether it is
# enough: nine lines of ten everywhere, 98 branches of a hundred in the pure core.
#
#	tests/coverage.sh BUILD PURE...
#
# BUILD is a folder made with COVERAGE=1, in which the tests have run; each PURE
# is a file of app/core/, without its ending.  Exit status: 0 it is enough; 1 not.
build=$1
shift
pure="app/core/($(echo "$*" | tr ' ' '|'))\\.c"
result=0

# report TITLE OPTION... - what gcovr says, without its lists of lines.
report() {
	echo "$1"
	shift
	gcovr --root . --object-directory "$build" --exclude-unreachable-branches \
		"$@" >"$build/coverage.txt" || result=1
	awk '$4 ~ /%$/ { printf "  %-34s %6d of %6d  %4s\n", $1, $3, $2, $4 }' \
		"$build/coverage.txt"
}

report 'Lines, of both programs:' --filter app/ --filter admin/ \
	--fail-under-line 90
report 'Branches, of the pure core:' --filter "$pure" --branches \
	--fail-under-branch 98
exit $result
