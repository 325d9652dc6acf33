/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_TABLES_H
#define DETOUR_TABLES_H

/*
 * tables.h - a table of rules on a real database, asked by URL.
 */

#include "changes.h"

#include "key.h"
#include "request.h"
#include "table.h"

static struct table *table;   /* of the running scene */
static int64_t       mono_ms; /* its clock; nothing waits */

/* The ids of what is found, in order: "3 1"; or the error: "absent". */
static inline const char *
found(const char *url)
{
	static char         text[1000];
	const struct match *m = NULL;
	size_t              n = 0, at = 0;
	struct request      r;
	struct key          k;
	enum err            rc;

	key_init(&k);
	request_from_url(url, "GET", &r);
	assert_err(key_from_request(&r, &k), ERR_OK);
	rc = table_find(table, &k, mono_ms, &m, &n);
	text[0] = '\0';
	for (size_t i = 0; i < n && at < 900; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%lld",
		    i > 0 ? " " : "", (long long)m[i].rule->id);
	key_free(&k);
	return rc == ERR_OK ? text : err_name(rc);
}

static inline void
assert_found(const char *url, const char *want)
{
	assert_string_equal(found(url), want);
}

/* A store to write, and a table. */
static inline void
tables_make(struct scratch *s)
{
	scratch_make(s);
	/* To wait for the table's transaction would be in vain. */
	st = scratch_open(s->db, STORE_CREATE | STORE_NO_WAIT);
	mono_ms = 1000000;
	assert_err(table_open(s->db, &table), ERR_OK);
}

static inline void
tables_remove(struct scratch *s)
{
	table_close(table);
	store_close(st);
	scratch_remove(s);
}

/* The test function of a table of scenes with both. */
static inline void
tables_run(void **state)
{
	const struct scene *c = *state;
	struct scratch      s;

	tables_make(&s);
	c->run(&s);
	tables_remove(&s);
}

#endif
