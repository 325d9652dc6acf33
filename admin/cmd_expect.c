/* SPDX-License-Identifier: MIT */
/*
 * cmd_expect.c - expect: what URLs shall get, stored beside the rules.
 */
#include <string.h>

#include "cmd.h"
#include "expect.h"
#include "expect_file.h"
#include "expect_out.h"
#include "ledger.h"

/* -------------------------------------------------------------------- lists */

static enum err
put_each(const struct expect_result *r, void *arg)
{
	struct session *s = arg;

	expect_put(&s->out, r);
	return out_failed(&s->out) ? ERR_IO : ERR_OK;
}

static enum status
list(struct session *s)
{
	struct table *table;
	enum err      rc = session_table(s, &table);

	expect_begin(&s->out, false);
	if (rc == ERR_OK)
		rc = expect_results(s->store, table, s->now, mono_ms(),
		    put_each, s);
	if (rc != ERR_OK)
		return failed(s, rc);
	rc = out_end(&s->out);
	none_told(s,
	    "no expectation is there yet: 'detour expect /old /new' adds one");
	return finished(s, rc, EXIT_YES);
}

/* ------------------------------------------------------------------ changes */

static void
warn(const struct session *s, const struct expect_result *r)
{
	struct buf got;

	if (r->over)
		said(s, EXIT_YES,
		    "warning: that time is over, so nobody will look at it");
	if (r->holds)
		return;
	buf_init(&got, EXPECT_ANSWER_MAX);
	expect_tell(r->got, &got);
	if (buf_end(&got) == ERR_OK)
		said(s, EXIT_YES, "warning: it does not hold: it gets %s",
		    got.data);
	buf_free(&got);
}

static enum status
look_for_another(struct session *s, const struct expectation *e)
{
	struct buf  answer;
	int64_t     id = 0;
	bool        same = false;
	enum status status;

	buf_init(&answer, EXPECT_ANSWER_MAX);
	status = expect_another(s, e, &id, &same, &answer);
	if (status == EXIT_NO && same)
		said(s, EXIT_NO, "expectation %lld says so already",
		    (long long)id);
	else if (status == EXIT_NO)
		said(s, EXIT_NO,
		    "expectation %lld says that it gets %s; 'detour expect "
		    "--remove %lld' takes that away",
		    (long long)id, answer.data, (long long)id);
	buf_free(&answer);
	return status;
}

static enum status
store_it(struct session *s, struct expectation *e)
{
	struct ledger l;
	enum status   status;
	enum err      rc = ledger_begin(&l, s->store, s->who, "expect", s->now);

	if (rc != ERR_OK)
		return failed(s, rc);
	status = look_for_another(s, e);
	if (status == EXIT_YES) {
		rc = expect_add(&l, e, &e->id);
		if (rc != ERR_OK)
			status = failed(s, rc);
	}
	rc = session_keep(s, &l, status == EXIT_YES);
	return rc == ERR_OK || status != EXIT_YES ? status : failed(s, rc);
}

static enum status
add(struct session *s, struct expectation *e)
{
	struct expect_result result = { 0 };
	struct decision      d;
	struct table        *table;
	enum status          status = EXIT_YES;
	enum err             rc = session_table(s, &table);

	decision_init(&d);
	if (rc == ERR_OK)
		rc = expect_ask(e, table, s->now, mono_ms(), &d, &result);
	if (s->table != NULL)
		table_rest(s->table); /* its snapshot is in the way */
	if (rc != ERR_OK)
		status = failed(s, rc);
	if (status == EXIT_YES)
		status = store_it(s, e);
	if (status == EXIT_YES) {
		warn(s, &result);
		status = expect_told(s, "added", "would add", &result);
	}
	decision_free(&d);
	return status;
}

/* "/old 307 /new" as well as "/old '307 /new'". */
static enum status
read_answer(struct session *s, struct buf *out)
{
	struct buf typed;
	enum err   rc;

	buf_init(&typed, 2 * EXPECT_ANSWER_MAX);
	for (size_t i = 1; i < s->args.operands_n; i++)
		buf_addf(&typed, "%s%s", i > 1 ? " " : "", s->args.operands[i]);
	rc = buf_end(&typed);
	if (rc == ERR_LIMIT)
		refuse(&s->why, rc, "the answer is too long: at most %d octets",
		    EXPECT_ANSWER_MAX);
	if (rc == ERR_OK)
		rc = expect_parse(buf_slice(&typed), out, &s->why);
	buf_free(&typed);
	return rc == ERR_OK ? EXIT_YES : failed(s, rc);
}

