/* SPDX-License-Identifier: MIT */
/* cookie.c - the Cookie header in pairs; see cookie.h. */
#include "cookie.h"

#include <string.h>

bool
cookie_next(struct slice *rest, struct slice *name, struct slice *value)
{
	while (rest->n > 0) {
		struct slice pair = slice_cut(rest, ';');

		if (pair.n == 0 || memchr(pair.s, '=', pair.n) == NULL)
			continue;
		*name = slice_trim(slice_cut(&pair, '='));
		*value = slice_trim(pair);
		if (name->n > 0)
			return true;
	}
	return false;
}

bool
cookie_has(struct slice header, struct slice name, const struct slice *value)
{
	struct slice n, v;

	/* Of many rules most ask for another one: that is soon told. */
	if (header.n < name.n ||
	    memmem(header.s, header.n, name.s, name.n) == NULL)
		return false;
	while (cookie_next(&header, &n, &v))
		if (slice_eq(n, name) && (value == NULL || slice_eq(v, *value)))
			return true;
	return false;
}

bool
cookie_is_value(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.s[i] <= ' ' || s.s[i] >= 0x7f || s.s[i] == ';')
			return false;
	return true;
}
