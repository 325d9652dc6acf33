/* SPDX-License-Identifier: MIT */
/*
 * lines.c - in which line of a file a rule stands.
 */
#include "lines.h"

#include <stdlib.h>

enum err
lines_note(struct lines *l, int64_t id, int64_t line)
{
	size_t       cap = l->cap == 0 ? 256 : 2 * l->cap;
	struct line *p;

	if (l->n == l->cap) {
		p = realloc(l->all, cap * sizeof(*p));
		if (p == NULL)
			return ERR_NOMEM;
		l->all = p;
		l->cap = cap;
	}
	l->mixed = l->mixed || (l->n > 0 && l->all[l->n - 1].id > id);
	l->all[l->n++] = (struct line){ id, line };
	return ERR_OK;
}

static int
by_id(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

int64_t
lines_at(struct lines *l, int64_t id)
{
	const struct line  wanted = { .id = id };
	const struct line *found;

	if (l->n == 0)
		return 0;
	if (l->mixed)
		qsort(l->all, l->n, sizeof(wanted), by_id);
	l->mixed = false;
	found = bsearch(&wanted, l->all, l->n, sizeof(wanted), by_id);
	return found == NULL ? 0 : found->line;
}

void
lines_free(struct lines *l)
{
	free(l->all);
	*l = (struct lines){ NULL, 0, 0, false };
}