static enum status
read_and_add(struct session *s)
{
	const char        *method = args_value(&s->args, OPT_METHOD);
	struct expectation e = {
		.url = slice_of(s->args.operands[0]),
		.method =
		    slice_of(method != NULL ? method : EXPECT_METHOD_DEFAULT),
		.at = EXPECT_NOW,
		.created_at = s->now,
		.who = slice_of(s->who),
		.note = slice_of(args_value(&s->args, OPT_NOTE)),
	};
	struct buf  answer;
	const char *why;
	enum status status;

	if (!instant_option(s, OPT_AT, WHEN_START, &e.at))
		return EXIT_USAGE;
	why = expect_why_not(&e);
	if (why != NULL)
		return said(s, EXIT_USAGE, "'%s' gets no expectation: %s",
		    s->args.operands[0], why);
	buf_init(&answer, EXPECT_ANSWER_MAX);
	status = read_answer(s, &answer);
	e.answer = buf_slice(&answer);
	if (status == EXIT_YES)
		status = add(s, &e);
	buf_free(&answer);
	return status;
}

/* ------------------------------------------------------------------ removal */

/* One that is about to go, copied: it is told when it is gone. */
struct removal {
	int64_t            id;
	struct expectation was;
	struct buf         text; /* what was borrows */
	bool               found;
};

static struct slice
keep(struct removal *r, struct slice text)
{
	size_t at = r->text.len;

	buf_add_slice(&r->text, text);
	return (struct slice){ r->text.data + at, text.n };
}

static enum err
find(const struct expectation *e, void *arg)
{
	struct removal *r = arg;

	if (e->id != r->id)
		return ERR_OK;
	if (!buf_room(&r->text,
		e->url.n + e->method.n + e->answer.n + e->who.n + e->note.n))
		return r->text.err;
	r->found = true;
	r->was = *e;
	r->was.url = keep(r, e->url);
	r->was.method = keep(r, e->method);
	r->was.answer = keep(r, e->answer);
	r->was.who = keep(r, e->who);
	r->was.note = keep(r, e->note);
	return ERR_OK;
}

static enum status
remove_it(struct session *s, struct removal *r)
{
	struct ledger l;
	enum err      rc, end;

	rc = ledger_begin(&l, s->store, s->who, "expect", s->now);
	if (rc != ERR_OK)
		return failed(s, rc);
	rc = expect_each(s->store, find, r);
	if (rc == ERR_OK && r->found)
		rc = ledger_unexpect(&l, r->id, &r->found);
	end = session_keep(s, &l, rc == ERR_OK && r->found);
	if (rc == ERR_OK)
		rc = end;
	if (rc != ERR_OK)
		return failed(s, rc);
	return r->found ?
	    EXIT_YES :
	    said(s, EXIT_NO, "there is no expectation %lld", (long long)r->id);
}

static enum status
drop(struct session *s)
{
	struct removal       r = { 0 };
	struct expect_result result = { .expectation = &r.was, .over = true };
	enum status          status;

	if (s->args.operands_n > 0)
		return said(s, EXIT_USAGE,
		    "'%s' is too much: --remove takes the id alone",
		    s->args.operands[0]);
	if (!id_parse(s, args_value(&s->args, OPT_REMOVE), &r.id))
		return EXIT_USAGE;
	buf_init(&r.text, 4 * EXPECT_URL_MAX);
	status = remove_it(s, &r);
	if (status == EXIT_YES)
		status = expect_told(s, "removed", "would remove", &result);
	buf_free(&r.text);
	return status;
}

enum status
cmd_expect(struct session *s)
{
	const char *file = args_value(&s->args, OPT_FILE_EXPECT);
	enum status status = EXIT_YES;

	if (args_has(&s->args, OPT_REMOVE) || file != NULL)
		status = only_for(s, OPTIONS(OPT_AT, OPT_METHOD, OPT_NOTE),
		    "the expectation of a URL that is named");
	if (args_has(&s->args, OPT_REMOVE) && status == EXIT_YES)
		status = only_for(s, OPTIONS(OPT_FILE_EXPECT),
		    "expectations that are added");
	if (status != EXIT_YES)
		return status;
	if (args_has(&s->args, OPT_REMOVE))
		return drop(s);
	if (file != NULL && s->args.operands_n > 0)
		return said(s, EXIT_USAGE,
		    "'%s' is too much: --file brings URLs and answers",
		    s->args.operands[0]);
	if (file != NULL)
		return expect_file(s, file);
	if (s->args.operands_n == 0) {
		if (s->args.n > 0 &&
		    (args_has(&s->args, OPT_AT) ||
			args_has(&s->args, OPT_METHOD) ||
			args_has(&s->args, OPT_NOTE)))
			return said(s, EXIT_USAGE,
			    "which URL, and what does it get? give URL "
			    "ANSWER");
		return list(s);
	}
	if (s->args.operands_n == 1)
		return said(s, EXIT_USAGE,
		    "what does '%s' get? a status as 404, a Location as /new, "
		    "or both: '307 /new'",
		    s->args.operands[0]);
	return read_and_add(s);
}
