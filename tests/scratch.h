/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_SCRATCH_H
#define DETOUR_SCRATCH_H

/*
 * scratch.h - a temporary folder with a real database, for one test.
 *
 * A scene is a row of a table: a sentence, and a function that gets a folder
 * of its own, which is removed afterwards.
 */

#include "rows.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "rule.h"
#include "store.h"

#define SCRATCH_NOW 1800000000LL /* 2027-01-15T08:00:00Z */

struct scratch {
	char dir[512];
	char db[600];   /* "rules.db" in it; not made yet */
	char hits[600]; /* "hits.db" in it; not made yet */
};

struct scene {
	const char *name; /* what the row proves */
	void (*run)(struct scratch *);
};

static inline int
scratch_unlink(const char *path, const struct stat *st, int type,
    struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static inline void
scratch_make(struct scratch *s)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(s->dir, sizeof(s->dir), "%s/detour-test-XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	assert_non_null(mkdtemp(s->dir));
	snprintf(s->db, sizeof(s->db), "%s/rules.db", s->dir);
	snprintf(s->hits, sizeof(s->hits), "%s/hits.db", s->dir);
}

static inline void
scratch_remove(struct scratch *s)
{
	assert_int_equal(nftw(s->dir, scratch_unlink, 8, FTW_DEPTH | FTW_PHYS),
	    0);
}

/* The test function of a table of scenes. */
static inline void
scratch_run(void **state)
{
	const struct scene *c = *state;
	struct scratch      s;

	scratch_make(&s);
	c->run(&s);
	scratch_remove(&s);
}

/* Open, which must succeed: the sentence is shown when it does not. */
static inline struct store *
scratch_open(const char *path, enum store_mode mode)
{
	struct store *st = NULL;
	struct buf    why;

	buf_init(&why, WHY_MAX);
	if (store_open(path, mode, &st, &why) != ERR_OK) {
		assert_err(buf_end(&why), ERR_OK);
		fail_msg("%s", why.data);
	}
	buf_free(&why);
	return st;
}

/* Open, which must fail like this, with a sentence that holds these words. */
static inline void
scratch_refuse(const char *path, enum store_mode mode, enum err e,
    const char *words)
{
	struct store *st = NULL;
	struct buf    why;

	buf_init(&why, WHY_MAX);
	assert_err(store_open(path, mode, &st, &why), e);
	assert_err(buf_end(&why), ERR_OK);
	assert_non_null(strstr(why.data, words));
	assert_null(st);
	buf_free(&why);
}

/* What somebody does to a database by other means: SQL, each of whose
 * statements must succeed. */
static inline void
scratch_sql(const char *path, const char *sql)
{
	sqlite3 *db = NULL;
	char    *error = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	sqlite3_exec(db, sql, NULL, NULL, &error);
	if (error != NULL)
		fail_msg("%s: %s", sql, error);
	sqlite3_close(db);
}

/* The number that a query gives, asked by other means. */
static inline int64_t
scratch_number(const char *path, const char *sql)
{
	sqlite3      *db = NULL;
	sqlite3_stmt *st = NULL;
	int64_t       n;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	sqlite3_close(db);
	return n;
}

/* A valid rule for 30 days from SCRATCH_NOW; free it with rule_free(). */
static inline void
scratch_rule(struct rule *r, const char *source, const char *target)
{
	rule_init(r, SCRATCH_NOW);
	r->expires_at = SCRATCH_NOW + 30 * WHEN_DAY;
	rule_set_text(r, &r->source, slice_of(source));
	rule_set_text(r, &r->target, slice_of(target));
	assert_err(rule_validate(r, NULL), ERR_OK);
}

static inline void
scratch_write(const char *path, const void *bytes, size_t n)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

#endif
