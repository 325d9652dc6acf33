/* SPDX-License-Identifier: MIT */
/*
 * cmd_restore.c - restore: a copy takes the place of the rules.
 *
 * The copy is checked, and made ready under a name of its own: brought to this
 * version, its ids raised, the restore recorded.  A sound database takes it
 * over in one transaction of the file that is there, so that workers see it at
 * once and whoever waits for the lock writes into the right file.  One that is
 * missing or damaged is replaced by renaming; workers notice within a second.
 */
#include "cmd.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aside.h"
#include "escape.h"
#include "file_row.h"
#include "hits.h"
#include "ledger.h"
#include "litter.h"
#include "lock.h"
#include "progress.h"

struct restore {
	struct session    *s;
	const char        *from;  /* the copy, as typed */
	struct store      *copy;  /* it, open */
	struct store_count has;   /* what it holds */
	struct store_count had;   /* what it replaces */
	bool               sound; /* what it replaces can be read */
	bool               there; /* there is something to replace */
	struct buf         kept;  /* the name under which that is kept */
	struct buf         ready; /* the name under which it is made ready */
	int                lock;  /* unless the store holds it */
	struct progress    progress;
};

/* The copy must be another file, and whole. */
static enum err
open_copy(struct restore *r)
{
	struct session *s = r->s;
	struct stat     a, b;
	enum err        rc;

	if (stat(r->from, &a) == 0 && stat(s->db, &b) == 0 &&
	    a.st_dev == b.st_dev && a.st_ino == b.st_ino)
		return refuse(&s->why, ERR_SYNTAX,
		    "'%s' is the database itself: name a copy of it", r->from);
	rc = store_open(r->from, STORE_READ, &r->copy, &s->why);
	if (rc != ERR_OK)
		return rc;
	progress_watch(&r->progress, r->copy);
	return store_verify(r->copy, &r->has, &s->why);
}

/*
 * What is there: sound, damaged, or nothing.  What is no database of detour
 * may be somebody else's, and a damaged one is evidence: only with force.
 */
static enum err
open_place(struct restore *r)
{
	struct session *s = r->s;
	struct buf      why;
	enum err        rc;

	rc = store_open(s->db, session_mode(s, STORE_MIGRATE), &s->store,
	    &s->why);
	r->there = rc != ERR_ABSENT;
	if (rc == ERR_OK) {
		progress_watch(&r->progress, s->store);
		rc = store_hold(s->store);
		if (rc != ERR_OK)
			return rc;
		rc = store_verify(s->store, &r->had, &s->why);
		r->sound = rc == ERR_OK;
	}
	if (rc != ERR_ABSENT && rc != ERR_SCHEMA && rc != ERR_STORE)
		return rc;
	store_close(s->store);
	s->store = NULL;
	if (rc != ERR_ABSENT && !args_has(&s->args, OPT_FORCE)) {
		if (buf_end(&s->why) != ERR_OK)
			return ERR_NOMEM;
		buf_init(&why, 8 * WHY_MAX);
		buf_add_slice(&why, buf_slice(&s->why));
		buf_reset(&s->why);
		refuse(&s->why, ERR_STORE,
		    "%.*s; with --force it is set aside, and replaced",
		    (int)why.len, why.data);
		buf_free(&why);
		return ERR_STORE;
	}
	buf_reset(&s->why);
	return lock_take(s->db, session_wait_ms(s), &r->lock, &s->why);
}

/* Every id that hits.db knows was used, whatever is left of the rules. */
static enum err
used_ids(struct restore *r, struct used_ids *used)
{
	struct session *s = r->s;
	struct store   *hits = NULL;
	int64_t         last = 0;
	enum err        rc = ERR_OK;

	if (r->sound)
		rc = ledger_used(s->store, used);
	if (rc != ERR_OK || session_hits(s, &hits) != ERR_OK || hits == NULL) {
		buf_reset(&s->why);
		return rc;
	}
	rc = hits_last_rule(hits, &last);
	store_close(hits);
	if (rc == ERR_OK && used->rule < last)
		used->rule = last;
	return rc;
}

