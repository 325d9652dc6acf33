#!/bin/sh
# SPDX-License-Identifier: MIT
# memcheck.sh - runs a program under memcheck: BUILD/run/NAME, which stands in the
# place of BUILD/NAME, calls it.
#
#	tests/valgrind/memcheck.sh BUILD PROGRAM [ARGUMENT...]
#
# What memcheck has to say lies in BUILD/reports/SESSION.PID; nothing is an empty
# file.  The session is that of the test, see tests/run.
build=$1
program=$2
shift 2
read -r _ _ _ _ _ session _ <"/proc/$$/stat"
# It wants a folder for files of its own, whoever it is run by.
[ -w "${TMPDIR:-/tmp}" ] || export TMPDIR=/tmp
exec valgrind --quiet --vgdb=no --read-inline-info=no --num-callers=30 \
    --leak-check=full --show-leak-kinds=definite \
    --errors-for-leak-kinds=definite \
    --log-file="$build/reports/$session.%p" "$program" "$@"
