/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_GOLDEN_H
#define DETOUR_GOLDEN_H

/*
 * golden.h - databases as earlier versions left them: tests/golden/.
 *
 * A test program runs where the tree's root is its folder.
 */

#include "scratch.h"

/* The SQL of a golden database, "rules-1.sql"; free() it. */
static inline char *
golden_sql(const char *name)
{
	char  path[200], *text;
	FILE *f;
	long  n;

	snprintf(path, sizeof(path), "tests/golden/%s", name);
	f = fopen(path, "r");
	if (f == NULL)
		fail_msg("%s cannot be read here", path);
	assert_int_equal(fseek(f, 0, SEEK_END), 0);
	n = ftell(f);
	assert_true(n > 0);
	rewind(f);
	text = malloc((size_t)n + 1);
	assert_non_null(text);
	assert_int_equal(fread(text, 1, (size_t)n, f), n);
	text[n] = '\0';
	fclose(f);
	return text;
}

/* Make a database of it, as the programs leave one: in WAL mode. */
static inline void
golden_make(const char *name, const char *db)
{
	char *sql = golden_sql(name);

	scratch_sql(db, "PRAGMA journal_mode = WAL");
	scratch_sql(db, sql);
	free(sql);
}

#endif
