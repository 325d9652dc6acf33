/* SPDX-License-Identifier: MIT */
/* table_fresh.c - the file, the snapshot, the rules in memory; see table.h. */
#include "table.h"

#include "rules.h"
#include "sql.h"
#include "table_base.h"

#define BUSY_MS 200 /* how long requests do not wait for a busy database */

/* --------------------------------------------------------------- loading */

/* Read all that is held in memory, in the snapshot that is open. */
static enum err
load_heads_by(struct loaded *l, bool by_id, uint64_t *skipped)
{
	struct heads *h = &l->heads;
	struct query *q =
	    store_query(l->store, by_id ? sql_rule_head_ids : sql_rule_heads);
	bool     row = false, valid = false, found = true;
	enum err rc;

	while ((rc = query_step(q, &row)) == ERR_OK && row) {
		struct rule *r = heads_room(h);

		if (r == NULL)
			rc = ERR_NOMEM;
		else if (by_id)
			rc = rules_read(l->store, query_int(q, 0), r, &found,
			    &valid);
		else
			rc = rules_from_row(q, r, &valid);
		if (rc != ERR_OK) {
			query_reset(q);
			return rc;
		}
		if (valid && source_is_held(&r->at)) {
			heads_keep(h);
			continue;
		}
		if (l->nunserved < TABLE_UNSERVED_MAX)
			l->unserved[l->nunserved++] = r->id;
		++*skipped;
	}
	return rc == ERR_OK ? heads_index(h) : rc;
}

static enum err
load_heads(struct loaded *l, uint64_t *skipped)
{
	enum err rc = load_heads_by(l, false, skipped);

	if (rc != ERR_LIMIT)
		return rc;
	/* A text of a megabyte, which no tool has written: one by one. */
	heads_free(&l->heads);
	heads_init(&l->heads);
	l->nunserved = 0;
	*skipped = 0;
	return load_heads_by(l, true, skipped);
}

/* Into l, which keeps what it had unless this succeeds. */
static enum err
load(struct loaded *l, uint64_t *ret_skipped, struct buf *why)
{
	struct loaded more = { .store = l->store };
	int64_t       folded = 0, params = 0;
	uint64_t      skipped = 0;
	enum err      rc;

	heads_init(&more.heads);
	/* It may have been migrated since it was opened. */
	rc = store_identify(l->store, why);
	if (rc == ERR_OK)
		rc = load_heads(&more, &skipped);
	if (rc == ERR_OK)
		rc = query_number(store_query(l->store, sql_rule_any_folded),
		    &folded);
	if (rc == ERR_OK)
		rc = query_number(store_query(l->store, sql_rule_any_params),
		    &params);
	if (rc != ERR_OK) {
		heads_free(&more.heads);
		return rc;
	}
	more.any_folded = folded != 0;
	more.any_params = params != 0;
	more.version = store_data_version(l->store);
	heads_free(&l->heads);
	*l = more;
	*ret_skipped = skipped;
	return ERR_OK;
}

enum err
table_load(struct table *t)
{
	/* What is wrong with the file lasts, and stays told. */
	enum err rc =
	    load(&t->good, &t->skipped, t->file == ERR_OK ? &t->trouble : NULL);

	t->era++;
	if (rc == ERR_OK)
		t->skipped_last = 0;
	return rc;
}

/* -------------------------------------------------------------- the file */

/* Open what the path names, and read it, or say why not. */
static enum err
read_file(struct table *t, struct loaded *ret, uint64_t *ret_skipped)
{
	struct loaded l = { 0 };
	enum err      rc;

	heads_init(&l.heads);
	buf_reset(&t->trouble);
	rc = store_open(t->path, STORE_READ, &l.store, &t->trouble);
	if (rc == ERR_OK) {
		rc = store_begin_read(l.store);
		if (rc == ERR_OK)
			rc = load(&l, ret_skipped, &t->trouble);
		if (rc != ERR_OK && t->trouble.len == 0)
			(void)refuse(&t->trouble, rc, "cannot read '%s': %s",
			    t->path, store_message(l.store));
	}
	if (rc != ERR_OK) {
		heads_free(&l.heads);
		store_close(l.store);
		if (buf_end(&t->trouble) != ERR_OK)
			buf_reset(&t->trouble);
		return rc;
	}
	*ret = l;
	return ERR_OK;
}

static void
close_good(struct table *t)
{
	table_rest(t);
	store_close(t->good.store);
	t->good.store = NULL;
	t->era++;
}

/*
 * Open what the path names, and take it if all of it can be read.  Two files
 * that had the name have one -shm, and to close either drops the locks that the
 * process has on it for both: of another file the first look is to know that it
 * can be read, and it is opened for good when the old one is closed.
 */
