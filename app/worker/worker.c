/* SPDX-License-Identifier: MIT */
/* worker.c - what a process that answers keeps; see worker.h. */
#include "worker.h"

#include <sys/random.h>

#include "store.h"

struct siphash_key
worker_secret(void)
{
	struct siphash_key key = { { 0 } };

	/* Linux has some at any time but in its first seconds; without them
	 * strangers could guess it, and that is all. */
	(void)!getrandom(&key, sizeof(key), GRND_NONBLOCK);
	return key;
}

enum err
worker_open(struct worker *w, const char *db, const char *hits_db,
    bool identify, int64_t now)
{
	store_limit_memory(WORKER_SQLITE_MAX);
	*w = (struct worker){
		.db = db,
		.hits_db = hits_db,
		.identify = identify,
		.started_at = now,
		.sandbox = "off",
	};
	w->counts = &w->own;
	w->all_counts = &w->own;
	w->all_n = 1;
	key_init(&w->key);
	decision_init(&w->decision);
	hits_init(&w->hits);
	memo_init(&w->memo, worker_secret());
	buf_init(&w->ask, MEMO_ASK_MAX);
	buf_init(&w->out, RESPOND_MAX);
	buf_init(&w->stale_page, RESPOND_MAX);
	return table_open(db, &w->table);
}

void
worker_close(struct worker *w)
{
	table_close(w->table);
	buf_free(&w->stale_page);
	buf_free(&w->out);
	buf_free(&w->ask);
	memo_free(&w->memo);
	hits_free(&w->hits);
	decision_free(&w->decision);
	key_free(&w->key);
	w->table = NULL;
}

struct slice
worker_octets(const struct worker *w, enum role role)
{
	if (w->out.len > 0)
		return buf_slice(&w->out);
	return role == ROLE_AUTHORIZER ? SLICE("Status: 200 OK\r\n\r\n") :
					 SLICE("Status: 404 Not Found\r\n\r\n");
}
