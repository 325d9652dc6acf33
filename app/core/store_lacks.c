/* SPDX-License-Identifier: MIT */
/* store_lacks.c - indexes that somebody has dropped; see store.h.  What there
 * should be is known from a database that is made for the purpose. */
#include "sql.h"
#include "store_base.h"

#define STATEMENT_MAX 65536

/* What is done with an index that is lacking. */
typedef enum err lacking_fn(struct store *, struct slice name,
    struct slice statement, struct buf *names);

static enum err
add_name(struct store *s, struct slice name, struct slice statement,
    struct buf *names)
{
	(void)s;
	(void)statement;
	if (names->len > 0)
		buf_adds(names, ", ");
	buf_add_slice(names, name);
	return names->err;
}

static enum err
make(struct store *s, struct slice name, struct slice statement,
    struct buf *names)
{
	struct buf text;
	enum err   rc;

	(void)name;
	(void)names;
	buf_init(&text, STATEMENT_MAX);
	buf_add_slice(&text, statement);
	rc = buf_end(&text);
	if (rc == ERR_OK)
		rc = store_script(s, text.data);
	buf_free(&text);
	return rc;
}

static enum err
has_index(struct store *s, struct slice name, bool *ret)
{
	struct query *q = store_query(s, sql_schema_has_index);
	bool          row = false;
	enum err      rc;

	query_bind_text(q, ":name", name);
	rc = query_step(q, &row);
	if (rc != ERR_OK)
		return rc;
	*ret = query_int(q, 0) != 0;
	query_reset(q);
	return rc;
}

static enum err
each_lacking(struct store *s, lacking_fn *fn, struct buf *names)
{
	struct store *whole = NULL;
	struct query *q;
	bool          row = false, has = true;
	enum err      rc = store_open("", STORE_NAMELESS, &whole, NULL);

	if (rc != ERR_OK)
		return rc;
	q = store_query(whole, sql_schema_indexes);
	while ((rc = query_step(q, &row)) == ERR_OK && row) {
		const struct slice name = query_text(q, 0);

		rc = has_index(s, name, &has);
		if (rc == ERR_OK && !has)
			rc = fn(s, name, query_text(q, 1), names);
		if (rc != ERR_OK)
			break;
	}
	store_close(whole);
	return rc;
}

enum err
store_lacks(struct store *s, struct buf *names)
{
	return each_lacking(s, add_name, names);
}

enum err
store_make_indexes(struct store *s)
{
	return each_lacking(s, make, NULL);
}
