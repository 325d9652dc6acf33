/* SPDX-License-Identifier: MIT */
/* store_copy.c - copies of a database: verified, in and out; see store.h. */
#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "litter.h"
#include "sql.h"
#include "store_base.h"

#define PATH_LONG  8192  /* octets */
#define WATCH_EACH 20000 /* instructions of SQLite's: about a millisecond */
#define STEP_PAGES 100   /* copied from one look to the next */

/* ----------------------------------------------------------------- watching */

void
store_watch(struct store *s, store_watch_fn *fn, void *arg)
{
	s->watch.fn = fn;
	s->watch.arg = arg;
}

static void
tell(const struct store *s, int percent)
{
	if (s->watch.fn != NULL)
		s->watch.fn(s->watch.arg, s->watch.doing, s->path, percent);
}

/* Called by SQLite while it works; 0 lets it go on. */
static int
look(void *arg)
{
	const struct store *s = arg;
	struct stat         whole, part;
	int                 percent = -1;

	/* A compact copy may be smaller in the end, and never larger. */
	if (s->watch.copy != NULL && stat(s->path, &whole) == 0 &&
	    stat(s->watch.copy, &part) == 0 && part.st_size < whole.st_size)
		percent = (int)(part.st_size * 100 / whole.st_size);
	tell(s, percent);
	return 0;
}

void
store_work(struct store *s, const char *doing, const char *copy)
{
	const bool on = s->watch.fn != NULL && doing != NULL;

	s->watch.doing = doing;
	s->watch.copy = copy;
	sqlite3_progress_handler(s->db, on ? WATCH_EACH : 0, on ? look : NULL,
	    s);
}

/* ---------------------------------------------------------------- verify */

enum err
store_verify(struct store *s, struct store_count *ret, struct buf *why)
{
	struct query *q = store_query(s, sql_integrity);
	bool          row = false;
	enum err      rc;

	store_work(s, "checking", NULL);
	rc = query_step(q, &row);
	store_work(s, NULL, NULL);
	if (rc == ERR_OK && row && !slice_is(query_text(q, 0), "ok")) {
		struct slice said = query_text(q, 0);

		refuse(why, ERR_STORE, "'%s' is damaged: %.*s", s->path,
		    (int)said.n, said.s);
		query_reset(q);
		return ERR_STORE;
	}
	query_reset(q);
	if (rc == ERR_OK)
		rc = query_number(store_query(s, sql_rule_count), &ret->rules);
	if (rc == ERR_OK)
		rc = query_number(store_query(s, sql_event_sum), &ret->events);
	return rc == ERR_OK ?
	    rc :
	    refuse(why, rc, "cannot check '%s': %s", s->path, store_message(s));
}

/* -------------------------------------------------------------------- out */

static enum err
sync_path(const char *path, int flags)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | flags);
	int rc = fd < 0 ? -1 : fsync(fd);

	if (fd >= 0)
		close(fd);
	return rc == 0 ? ERR_OK : ERR_IO;
}

enum err
store_sync_name(const char *path)
{
	char    *copy = strdup(path);
	enum err rc =
	    copy == NULL ? ERR_NOMEM : sync_path(dirname(copy), O_DIRECTORY);

	free(copy);
	return rc;
}

int
store_name(const char *from, const char *to)
{
	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
		return 0;
	/* Some file systems cannot do this in one. */
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	return link(from, to) == 0 ? unlink(from) : -1;
}

/* Whether a copy is whole, and has what the original has, which nobody has
 * changed meanwhile if its data_version is the same. */
static enum err
verify_copy(struct store *s, int64_t version, const char *path, struct buf *why)
{
	struct store      *copy = NULL;
	struct store_count was = { 0 }, is = { 0 };
	int64_t            now = 0;
	enum err           rc = store_open(path, STORE_READ, &copy, why);

	if (rc == ERR_OK) {
		store_watch(copy, s->watch.fn, s->watch.arg);
		rc = store_verify(copy, &is, why);
	}
	store_close(copy);
	if (rc != ERR_OK)
		return rc;
	rc = query_number(store_query(s, sql_rule_count), &was.rules);
	if (rc == ERR_OK)
		rc = query_number(store_query(s, sql_event_sum), &was.events);
	if (rc == ERR_OK)
		rc = store_control(s, sql_data_version, &now);
	if (rc != ERR_OK)
		return refuse(why, rc, "cannot read '%s': %s", s->path,
		    store_message(s));
	if (now == version &&
	    (was.rules != is.rules || was.events != is.events))
		return refuse(why, ERR_STORE,
		    "the copy of '%s' has %lld rules instead of %lld", s->path,
		    (long long)is.rules, (long long)was.rules);
	return ERR_OK;
}

