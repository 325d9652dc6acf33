#!/bin/sh
# SPDX-License-Identifier: MIT
# tidy.sh - what cppcheck, the analyzer of gcc and clang-tidy say of the
# programs: nothing.
#
#	tests/tidy.sh BUILD
#
# One file at a time: clang-tidy 14 takes
# what it has seen of va_list in one file for that of the next.  Two at once.
# Exit status: 0 nothing; 1 something.
build=$1
result=0
printf '#define DETOUR_VERSION ""\n#define DETOUR_DB ""\n' >"$build/tidy.h"
flags="-std=c17 -D_GNU_SOURCE -include $build/tidy.h"
flags="$flags -iquote app/core -iquote app/worker -iquote admin -iquote $build"
flags="$flags -iquote admin/formats"
files=$(ls app/*/*.c admin/*.c admin/*/*.c)

# Not told, with the reason.
# variableScope: the house declares at the top.
# varFuncNullUB: POSIX says that NULL is a pointer.
# redundantContinue, duplicateCondition: the house says what is next, and does
#   each step "if (rc == ERR_OK)".
# funcArgOrderDifferent: does not understand types of functions.
# knownConditionTrueFalse: does not know that a callback changes what it is
#   given.
# unusedStructMember: does not see what ({ .x = y }) sets.
skip='variableScope varFuncNullUB redundantContinue duplicateCondition'
skip="$skip funcArgOrderDifferent knownConditionTrueFalse unusedStructMember"
# shellcheck disable=SC2086
cppcheck -q -j2 --std=c11 --enable=warning,style,performance,portability \
    --error-exitcode=1 --inline-suppr $(printf -- '--suppress=%s ' $skip) \
    -D_GNU_SOURCE '-DDETOUR_VERSION=""' '-DDETOUR_DB=""' -Iapp/core \
    -Iapp/worker -Iadmin -Iadmin/formats "-I$build" app admin || result=1

# null-argument: a slice's text is NULL only where its length is 0, which it does
#   not know.
# malloc-leak: gcc 12 loses sight of what hangs in a table; LeakSanitizer looks.
echo "$files" | xargs -P2 -I{} gcc $flags -O2 -fanalyzer -Werror \
    -Wno-analyzer-null-argument -Wno-analyzer-malloc-leak \
    -c -o /dev/null {} || result=1

echo "$files" | xargs -P2 -I{} clang-tidy --quiet {} -- $flags 2>"$build/tidy.log" ||
    result=1
[ $result -eq 0 ] && echo "nothing to mend in $(echo "$files" | wc -l) files"
exit $result
