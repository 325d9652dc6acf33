/* SPDX-License-Identifier: MIT */
/* sift.c - from the index of exact rules into a sieve; see sift.h. */
#include "sift.h"

#include "sql.h"

void
sift_init(struct sift *s, const char *path, struct sieve *sieve)
{
	*s = (struct sift){ .path = path, .sieve = sieve };
	store_unpin(&s->pins);
}

/* The sieve is nobody's from here on.  Not before then the files may go by
 * which it was known: others may get their inodes. */
static void
withdraw(struct sift *s, size_t rules)
{
	sieve_begin(s->sieve, rules);
	store_unpin(&s->pins);
}

static void
let_go(struct sift *s)
{
	store_close(s->store);
	s->store = NULL;
	s->query = NULL;
}

void
sift_free(struct sift *s)
{
	if (s->sieve != NULL)
		withdraw(s, 0);
	let_go(s);
}

static enum err
begin(struct sift *s, bool *ret_done)
{
	struct store_stamp stamp;
	int64_t            last = 0;
	enum err           rc;

	/* To open it would make -wal and -shm again, and hide that somebody
	 * has removed them. */
	if (!store_has_beside(s->path))
		return ERR_BUSY;
	rc = store_open(s->path, STORE_READ, &s->store, NULL);
	if (rc == ERR_OK)
		rc = store_begin_read(s->store);
	if (rc != ERR_OK)
		return rc;
	if (!store_stamp(s->store, &stamp))
		return ERR_BUSY;
	*ret_done = sieve_is_of(s->sieve, &stamp);
	if (*ret_done)
		return ERR_OK;
	rc = query_number(store_query(s->store, sql_rule_last), &last);
	withdraw(s, (size_t)last);
	s->query = store_query(s->store, sql_rule_lookups);
	return rc;
}

/* One piece; and the sieve is made when nothing is left. */
static enum err
add(struct sift *s, bool *ret_done)
{
	struct store_stamp stamp;
	bool               row = true;
	enum err           rc = ERR_OK;

	for (int i = 0; i < SIFT_PIECE && rc == ERR_OK && row; i++) {
		rc = query_step(s->query, &row);
		if (rc == ERR_OK && row)
			sieve_add(s->sieve, query_text(s->query, 0));
	}
	if (rc == ERR_OK &&
	    (store_changed(s->store) || !store_stamp(s->store, &stamp)))
		rc = ERR_BUSY;
	if (rc == ERR_OK && !row && !store_pin(s->store, &s->pins))
		rc = ERR_BUSY;
	*ret_done = rc == ERR_OK && !row;
	if (*ret_done)
		sieve_publish(s->sieve, &stamp);
	return rc;
}

enum err
sift_piece(struct sift *s, bool *ret_done)
{
	enum err rc = ERR_OK;

	*ret_done = false;
	if (s->store == NULL)
		rc = begin(s, ret_done);
	if (rc == ERR_OK && !*ret_done)
		rc = add(s, ret_done);
	if (rc == ERR_OK && !*ret_done)
		return ERR_OK;
	let_go(s); /* as long as it is open, it is in the way of others */
	return rc;
}