static enum err
open_file(struct table *t, int64_t mono_ms)
{
	struct loaded l;
	uint64_t      skipped = 0;
	enum err      rc = read_file(t, &l, &skipped);

	if (rc == ERR_OK && t->good.store != NULL &&
	    !store_is_current(t->good.store)) {
		heads_free(&l.heads);
		store_close(l.store);
		close_good(t);
		rc = read_file(t, &l, &skipped);
	}
	if (rc != ERR_OK)
		return rc;
	table_rest(t);
	heads_free(&t->good.heads);
	store_close(t->good.store);
	t->good = l;
	t->era++;
	t->held = true;
	t->held_at = mono_ms;
	t->ask = ERR_OK;
	t->skipped = skipped;
	t->skipped_last = 0;
	t->reopen = false;
	return ERR_OK;
}

/*
 * A clean-up job that takes the -wal or -shm for litter: as long as there are
 * none, what is open serves on; when there are others it must be closed, or it
 * would never see an edit again.  False when the rest need not be looked at.
 */
static bool
look_beside(struct table *t)
{
	const enum store_beside b = store_beside(t->good.store);

	if (b == BESIDE_SAME || !store_is_current(t->good.store))
		return true; /* of another file they are no matter */
	if (b == BESIDE_OTHER)
		close_good(t);
	if (b != BESIDE_GONE || t->reopen || t->ask != ERR_OK)
		return true;
	buf_reset(&t->trouble);
	t->file = refuse(&t->trouble, ERR_STORE,
	    "the -wal or -shm file of '%s' has been removed; any command that "
	    "changes a rule makes them again",
	    t->path);
	if (buf_end(&t->trouble) != ERR_OK)
		buf_reset(&t->trouble);
	return false;
}

/*
 * Once in a while: is the file still the one that is open, and is all well
 * with it?  If not, open it again; until that succeeds the old one serves.
 */
static void
look_at_file(struct table *t, int64_t mono_ms)
{
	int64_t since = mono_ms - t->checked_at;

	if (!t->check_due && since >= 0 && since < TABLE_CHECK_MS)
		return;
	t->check_due = false;
	t->checked_at = mono_ms;
	if (t->good.store != NULL && !look_beside(t))
		return;
	if (t->good.store != NULL && !t->reopen && t->ask == ERR_OK &&
	    store_is_current(t->good.store))
		t->file = ERR_OK;
	else
		t->file = open_file(t, mono_ms);
}

/*
 * The -wal and -shm files go by the name, not by the file: what is written to
 * another file of that name looks like a change of the one that is open, and
 * pages of both would be taken for one table.  So where a change is seen the
 * other one is taken at once; if it cannot be, none serves.
 */
static enum err
take_rival(struct table *t, int64_t mono_ms)
{
	t->checked_at = mono_ms;
	t->file = open_file(t, mono_ms);
	if (t->file != ERR_OK)
		close_good(t);
	return t->file;
}

/* ----------------------------------------------------------- the snapshot */

enum err
table_asked(struct table *t, enum err e, int64_t mono_ms)
{
	if (e == ERR_OK) {
		/* Not all is well while the rules in memory are old ones. */
		if (store_data_version(t->good.store) == t->good.version)
			t->ask = e;
		return e;
	}
	t->ask = e;
	/* A busy database has just cost this request its patience; spare
	 * those who come now. */
	if (e == ERR_BUSY)
		t->busy_until = mono_ms + BUSY_MS;
	buf_reset(&t->trouble);
	(void)refuse(&t->trouble, e, "cannot read '%s': %s", t->path,
	    store_message(t->good.store));
	if (buf_end(&t->trouble) != ERR_OK)
		buf_reset(&t->trouble);
	return e == ERR_NOMEM || e == ERR_BUSY ? e : ERR_STORE;
}

enum err
table_fresh(struct table *t, int64_t mono_ms)
{
	int64_t  held_for = mono_ms - t->held_at;
	enum err rc;

	if (t->within)
		return ERR_OK;
	look_at_file(t, mono_ms);
	if (t->good.store == NULL)
		return t->file;
	if (t->held && held_for >= 0 && held_for < TABLE_HOLD_MS &&
	    !store_changed(t->good.store))
		return ERR_OK;
	if (t->ask == ERR_BUSY && mono_ms < t->busy_until)
		return t->ask;
	table_rest(t);
	rc = store_begin_read(t->good.store);
	if (rc != ERR_OK)
		return table_asked(t, rc, mono_ms);
	t->held = true;
	t->held_at = mono_ms;
	if (store_data_version(t->good.store) == t->good.version)
		return ERR_OK;
	if (store_has_rival(t->good.store))
		return take_rival(t, mono_ms);
	if (t->file == ERR_OK)
		buf_reset(&t->trouble);
	rc = table_load(t);
	/* What cannot be read again is served as it was. */
	if (rc == ERR_SCHEMA && buf_end(&t->trouble) == ERR_OK) {
		t->ask = rc;
		return ERR_OK;
	}
	return rc == ERR_OK                          ? rc :
	    table_asked(t, rc, mono_ms) == ERR_NOMEM ? ERR_NOMEM :
						       ERR_OK;
}
