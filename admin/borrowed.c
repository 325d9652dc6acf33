/* SPDX-License-Identifier: MIT */
/*
 * borrowed.c - the rules of a file in a database of their own.
 */
#include "borrowed.h"

#include <stdlib.h>

/* The import, in a session of its own that prints to nobody. */
static enum status
load(struct borrowed *b, struct session *s)
{
	struct session own = *s;
	char          *text = NULL;
	size_t         n = 0;
	FILE          *quiet = open_memstream(&text, &n);
	enum status    status;

	if (quiet == NULL)
		return failed(s, ERR_NOMEM);
	own.store = b->store;
	own.table = NULL;
	own.db = s->args.operands[0];
	own.format = OUT_TSV;
	own.own_format = own.dry_run = false;
	own.lines = &b->lines;
	out_init(&own.out, quiet, OUT_TSV, false, s->now);
	status = cmd_import(&own);
	out_free(&own.out);
	s->why = own.why;
	fclose(quiet);
	free(text);
	/* Rows that are refused are told; the others are judged. */
	return status == EXIT_NO ? EXIT_YES : status;
}

enum status
borrowed_open(struct borrowed *b, struct session *s)
{
	enum status status;
	enum err    rc;

	*b = (struct borrowed){ 0 };
	rc = store_open("", STORE_NAMELESS, &b->store, &s->why);
	if (rc != ERR_OK)
		return failed(s, rc);
	status = load(b, s);
	if (status != EXIT_YES)
		return status;
	rc = table_within(b->store, &b->table);
	return rc == ERR_OK ? EXIT_YES : failed(s, rc);
}

void
borrowed_close(struct borrowed *b)
{
	table_close(b->table);
	b->table = NULL;
	store_close(b->store);
	b->store = NULL;
	lines_free(&b->lines);
}
