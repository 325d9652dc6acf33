/* SPDX-License-Identifier: MIT */
/* hits_log.c - how far the logs of web servers were counted; see hits.h. */
#include "hits.h"
#include "sql.h"

int64_t
hits_line(struct slice s)
{
	uint64_t h = 0xcbf29ce484222325; /* FNV-1a */

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.s[i]) * 0x100000001b3;
	return (int64_t)(h >> 1);
}

enum err
hits_log_get(struct store *s, int64_t first, struct hits_log *ret,
    bool *ret_found)
{
	struct query *q;
	enum err      rc;
	int64_t       there = 0;

	*ret_found = false;
	if (s == NULL)
		return ERR_OK;
	rc = query_number(store_query(s, sql_log_is_there), &there);
	if (rc != ERR_OK || there == 0)
		return rc;
	q = store_query(s, sql_log_get);
	query_bind_int(q, ":first", first);
	rc = query_step(q, ret_found);
	if (rc != ERR_OK || !*ret_found)
		return rc;
	*ret = (struct hits_log){
		.first = first,
		.octets = query_int(q, 0),
		.last = query_int(q, 1),
	};
	query_reset(q);
	return ERR_OK;
}

static enum err
put(struct store *s, const struct hits_log *log, int64_t now)
{
	struct query *q;
	enum err      rc = query_run(store_query(s, sql_log_make));

	if (rc != ERR_OK)
		return rc;
	q = store_query(s, sql_log_put);
	query_bind_int(q, ":first", log->first);
	query_bind_int(q, ":octets", log->octets);
	query_bind_int(q, ":last", log->last);
	query_bind_int(q, ":at", now);
	return query_run(q);
}

enum err
hits_log_write(struct store *s, const struct hit *hits, size_t n,
    const struct hits_log *log, int64_t now)
{
	enum err rc = store_begin_write(s);

	if (rc != ERR_OK)
		return rc;
	rc = hits_add(s, hits, n);
	if (rc == ERR_OK)
		rc = put(s, log, now);
	if (rc == ERR_OK)
		return store_commit(s);
	store_end(s);
	return rc;
}
