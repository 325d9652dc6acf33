/* SPDX-License-Identifier: MIT */
/*
 * stage_expected.c - the expectations of a stage become those that are live.
 */
#include "stage_expected.h"

#include "expect_index.h"
#include "ids.h"

struct merge {
	struct ledger      *ledger;
	struct ids          fresh; /* what was added to this side since */
	struct expect_index other; /* what the other side has */
	struct ids          gone;  /* of the live ones */
};

static enum err
collect(int64_t id, void *arg)
{
	return ids_add(arg, id);
}

static enum err
find_gone(const struct expectation *e, void *arg)
{
	struct merge       *m = arg;
	struct expect_found found;
	enum err            rc;

	if (ids_has(&m->fresh, e->id))
		return ERR_OK;
	rc = expect_index_find(&m->other, e, &found);
	return rc != ERR_OK || found.same ? rc : ids_add(&m->gone, e->id);
}

static enum err
add_new(const struct expectation *e, void *arg)
{
	struct merge       *m = arg;
	struct expect_found found;
	int64_t             id;
	enum err            rc;

	if (!ids_has(&m->fresh, e->id))
		return ERR_OK;
	rc = expect_index_find(&m->other, e, &found);
	if (rc != ERR_OK || found.same)
		return rc;
	rc = expect_add(m->ledger, e, &id);
	return rc == ERR_OK ? expect_index_add(&m->other, e) : rc;
}

/* Each of one side, beside all that the other one has. */
static enum err
walk(struct merge *m, struct store *one, struct store *other,
    const struct staging *since, expect_fn *fn)
{
	enum err rc = expect_index_init(&m->other);

	if (rc == ERR_OK)
		rc = expect_index_all(&m->other, other);
	if (rc == ERR_OK)
		rc = staging_new(one, since, collect, &m->fresh);
	if (rc == ERR_OK)
		rc = expect_each(one, fn, m);
	expect_index_free(&m->other);
	ids_free(&m->fresh);
	return rc;
}

enum err
stage_merge_expectations(struct store *live, struct store *stage,
    const struct staging *since, struct ledger *ledger)
{
	struct merge m = { .ledger = ledger };
	bool         found;
	enum err     rc = walk(&m, live, stage, since, find_gone);

	for (size_t i = 0; i < m.gone.n && rc == ERR_OK; i++)
		rc = ledger_unexpect(ledger, m.gone.id[i], &found);
	ids_free(&m.gone);
	return rc == ERR_OK ? walk(&m, stage, live, since, add_new) : rc;
}
