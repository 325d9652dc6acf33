/* SPDX-License-Identifier: MIT */
/*
 * expected_again.c - expectations that a change brings, looked at as those that
 * are added.
 */
#include "expected.h"

#include "expect.h"
#include "ids.h"

static enum err
collect(int64_t id, void *arg)
{
	return ids_add(arg, id);
}

struct brought {
	struct session *session;
	struct ids      ids;
	bool            clash; /* another one is in the way */
};

static enum err
tell_clash(int64_t other, const char *clash, void *arg)
{
	struct brought *b = arg;

	said(b->session, EXIT_NO,
	    "%s; 'detour expect --remove %lld' takes that away", clash,
	    (long long)other);
	b->clash = true;
	return ERR_OK;
}

static enum err
warn(const struct expect_result *r, void *arg)
{
	const struct brought *b = arg;
	const long long       id = r->expectation->id;
	struct buf            got;
	enum err              rc;

	if ((r->holds && !r->over) || !ids_has(&b->ids, id))
		return ERR_OK;
	buf_init(&got, EXPECT_ANSWER_MAX);
	if (!r->over)
		expect_tell(r->got, &got);
	rc = buf_end(&got);
	if (rc == ERR_OK && r->over)
		said(b->session, EXIT_YES,
		    "warning: the time of expectation %lld is over, so nobody "
		    "will look at it",
		    id);
	else if (rc == ERR_OK)
		said(b->session, EXIT_YES,
		    "warning: expectation %lld does not hold: it gets %s", id,
		    got.data);
	buf_free(&got);
	return rc;
}

static enum err
warn_of_all(struct brought *b)
{
	struct session *s = b->session;
	struct table   *table = NULL;
	enum err        rc = table_within(s->store, &table);

	if (rc == ERR_OK)
		rc =
		    expect_results(s->store, table, s->now, mono_ms(), warn, b);
	table_close(table);
	return rc;
}

enum status
expected_again(struct session *s, const struct ledger *l)
{
	struct brought b = { .session = s };
	enum err       rc = expect_clashes(l, tell_clash, &b);

	if (rc == ERR_OK && !b.clash)
		rc = expect_brought(l, collect, &b.ids);
	if (rc == ERR_OK && b.ids.n > 0)
		rc = warn_of_all(&b);
	ids_free(&b.ids);
	if (rc != ERR_OK)
		return failed(s, rc);
	return b.clash ? EXIT_NO : EXIT_YES;
}
