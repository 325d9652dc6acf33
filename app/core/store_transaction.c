/* SPDX-License-Identifier: MIT */
/* store_transaction.c - transactions, one writer at a time, and whether
 * anybody has committed; see store.h. */
#include "store.h"

#include <string.h>

#include "lock.h"
#include "sql.h"
#include "store_base.h"

#define CHECKPOINT_WAIT_MS 400 /* for readers to let go; then it is skipped */

/* ------------------------------------------------------ single statements */

void
query_bind(struct query *q, const char *name, struct value v)
{
	if (v.kind == VALUE_TEXT)
		query_bind_text(q, name, v.text);
	else if (v.kind == VALUE_INT)
		query_bind_int(q, name, v.number);
	else
		query_bind_null(q, name);
}

enum err
query_number(struct query *q, int64_t *ret)
{
	bool     row = false;
	enum err rc = query_step(q, &row);

	if (rc == ERR_OK && row) {
		*ret = query_int(q, 0);
		query_reset(q);
	}
	return rc;
}

enum err
store_control(struct store *s, const char *sql, int64_t *ret)
{
	int64_t  n = 0;
	enum err rc = query_number(store_query(s, sql), &n);

	if (rc == ERR_OK && ret != NULL)
		*ret = n;
	return rc;
}

/* --------------------------------------------------------------- reading */

enum err
store_is_wal(struct store *s, bool *ret)
{
	struct query *q = store_query(s, sql_journal_mode);
	bool          row = false;
	enum err      rc = query_step(q, &row);

	if (rc != ERR_OK)
		return rc;
	*ret = row && slice_is(query_text(q, 0), "wal");
	query_reset(q);
	return ERR_OK;
}

static void
look_at_wal(struct store *s)
{
	s->wal_header = NULL;
	/* Without a WAL, asking for the mapping would make the -shm file. */
	if (!s->in_wal && (store_is_wal(s, &s->in_wal) != ERR_OK || !s->in_wal))
		return;
	s->wal_header = store_map_wal(s);
	if (s->wal_header == NULL)
		return;
	for (size_t i = 0; i < WAL_HEADER_WORDS; i++)
		s->seen[i] = s->wal_header[i];
}

enum err
store_begin_read(struct store *s)
{
	enum err rc;

	/* Before the BEGIN: what is committed between the two is seen by the
	 * transaction, and costs one needless renewal; the other way round
	 * it would be missed. */
	look_at_wal(s);
	store_note_written(s);
	__sync_synchronize();
	rc = store_control(s, sql_begin_read, NULL);
	if (rc != ERR_OK)
		return rc;
	/* A deferred BEGIN takes its snapshot at the first read: this one. */
	rc = store_control(s, sql_data_version, &s->data_version);
	if (rc != ERR_OK)
		store_end(s);
	s->exact = !store_changed(s);
	return rc;
}

bool
store_changed(struct store *s)
{
	if (s->wal_header == NULL)
		return true;
	for (size_t i = 0; i < WAL_HEADER_WORDS; i++)
		if (s->wal_header[i] != s->seen[i])
			return true;
	return false;
}

/*
 * As long as anybody has the database open, no two commits have the same header
 * of the WAL index.  Whoever opens it alone begins it anew, from a header that
 * is always the same, with everything in the database itself: then that has
 * been written at another time.
 */
bool
store_stamp(const struct store *s, struct store_stamp *ret)
{
	const uint64_t files[] = { s->files[THE_FILE].dev,
		s->files[THE_FILE].ino, s->files[BESIDE_WAL].ino,
		s->files[BESIDE_SHM].ino, s->written[0], s->written[1] };

	_Static_assert(sizeof(files) + sizeof(s->seen) == sizeof(*ret),
	    "each word has its place");
	if (!s->exact || s->wal_header == NULL)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		if (files[i] == 0)
			return false;
	memcpy(ret->word, files, sizeof(files));
	memcpy(ret->word + ARRAY_LEN(files), s->seen, sizeof(s->seen));
	return true;
}

int64_t
store_data_version(const struct store *s)
{
	return s->data_version;
}

/* --------------------------------------------------------------- writing */

enum err
store_hold(struct store *s)
{
	enum err rc;

	buf_reset(&s->said);
	/* SQLite would begin, and refuse the first change only. */
	if (store_is_reader(s->mode))
		return refuse(&s->said, ERR_STORE, "it is open for reading");
	if (s->lock >= 0 || !store_is_shared(s->mode))
		return ERR_OK;
	rc = lock_take(s->path, s->lock_ms, &s->lock, &s->said);
	/* A change to a file that nobody reads any more would be lost. */
	if (rc == ERR_OK && store_is_rules(s->mode) && !store_is_current(s)) {
		store_end(s);
		rc = refuse(&s->said, ERR_STORE,
		    "the file has been replaced meanwhile; try again");
	}
	return rc;
}

enum err
store_begin_write(struct store *s)
{
	enum err rc = store_hold(s);

	if (rc != ERR_OK)
		return rc;
	rc = store_control(s, sql_begin_write, NULL);
	if (rc != ERR_OK)
		store_end(s);
	return rc;
}

/* What is committed stays committed when this fails: a reader is in the way,
 * and the next writer does it. */
static void
checkpoint(struct store *s)
{
	store_set_wait(s,
	    s->wait_ms < CHECKPOINT_WAIT_MS ? s->wait_ms : CHECKPOINT_WAIT_MS);
	store_empty_wal(s);
	store_set_wait(s, s->wait_ms);
}

enum err
store_commit(struct store *s)
{
	enum err rc;

	store_reset_queries(s);
	rc = store_control(s, sql_commit, NULL);
	if (rc == ERR_OK && store_is_rules(s->mode) &&
	    !store_is_reader(s->mode))
		checkpoint(s);
	store_end(s);
	return rc;
}

void
store_end(struct store *s)
{
	store_drop_given(s);
	store_reset_queries(s);
	if (store_in_transaction(s))
		store_control(s, sql_rollback, NULL);
	lock_release(s->lock);
	s->lock = -1;
}

/* ------------------------------------------------------------------ index */

enum err
store_unindex(struct store *s)
{
	enum err rc = store_take_given(s);

	store_reset_queries(s);
	return rc != ERR_OK ? rc : store_script(s, sql_rule_unindex);
}

enum err
store_unindex_held(struct store *s)
{
	enum err rc = store_take_given(s);

	store_reset_queries(s);
	return rc != ERR_OK ? rc : store_script(s, sql_rule_unindex_held);
}

enum err
store_index(struct store *s)
{
	enum err rc = store_take_given(s);

	store_reset_queries(s);
	return rc != ERR_OK ? rc : store_script(s, sql_rule_index);
}