/* failed() knows only what the database that is there has said. */
static enum err
cannot_write(struct restore *r, struct store *ready, enum err rc)
{
	const char *words = store_message(ready);

	return words[0] == '\0' ?
	    rc :
	    refuse(&r->s->why, rc, "cannot write '%s': %s", r->ready.data,
		words);
}

/* A copy of the copy, of this version, with the restore in its history. */
static enum err
make_ready(struct restore *r, struct store **ret)
{
	struct session *s = r->s;
	struct used_ids used = { 0 };
	struct ledger   l;
	int64_t         version = 0;
	enum err        rc, end;

	rc = used_ids(r, &used);
	if (rc == ERR_OK)
		rc = store_backup(r->copy, r->ready.data, &s->why);
	if (rc == ERR_OK)
		rc = store_open(r->ready.data, STORE_MIGRATE, ret, &s->why);
	if (rc == ERR_OK)
		progress_watch(&r->progress, *ret);
	if (rc == ERR_OK)
		rc = store_migrate(*ret, true, &version, &s->why);
	if (rc != ERR_OK)
		return rc;
	rc = ledger_begin(&l, *ret, s->who, s->cmd->name, s->now);
	if (rc != ERR_OK)
		return cannot_write(r, *ret, rc);
	rc = ledger_restore(&l, &used);
	if (rc == ERR_OK && r->sound)
		rc = ledger_restore_trust(&l, s->store);
	end = ledger_end(&l, rc == ERR_OK);
	rc = rc == ERR_OK ? end : rc;
	return rc == ERR_OK ? rc : cannot_write(r, *ret, rc);
}

static void
path_of(const struct buf *path, const char *suffix, char ret[ASIDE_LONG])
{
	snprintf(ret, ASIDE_LONG, "%.*s%s", (int)path->len, path->data, suffix);
}

/* Its -wal and -shm belong to the file that goes: they must not be there when
 * the other one comes.  If it cannot come, they are put back. */
static enum err
swap(struct restore *r)
{
	static const char *const suffixes[] = { "", "-wal", "-shm" };
	struct session          *s = r->s;
	struct stat              st;
	struct buf               db;
	char                     from[ASIDE_LONG], to[ASIDE_LONG];
	size_t                   moved = 0;
	enum err                 rc = ERR_OK;

	buf_init(&db, ASIDE_LONG);
	buf_adds(&db, s->db);
	if (r->there && stat(s->db, &st) == 0 &&
	    (chmod(r->ready.data, st.st_mode & 0666) != 0 ||
		(geteuid() == 0 &&
		    chown(r->ready.data, st.st_uid, st.st_gid) != 0)))
		rc = ERR_IO;
	for (; moved < ARRAY_LEN(suffixes) && rc == ERR_OK; moved++) {
		path_of(&db, suffixes[moved], from);
		path_of(&r->kept, suffixes[moved], to);
		if (rename(from, to) != 0 && errno != ENOENT)
			rc = ERR_IO;
	}
	if (rc == ERR_OK && rename(r->ready.data, s->db) != 0)
		rc = ERR_IO;
	if (rc == ERR_OK)
		rc = store_sync_name(s->db);
	if (rc == ERR_IO)
		refuse(&s->why, rc, "cannot put it at '%s': %s", s->db,
		    strerror(errno));
	while (rc != ERR_OK && moved-- > 0) {
		path_of(&r->kept, suffixes[moved], from);
		path_of(&db, suffixes[moved], to);
		(void)rename(from, to); /* of some there is none */
	}
	buf_free(&db);
	return rc;
}

/* What is there is kept, and replaced in a transaction.  If that cannot be done
 * what is kept goes, too, unless it is all that there is. */
