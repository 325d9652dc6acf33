/* SPDX-License-Identifier: MIT */
/* expect_store.c - expectations beside the rules, and what becomes of each; see
 * expect.h. */
#include "expect.h"

#include "request.h"
#include "sql.h"

#define CLASH_MAX (4 * EXPECT_URL_MAX)

enum err
expect_each(struct store *s, expect_fn *fn, void *arg)
{
	struct query *q = store_query(s, sql_expectation_each);
	bool          row = false;
	enum err      rc;

	while ((rc = query_step(q, &row)) == ERR_OK && row) {
		const struct expectation e = {
			.id = query_int(q, 0),
			.url = query_text(q, 1),
			.method = query_text(q, 2),
			.answer = query_text(q, 3),
			.at =
			    query_is_null(q, 4) ? EXPECT_NOW : query_int(q, 4),
			.created_at = query_int(q, 5),
			.who = query_text(q, 6),
			.note = query_text(q, 7),
		};

		rc = fn(&e, arg);
		if (rc != ERR_OK) {
			query_reset(q);
			break;
		}
	}
	return rc;
}

enum err
expect_add(struct ledger *l, const struct expectation *e, int64_t *ret_id)
{
	struct query *q = store_query(l->store, sql_expectation_add);
	enum err      rc;

	query_bind_text(q, ":url", e->url);
	query_bind_text(q, ":method", e->method);
	query_bind_text(q, ":answer", e->answer);
	if (e->at == EXPECT_NOW)
		query_bind_null(q, ":at");
	else
		query_bind_int(q, ":at", e->at);
	query_bind_int(q, ":created_at", e->created_at);
	query_bind_text(q, ":who", e->who);
	query_bind_text(q, ":note", e->note);
	rc = query_run(q);
	if (rc == ERR_OK) {
		*ret_id = store_last_id(l->store);
		rc = ledger_expected(l, *ret_id);
	}
	return rc;
}

enum err
expect_brought(const struct ledger *l, expect_id_fn *fn, void *arg)
{
	struct query *q = store_query(l->store, sql_expectation_brought);
	bool          row = false;
	enum err      rc;

	query_bind_int(q, ":batch", l->batch);
	while ((rc = query_step(q, &row)) == ERR_OK && row) {
		rc = fn(query_int(q, 0), arg);
		if (rc != ERR_OK) {
			query_reset(q);
			break;
		}
	}
	return rc;
}

/* What two say of one request: that of the row. */
static void
add_clash(struct query *q, struct buf *out)
{
	const long long    id = query_int(q, 0), other = query_int(q, 1);
	const struct slice url = query_text(q, 2), method = query_text(q, 3),
			   own = query_text(q, 4), says = query_text(q, 5);

	if (slice_eq(own, says))
		buf_addf(out,
		    "expectation %lld says of %.*s %.*s what expectation %lld "
		    "would say again: %.*s",
		    other, (int)method.n, method.s, (int)url.n, url.s, id,
		    (int)own.n, own.s);
	else
		buf_addf(out,
		    "expectation %lld would say that %.*s %.*s gets %.*s, and "
		    "expectation %lld says that it gets %.*s",
		    id, (int)method.n, method.s, (int)url.n, url.s, (int)own.n,
		    own.s, other, (int)says.n, says.s);
}

enum err
expect_clashes(const struct ledger *l, expect_clash_fn *fn, void *arg)
{
	struct query *q = store_query(l->store, sql_expectation_clashes);
	int64_t       last = 0;
	bool          row = false;
	struct buf    clash;
	enum err      rc;

	buf_init(&clash, CLASH_MAX);
	query_bind_int(q, ":batch", l->batch);
	while ((rc = query_step(q, &row)) == ERR_OK && row) {
		if (query_int(q, 0) == last)
			continue;
		last = query_int(q, 0);
		buf_reset(&clash);
		add_clash(q, &clash);
		rc = buf_end(&clash);
		if (rc == ERR_OK)
			rc = fn(query_int(q, 1), clash.data, arg);
		if (rc != ERR_OK) {
			query_reset(q);
			break;
		}
	}
	buf_free(&clash);
	return rc;
}

/* A text with an end: what borrows it are strings. */
static enum err
string_of(struct slice s, struct buf *out)
{
	buf_reset(out);
	buf_add_slice(out, s);
	return buf_end(out);
}

enum err
expect_ask(const struct expectation *e, struct table *t, int64_t now,
    int64_t mono_ms, struct decision *d, struct expect_result *ret)
{
	struct request r;
	struct key     k;
	struct buf     url, method;
	enum err       rc, bad;

	*ret = (struct expect_result){ .expectation = e };
	if (e->at != EXPECT_NOW && e->at < now) {
		ret->over = ret->holds = true;
		return ERR_OK;
	}
	key_init(&k);
	buf_init(&url, EXPECT_URL_MAX);
	buf_init(&method, EXPECT_METHOD_MAX);
	rc = string_of(e->url, &url);
	if (rc == ERR_OK)
		rc = string_of(e->method, &method);
	if (rc == ERR_OK) {
		request_from_url(url.data, method.data, &r);
		rc = bad = key_from_request(&r, &k);
		if (bad == ERR_SYNTAX || bad == ERR_LIMIT) {
			decide_without_key(bad, d);
			rc = ERR_OK;
		} else if (rc == ERR_OK) {
			rc = table_decide(t, &k,
			    when_exactly(e->at == EXPECT_NOW ? now : e->at),
			    mono_ms, d);
		}
		ret->got = d;
		ret->holds = rc == ERR_OK && expect_holds(e->answer, &k, d);
	}
	buf_free(&method);
	buf_free(&url);
	key_free(&k);
	return rc;
}

struct check {
	struct table     *table;
	int64_t           now, mono_ms;
	struct decision   decision;
	expect_result_fn *fn;
	void             *arg;
};

static enum err
check_one(const struct expectation *e, void *arg)
{
	struct check        *c = arg;
	struct expect_result result;
	enum err             rc =
	    expect_ask(e, c->table, c->now, c->mono_ms, &c->decision, &result);

	return rc == ERR_OK ? c->fn(&result, c->arg) : rc;
}

enum err
expect_results(struct store *s, struct table *t, int64_t now, int64_t mono_ms,
    expect_result_fn *fn, void *arg)
{
	struct check c = {
		.table = t, .now = now, .mono_ms = mono_ms, .fn = fn, .arg = arg
	};
	enum err rc;

	decision_init(&c.decision);
	rc = expect_each(s, check_one, &c);
	decision_free(&c.decision);
	return rc;
}
