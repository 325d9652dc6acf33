/* SPDX-License-Identifier: MIT */
/* target_hole.c - where a request fills a target, and dots; see target.h. */
#include "pattern.h"
#include "target.h"

bool
target_next_hole(struct slice *rest, struct slice *before, struct slice *hole)
{
	size_t i, n;

	*before = *rest;
	if (!slice_has(*rest, ':') && !slice_has(*rest, '$'))
		return false; /* nearly always */
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

bool
target_has_dots(struct slice path)
{
	size_t i = 0, dots;

	if (!slice_has(path, '.') && !slice_has(path, '%'))
		return false; /* nearly always */
	while (i < path.n) {
		if (path.s[i] == '/') {
			i++;
			continue;
		}
		for (dots = 0; i < path.n && path.s[i] != '/';) {
			if (path.s[i] == '.') {
				dots++;
				i++;
			} else if (i + 2 < path.n && path.s[i] == '%' &&
			    path.s[i + 1] == '2' &&
			    url_lower(path.s[i + 2]) == 'e') {
				dots++;
				i += 3;
			} else {
				dots = 3; /* an ordinary segment */
				i++;
			}
		}
		if (dots <= 2)
			return true;
	}
	return false;
}
