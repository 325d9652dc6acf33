#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh - let Frama-C's EVA look for undefined behaviour, for any input at all.
#
#	tests/prove/run.sh BUILD
#
# For each NAME.c here, with the files that its line below names.  What EVA
# cannot rule out must be just what known.txt lists, with reasons: an alarm that
# is not there is a failure, and so is a line of it that is no alarm any more.
# Exit status: 0 so it is; 1 not.
place=$1/prove
known=$(dirname "$0")/known.txt
result=0
mkdir -p "$place" || exit 1

# alarms LOG - one alarm a line, without the number of its line.
alarms() {
	awk '/^\[eva:alarm\]/ { if (more) print line; sub(/^\[eva:alarm\] /, "")
			sub(/:[0-9]+: Warning: *$/, ":"); line = $0; more = 1; next }
		more && /^  / { gsub(/^ +| +$/, ""); line = line " " $0; next }
		more { print line; more = 0 }
		END { if (more) print line }' "$1" | sort
}

# prove NAME STATES FILE... - a driver, and what is analysed with it.  STATES:
# how many states of a function are kept apart where 60 are not right.
prove() {
	name=$1 states=$2
	shift 2
	began=$(date +%s)
	# A buffer is taken at its word, as its header gives it to EVA.
	spec=
	grep -q '"buf.h"\|"url.h"\|"respond.h"' "tests/prove/$name.c" &&
		spec='-eva-use-spec buf_add,buf_addf'
	# What it says of the lengths holds for one size of their header.
	[ "$name" = env ] &&
		spec='-eva-split-return-function pair_read:0:2:5:8,env_next:0:1'
	# shellcheck disable=SC2086
	timeout 300 frama-c -machdep gcc_x86_64 -c11 \
	    -cpp-extra-args="-std=c17 -D_GNU_SOURCE -iquote app/core -iquote app/worker" \
	    -eva -eva-no-print -eva-msg-key=-initial-state,-final-states \
	    -eva-precision 1 -eva-slevel 60 -eva-widening-delay 12 \
	    -eva-slevel-function "$states" \
	    -eva-no-alloc-returns-null -eva-alloc-builtin fresh \
	    -eva-mlevel 100 $spec \
	    "tests/prove/$name.c" "$@" >"$place/$name.log" 2>&1
	status=$?
	reached=$(sed -n 's/.*: \([0-9]*%\) coverage\.$/\1/p' "$place/$name.log" |
		tail -n 1)
	if [ $status -ne 0 ] || [ -z "$reached" ]; then
		tail -n 15 "$place/$name.log"
		result=1
		return
	fi
	alarms "$place/$name.log" >"$place/$name.alarms"
	sed -n "s/^$name: //p" "$known" | sort >"$place/$name.known"
	if ! diff "$place/$name.known" "$place/$name.alarms"; then
		echo "not what $known lists: < is listed, > was found"
		result=1
	fi
	printf '  %-11s %s of the statements, %d alarms, %d s\n' "$name" "$reached" \
	    "$(wc -l <"$place/$name.alarms")" $(($(date +%s) - began))
}

prove gate gate_look:1,pairs_walk:1 app/worker/gate.c
prove rest rest_skip:60 app/worker/rest.c
prove env walk:1,env_next:300,pair_read:200 app/core/env.c
prove url main:60 app/core/url.c app/core/buf.c
prove respond add_text:100,add_body:100,add_status:100 app/core/respond.c app/core/buf.c
[ $result -eq 0 ] && echo "no undefined behaviour but what $known explains"
exit $result
