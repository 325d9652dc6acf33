/* SPDX-License-Identifier: MIT */
/*
 * borrowed.c - the rules of a file in a database of their own.
 */
#include "borrowed.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
	own.db = b->path;
	own.format = OUT_TSV;
	own.own_format = own.dry_run = false;
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
	const char *tmp = getenv("TMPDIR");
	enum err    rc;

	*b = (struct borrowed){ 0 };
	snprintf(b->dir, sizeof(b->dir), "%s/detour-XXXXXX",
	    tmp != NULL && tmp[0] != '\0' ? tmp : "/tmp");
	if (mkdtemp(b->dir) == NULL) {
		said(s, EXIT_FAIL, "'%s' cannot be made: %s", b->dir,
		    strerror(errno));
		b->dir[0] = '\0';
		return EXIT_FAIL;
	}
	snprintf(b->path, sizeof(b->path), "%s/rules.db", b->dir);
	rc = store_open(b->path, STORE_CREATE, &b->store, &s->why);
	return rc == ERR_OK ? load(b, s) : failed(s, rc);
}

void
borrowed_close(struct borrowed *b)
{
	static const char *const ends[] = { "", "-wal", "-shm", ".lock" };
	char                     name[620];

	store_close(b->store);
	b->store = NULL;
	if (b->dir[0] == '\0')
		return;
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		snprintf(name, sizeof(name), "%s%s", b->path, ends[i]);
		unlink(name);
	}
	rmdir(b->dir);
	b->dir[0] = '\0';
}
