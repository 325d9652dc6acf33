/* SPDX-License-Identifier: MIT */
/* target_hole.c - where a target is filled in; see target.h. */
#include "target.h"

#include "pattern.h"

bool
target_next_hole(struct slice *rest, struct slice *before, struct slice *hole)
{
	size_t i, n;

	*before = *rest;
	for (i = 0; i + 1 < rest->n; i++) {
		char c = rest->s[i + 1];

		if ((rest->s[i] == ':' && pattern_is_start(c)) ||
		    (rest->s[i] == '$' && c >= '0' && c <= '9'))
			break;
	}
	if (i + 1 >= rest->n)
		return false;
	for (n = 2; rest->s[i] == ':' && i + n < rest->n; n++)
		if (!pattern_is_name(rest->s[i + n]))
			break;
	before->n = i;
	*hole = (struct slice){ rest->s + i, n };
	rest->s += i + n;
	rest->n -= i + n;
	return true;
}
