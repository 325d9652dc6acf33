/* SPDX-License-Identifier: MIT */
/*
 * borrowed.c - the rules of a file in a database of their own.
 */
#include "borrowed.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What ends a command that takes too long. */
static const int deadly[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXCPU };

/* All that is to be removed; for the handler, which may do little else. */
static struct {
	char dir[512];
	char files[5][620];
} litter;

static void
clean(void)
{
	for (size_t i = 0; i < ARRAY_LEN(litter.files); i++)
		unlink(litter.files[i]);
	rmdir(litter.dir);
}

static void
die_clean(int sig)
{
	clean();
	signal(sig, SIG_DFL);
	raise(sig);
}

static void
handle(void (*handler)(int))
{
	for (size_t i = 0; i < ARRAY_LEN(deadly); i++) {
		void (*was)(int) = signal(deadly[i], handler);

		/* As of nohup. */
		if (was == SIG_IGN)
			signal(deadly[i], SIG_IGN);
	}
}

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
	static const char *const ends[] = { "", "-journal", "-wal", "-shm",
		".lock" };
	const char              *tmp = getenv("TMPDIR");
	enum err                 rc;

	*b = (struct borrowed){ 0 };
	snprintf(litter.dir, sizeof(litter.dir), "%s/detour-XXXXXX",
	    tmp != NULL && tmp[0] != '\0' ? tmp : "/tmp");
	handle(die_clean);
	if (mkdtemp(litter.dir) == NULL)
		return said(s, EXIT_FAIL, "'%s' cannot be made: %s", litter.dir,
		    strerror(errno));
	snprintf(b->path, sizeof(b->path), "%s/rules.db", litter.dir);
	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		snprintf(litter.files[i], sizeof(litter.files[i]), "%s%s",
		    b->path, ends[i]);
	rc = store_open(b->path, STORE_CREATE, &b->store, &s->why);
	return rc == ERR_OK ? load(b, s) : failed(s, rc);
}

void
borrowed_close(struct borrowed *b)
{
	store_close(b->store);
	b->store = NULL;
	lines_free(&b->lines);
	if (b->path[0] != '\0')
		clean();
	b->path[0] = '\0';
	handle(SIG_DFL);
}
