/* SPDX-License-Identifier: MIT */
/* own.c - the parameters that a target has of its own; see own.h. */
#include "own.h"

static struct slice
rest_at(struct slice query, size_t at)
{
	return (struct slice){ query.s + at, query.n - at };
}

/* The slot of a name, or the free one where it would be. */
static size_t
slot_of(const struct own *o, struct slice query, struct slice param)
{
	size_t slot = url_name_hash(param) & (o->size - 1);

	for (; o->at[slot] != 0; slot = (slot + 1) & (o->size - 1)) {
		struct slice rest = rest_at(query, o->at[slot] - 1U), one;

		if (url_next_param(&rest, &one) && url_same_name(one, param))
			break;
	}
	return slot;
}

enum err
own_note(struct own *o, struct slice query)
{
	struct slice rest = query, one;
	size_t       n = 1;

	o->size = 0;
	if (query.n == 0)
		return ERR_OK;
	for (size_t i = 0; i < query.n; i++)
		n += query.s[i] == '&';
	if (n > OWN_SLOTS / 2 || query.n >= UINT16_MAX)
		return ERR_LIMIT;
	for (o->size = 2; o->size < 2 * n;)
		o->size *= 2;
	memset(o->at, 0, o->size * sizeof(o->at[0]));
	while (url_next_param(&rest, &one))
		o->at[slot_of(o, query, one)] = (uint16_t)(one.s - query.s + 1);
	return ERR_OK;
}

bool
own_has(const struct own *o, struct slice query, struct slice param)
{
	return o->size > 0 && o->at[slot_of(o, query, param)] != 0;
}
