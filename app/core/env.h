/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_ENV_H
#define DETOUR_ENV_H

/*
 * env.h - the variables of a request, where they lie: the octets that FastCGI
 * sends, or the strings of CGI.
 *
 *	ENV -> request -> key -> candidates -> winner -> decision -> bytes
 *
 * Pure.  Nothing is copied.
 */

#include <stdbool.h>

#include "buf.h"
#include "pair.h"

/* All that are still to come; an empty one is { 0 }. */
struct env {
	char *const         *strings; /* "NAME=value", then NULL; or NULL: */
	const unsigned char *pairs;   /* name-value pairs, see pair.h ... */
	size_t               n;       /* ... of so many octets */
	bool no_cookies; /* for request_header(): they are another host's */
};

struct variable {
	struct slice name;  /* "HTTP_HOST" */
	struct slice value; /* any octets, of pairs even a NUL */
};

/* Of strings; an entry without '=' is no variable. */
bool env_next_string(struct env *, struct variable *ret);

/*
 * env_next - the next variable; false when there is none, or no whole pair.
 *
 * Of pairs a name and a value may hold any octets, even a NUL: then no variable
 * has that name, and what the value is for is malformed.
 */
static inline bool
env_next(struct env *e, struct variable *ret)
{
	const size_t n = e->n;
	size_t       at, name_n, value_n;

	if (e->strings != NULL)
		return env_next_string(e, ret);
	at = pair_read(e->pairs, n, &name_n, &value_n);
	if (at == 0)
		return false;
	/* Once more, and to no instruction: EVA has forgotten that the two go
	 * together, unless it looks at each length apart. */
	/*@ split at; */
	/*@ split name_n <= n; */
	/*@ split name_n; */
	if (name_n + value_n > n - at)
		return false;
	ret->name = (struct slice){ (const char *)e->pairs + at, name_n };
	ret->value = (struct slice){ ret->name.s + name_n, value_n };
	at += name_n + value_n;
	/*@ split at; */
	e->pairs += at;
	e->n = n - at;
	return true;
}

#endif