static enum err
replace(struct restore *r, struct store *ready)
{
	struct session    *s = r->s;
	struct store_count still = { 0 };
	struct buf         unsound;
	enum err           rc = store_backup(s->store, r->kept.data, &s->why);

	if (rc != ERR_OK)
		return rc;
	rc = store_replace(s->store, ready, &s->why);
	buf_init(&unsound, WHY_MAX);
	if (rc != ERR_OK &&
	    store_verify(s->store, &still, &unsound) == ERR_OK &&
	    still.rules == r->had.rules)
		litter_sweep(r->kept.data);
	buf_free(&unsound);
	return rc;
}

static enum err
put_in_place(struct restore *r)
{
	struct session *s = r->s;
	struct store   *ready = NULL;
	enum err        rc;

	litter_note(r->ready.data);
	rc = make_ready(r, &ready);
	if (rc == ERR_OK && r->sound)
		rc = replace(r, ready);
	else if (rc == ERR_OK)
		rc = store_leave_wal(ready, &s->why);
	store_close(ready);
	litter_forget(r->ready.data); /* soon it may be all that there is */
	if (rc == ERR_OK && !r->sound) {
		rc = swap(r);
		/* Whoever may not write the folder needs -wal and -shm. */
		if (rc == ERR_OK)
			rc = store_open(s->db, STORE_WRITE, &s->store, &s->why);
	}
	litter_sweep(r->ready.data);
	return rc;
}

static enum status
tell(const struct restore *r)
{
	struct session *s = r->s;
	struct buf      line;
	enum err        rc;

	s->done = !s->dry_run;
	if (s->format != OUT_TEXT)
		return file_row(s,
		    &(struct file_row){ .file = s->db,
			.copy = r->there ? r->kept.data : NULL,
			.rules = r->has.rules });
	buf_init(&line, 65536);
	buf_adds(&line, s->dry_run ? "would restore " : "restored ");
	buf_addf(&line, "%lld %s from '", (long long)r->has.rules,
	    r->has.rules == 1 ? "rule" : "rules");
	escape_terminal(slice_of(r->from), &line);
	if (!r->there)
		buf_adds(&line, "'");
	else if (r->sound)
		buf_addf(&line, "'; the %lld that were there %s '",
		    (long long)r->had.rules, s->dry_run ? "go to" : "are in");
	else
		buf_addf(&line, "'; what was there %s '",
		    s->dry_run ? "goes to" : "is");
	if (r->there) {
		escape_terminal(buf_slice(&r->kept), &line);
		buf_adds(&line, "'");
	}
	rc = buf_end(&line);
	if (rc == ERR_OK && (puts(line.data) < 0 || fflush(stdout) != 0))
		rc = ERR_IO;
	buf_free(&line);
	return finished(s, rc, EXIT_YES);
}

enum status
cmd_restore(struct session *s)
{
	struct restore r = { .s = s, .from = s->args.operands[0], .lock = -1 };
	enum err       rc;
	enum status    status;

	if (s->db == NULL)
		return said(s, EXIT_FAIL,
		    "no database is named: give --db FILE or set DETOUR_DB");
	progress_begin(&r.progress);
	buf_init(&r.kept, ASIDE_LONG);
	buf_init(&r.ready, ASIDE_LONG);
	buf_addf(&r.ready, "%s.%ld.restore", s->db, (long)getpid());
	rc = buf_end(&r.ready);
	if (rc == ERR_OK)
		rc = open_copy(&r);
	if (rc == ERR_OK)
		rc = open_place(&r);
	/* With the lock held: another restore may have waited for it, too. */
	if (rc == ERR_OK)
		rc = aside(s, &r.kept);
	if (rc == ERR_OK && !s->dry_run)
		rc = put_in_place(&r);
	progress_hush(&r.progress);
	status = rc == ERR_OK ? tell(&r) : failed(s, rc);
	store_close(r.copy);
	lock_release(r.lock);
	buf_free(&r.ready);
	buf_free(&r.kept);
	return status;
}
