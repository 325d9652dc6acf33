/* SPDX-License-Identifier: MIT */
/* env.c - variables that are strings; see env.h. */
#include "env.h"

#include <string.h>

bool
env_next_string(struct env *e, struct variable *ret)
{
	const char *s, *mark;

	while ((s = *e->strings) != NULL) {
		e->strings++;
		mark = strchr(s, '=');
		if (mark != NULL) {
			ret->name = (struct slice){ s, (size_t)(mark - s) };
			ret->value = slice_of(mark + 1);
			return true;
		}
	}
	return false;
}
