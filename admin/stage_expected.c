/* SPDX-License-Identifier: MIT */
/*
 * stage_expected.c - the expectations of a stage, beside those that are live.
 */
#include "stage_expected.h"

#include "expect_index.h"
#include "ids.h"

/* Of one side: what the other one lacks. */
struct walk {
	enum staged_kind       kind;
	struct ids             fresh; /* what was added here since */
	struct expect_index    other; /* what is there */
	staged_expectation_fn *fn;
	void                  *arg;
};

static enum err
collect(int64_t id, void *arg)
{
	return ids_add(arg, id);
}

static enum err
look_at(const struct expectation *e, void *arg)
{
	struct walk        *w = arg;
	struct expect_found found;
	enum err            rc;

	if (ids_has(&w->fresh, e->id) != (w->kind == STAGED_ADDED))
		return ERR_OK;
	rc = expect_index_find(&w->other, e, &found);
	if (rc == ERR_OK && !found.same)
		rc = w->fn(e, w->kind, w->arg);
	if (rc == ERR_OK && w->kind == STAGED_ADDED)
		rc = expect_index_add(&w->other, e); /* not twice */
	return rc;
}

static enum err
walk(struct walk *w, struct store *one, struct store *other,
    const struct staging *since)
{
	enum err rc = expect_index_init(&w->other);

	if (rc == ERR_OK)
		rc = expect_index_all(&w->other, other);
	if (rc == ERR_OK)
		rc = staging_new(one, since, collect, &w->fresh);
	if (rc == ERR_OK)
		rc = expect_each(one, look_at, w);
	expect_index_free(&w->other);
	ids_free(&w->fresh);
	return rc;
}

static enum err
each_removed(struct store *live, struct store *stage,
    const struct staging *since, staged_expectation_fn *fn, void *arg)
{
	struct walk w = { .kind = STAGED_REMOVED, .fn = fn, .arg = arg };

	return walk(&w, live, stage, since);
}

static enum err
each_added(struct store *live, struct store *stage, const struct staging *since,
    staged_expectation_fn *fn, void *arg)
{
	struct walk w = { .kind = STAGED_ADDED, .fn = fn, .arg = arg };

	return walk(&w, stage, live, since);
}

enum err
staged_expectations(struct store *live, struct store *stage,
    const struct staging *since, staged_expectation_fn *fn, void *arg)
{
	enum err rc = each_removed(live, stage, since, fn, arg);

	return rc == ERR_OK ? each_added(live, stage, since, fn, arg) : rc;
}

/* -------------------------------------------------------------------- merge */

struct merge {
	struct ledger         *ledger;
	struct ids             gone;
	staged_expectation_fn *fn;
	void                  *arg;
};

/* While they are read none is removed. */
static enum err
note_gone(const struct expectation *e, enum staged_kind kind, void *arg)
{
	struct merge *m = arg;
	enum err      rc = ids_add(&m->gone, e->id);

	return rc == ERR_OK ? m->fn(e, kind, m->arg) : rc;
}

static enum err
add(const struct expectation *e, enum staged_kind kind, void *arg)
{
	struct merge      *m = arg;
	struct expectation own = *e;
	enum err           rc = expect_add(m->ledger, e, &own.id);

	return rc == ERR_OK ? m->fn(&own, kind, m->arg) : rc;
}

enum err
stage_merge_expectations(struct store *live, struct store *stage,
    const struct staging *since, struct ledger *ledger,
    staged_expectation_fn *fn, void *arg)
{
	struct merge m = { .ledger = ledger, .fn = fn, .arg = arg };
	bool         found;
	enum err     rc = each_removed(live, stage, since, note_gone, &m);

	for (size_t i = 0; i < m.gone.n && rc == ERR_OK; i++)
		rc = ledger_unexpect(ledger, m.gone.id[i], &found);
	ids_free(&m.gone);
	return rc == ERR_OK ? each_added(live, stage, since, add, &m) : rc;
}
