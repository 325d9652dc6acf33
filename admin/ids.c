/* SPDX-License-Identifier: MIT */
/*
 * ids.c - the rules that a command is about.
 */
#include "ids.h"

#include <stdlib.h>

enum err
ids_add(struct ids *ids, int64_t id)
{
	int64_t *more;

	/* There is room for a power of two: when one is reached, it is full. */
	if ((ids->n & (ids->n - 1)) == 0) {
		more = realloc(ids->id,
		    (ids->n == 0 ? 1 : 2 * ids->n) * sizeof(*more));
		if (more == NULL)
			return ERR_NOMEM;
		ids->id = more;
	}
	ids->id[ids->n++] = id;
	return ERR_OK;
}

void
ids_free(struct ids *ids)
{
	free(ids->id);
	*ids = (struct ids){ 0 };
}

static int
compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void
sort(struct ids *ids)
{
	size_t i, n = 0;

	if (ids->n > 0)
		qsort(ids->id, ids->n, sizeof(ids->id[0]), compare);
	for (i = 0; i < ids->n; i++)
		if (n == 0 || ids->id[n - 1] != ids->id[i])
			ids->id[n++] = ids->id[i];
	ids->n = n;
}

enum status
ids_parse(struct session *s, struct ids *ids)
{
	int64_t  id;
	enum err rc = ERR_OK;
	size_t   i;

	for (i = 0; i < s->args.operands_n && rc == ERR_OK; i++) {
		if (!id_parse(s, s->args.operands[i], &id))
			return EXIT_USAGE;
		rc = ids_add(ids, id);
	}
	sort(ids);
	return rc == ERR_OK ? EXIT_YES : failed(s, rc);
}

bool
ids_has(const struct ids *ids, int64_t id)
{
	size_t low = 0, high = ids->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (ids->id[middle] == id)
			return true;
		if (ids->id[middle] < id)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

enum status
ids_each(struct session *s, const struct ids *ids, rules_fn *fn, void *arg)
{
	struct rule r;
	enum status status = EXIT_YES;
	enum err    rc = ERR_OK;
	bool        found;

	rule_init(&r, s->now);
	for (size_t i = 0; i < ids->n && rc == ERR_OK; i++) {
		found = false;
		rc = rules_get(s->store, ids->id[i], &r, &found);
		if (rc == ERR_OK && found)
			rc = fn(&r, arg);
		else if (rc == ERR_OK)
			status = said(s, EXIT_NO, "there is no rule %lld",
			    (long long)ids->id[i]);
	}
	rule_free(&r);
	return rc == ERR_OK ? status : failed(s, rc);
}