static enum err
copy_into(struct store *s, const char *path, struct buf *why)
{
	struct query *q = store_query(s, sql_backup);
	int64_t       version = 0;
	enum err      rc = store_control(s, sql_data_version, &version);

	query_bind_text(q, ":path", slice_of(path));
	store_work(s, "copying", path);
	if (rc == ERR_OK)
		rc = query_run(q);
	store_work(s, NULL, NULL);
	if (rc != ERR_OK)
		return refuse(why, rc, "cannot copy '%s': %s", s->path,
		    store_message(s));
	if (store_is_rules(s->mode))
		rc = verify_copy(s, version, path, why);
	if (rc == ERR_OK && sync_path(path, 0) != ERR_OK)
		rc = refuse(why, ERR_IO, "cannot write '%s': %s", path,
		    strerror(errno));
	return rc;
}

enum err
store_backup_fits(const char *to, struct buf *why)
{
	char folder[PATH_LONG];

	if (access(to, F_OK) == 0)
		return refuse(why, ERR_IO,
		    "cannot make '%s': it exists already", to);
	if (snprintf(folder, sizeof(folder), "%s", to) >= (int)sizeof(folder))
		errno = ENAMETOOLONG;
	else if (access(dirname(folder), W_OK | X_OK) == 0)
		return ERR_OK;
	return refuse(why, ERR_IO, "cannot make '%s': %s", to, strerror(errno));
}

enum err
store_backup(struct store *s, const char *to, struct buf *why)
{
	char     part[PATH_LONG];
	enum err rc = store_backup_fits(to, why);
	int      fd;

	if (rc != ERR_OK)
		return rc;
	if (snprintf(part, sizeof(part), "%s.%ld.part", to, (long)getpid()) >=
	    (int)sizeof(part))
		return refuse(why, ERR_IO, "cannot make '%s': %s", to,
		    strerror(ENAMETOOLONG));
	litter_note(part);
	/* SQLite takes an empty file as its own; this one is not for all. */
	fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
	if (fd < 0) {
		rc = refuse(why, ERR_IO, "cannot make '%s': %s", to,
		    strerror(errno));
		litter_forget(part);
		return rc;
	}
	close(fd);
	rc = copy_into(s, part, why);
	if (rc == ERR_OK &&
	    (store_name(part, to) != 0 || store_sync_name(to) != ERR_OK))
		rc = refuse(why, ERR_IO, "cannot make '%s': %s", to,
		    errno == EEXIST ? "it exists already" : strerror(errno));
	if (rc != ERR_OK)
		litter_sweep(part); /* a journal, too */
	litter_forget(part);
	return rc;
}

/* --------------------------------------------------------------------- in */

enum err
store_replace(struct store *to, struct store *from, struct buf *why)
{
	sqlite3_backup *b;
	int             rc;

	store_reset_queries(to);
	store_reset_queries(from);
	b = sqlite3_backup_init(to->db, "main", from->db, "main");
	if (b != NULL) {
		to->watch.doing = "replacing";
		/* All steps are one transaction; others wait for the last. */
		while (sqlite3_backup_step(b, STEP_PAGES) == SQLITE_OK) {
			int all = sqlite3_backup_pagecount(b);

			tell(to,
			    (int)(100LL * (all - sqlite3_backup_remaining(b)) /
				all));
		}
		sqlite3_backup_finish(b);
	}
	rc = sqlite3_errcode(to->db);
	if (b == NULL || rc != SQLITE_OK)
		return refuse(why,
		    rc == SQLITE_NOMEM    ? ERR_NOMEM :
			rc == SQLITE_BUSY ? ERR_BUSY :
					    ERR_STORE,
		    "cannot replace the rules of '%s': %s", to->path,
		    sqlite3_errmsg(to->db));
	/* Short again, as after every change; a reader may be in the way. */
	store_empty_wal(to);
	return store_identify(to, why);
}
