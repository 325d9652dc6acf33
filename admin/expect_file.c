/* SPDX-License-Identifier: MIT */
/*
 * expect_file.c - expectations of a file.
 */
#include "expect_file.h"

#include <errno.h>
#include <string.h>

#include <jansson.h>

#include "expect_index.h"
#include "ledger.h"

/* ------------------------------------------------------------------ one of
 * them
 */

/* Of one request at one instant there is one answer. */
struct search {
	const struct expectation *want;
	int64_t                   id; /* of the one that is found */
	bool                      same;
	struct buf               *answer;
};

static enum err
compare(const struct expectation *e, void *arg)
{
	struct search            *x = arg;
	const struct expectation *w = x->want;

	if (!slice_eq(e->url, w->url) || !slice_eq(e->method, w->method) ||
	    e->at != w->at)
		return ERR_OK;
	x->id = e->id;
	x->same = slice_eq(e->answer, w->answer);
	buf_reset(x->answer);
	buf_add_slice(x->answer, e->answer);
	return buf_end(x->answer);
}

enum status
expect_another(struct session *s, const struct expectation *e, int64_t *ret_id,
    bool *ret_same, struct buf *answer)
{
	struct search x = { .want = e, .answer = answer };
	enum err      rc = expect_each(s->store, compare, &x);

	if (rc != ERR_OK)
		return failed(s, rc);
	*ret_id = x.id;
	*ret_same = x.same;
	return x.id != 0 ? EXIT_NO : EXIT_YES;
}

const char *
expect_why_not(const struct expectation *e)
{
	if (e->method.n == 0 || e->method.n > EXPECT_METHOD_MAX ||
	    !slice_is_graphic(e->method))
		return "its method is not a method";
	if (e->url.n == 0 || e->url.n > EXPECT_URL_MAX)
		return "a URL has 1 to 8300 octets: https://example.com/path, "
		       "example.com/path or /path";
	if (e->note.n > RULE_NOTE_MAX || !slice_is_utf8(e->note))
		return "a note has at most 2000 octets of UTF-8";
	return NULL;
}

/* ------------------------------------------------------------------- a file */

struct reading {
	struct session     *session;
	const char         *name; /* for messages */
	struct ledger       ledger;
	struct expect_index there;
	struct buf          answer;
	size_t              added, kept;
};

/* A member that is text, or not there; false for anything else. */
static bool
text_of(const json_t *o, const char *name, struct slice *ret)
{
	const json_t *v = json_object_get(o, name);

	if (v == NULL || json_is_null(v))
		return true;
	if (!json_is_string(v) ||
	    strlen(json_string_value(v)) != json_string_length(v))
		return false;
	*ret = (struct slice){ json_string_value(v), json_string_length(v) };
	return true;
}

/* Names that are none of ours were meant as something. */
static const char *
unknown(json_t *o)
{
	static const char *const known[] = { "id", "method", "url", "answer",
		"at", "holds", "got", "created_at", "who", "note" };
	const char              *name;
	json_t                  *value;
	size_t                   i;

	json_object_foreach(o, name, value)
	{
		for (i = 0; i < ARRAY_LEN(known); i++)
			if (strcmp(name, known[i]) == 0)
				break;
		if (i == ARRAY_LEN(known))
			return name;
	}
	return NULL;
}

static enum status
bad(struct reading *r, size_t i, const char *why)
{
	return said(r->session, EXIT_USAGE,
	    "%s: expectation %zu: %s; nothing was added", r->name, i + 1, why);
}

static enum status
read_one(struct reading *r, json_t *o, size_t i, struct expectation *e)
{
	struct session *s = r->session;
	struct slice    answer = { NULL, 0 }, at = { NULL, 0 };
	const char     *why;
	enum err        rc = ERR_OK;

	if (!json_is_object(o))
		return bad(r, i, "it is no object");
	why = unknown(o);
	if (why != NULL)
		return said(s, EXIT_USAGE,
		    "%s: expectation %zu: '%s' is no name here: there are "
		    "url, answer, method, at and note; nothing was added",
		    r->name, i + 1, why);
	if (!text_of(o, "url", &e->url) || !text_of(o, "answer", &answer) ||
	    !text_of(o, "method", &e->method) || !text_of(o, "at", &at) ||
	    !text_of(o, "note", &e->note))
		return bad(r, i, "url, answer, method, at and note are texts");
	if (answer.n == 0)
		return bad(r, i, "it has no answer");
	why = expect_why_not(e);
	if (why != NULL)
		return bad(r, i, why);
	buf_reset(&r->answer);
	rc = expect_parse(answer, &r->answer, &s->why);
	if (rc == ERR_OK && at.n > 0)
		rc = when_instant(at.s, WHEN_START, s->now, &e->at, &s->why);
	e->answer = buf_slice(&r->answer);
	if (rc != ERR_SYNTAX && rc != ERR_LIMIT)
		return rc == ERR_OK ? EXIT_YES : failed(s, rc);
	if (buf_end(&s->why) == ERR_OK)
		bad(r, i, s->why.data);
	buf_reset(&s->why);
	return EXIT_USAGE;
}

/* Of one request at one instant there is one answer. */
static enum status
put(struct reading *r, size_t i, struct expectation *e)
{
	struct session     *s = r->session;
	struct expect_found found;
	enum err            rc = expect_index_find(&r->there, e, &found);

	if (rc != ERR_OK)
		return failed(s, rc);
	if (found.other != 0)
		return said(s, EXIT_NO,
		    "%s: expectation %zu: expectation %lld says that it gets "
		    "%s; nothing was added",
		    r->name, i + 1, (long long)found.other, found.answer);
	if (found.same) {
		r->kept++;
		return EXIT_YES;
	}
	rc = expect_add(&r->ledger, e, &e->id);
	if (rc == ERR_OK)
		rc = expect_index_add(&r->there, e);
	r->added += rc == ERR_OK;
	return rc == ERR_OK ? EXIT_YES : failed(s, rc);
}

static enum status
put_all(struct reading *r, const json_t *all)
{
	struct session *s = r->session;
	enum status     status = EXIT_YES;
	enum err        rc, end;

	if (!json_is_array(all))
		return said(s, EXIT_USAGE,
		    "%s: it is no array of objects, as 'detour expect --format "
		    "json' prints",
		    r->name);
	rc = ledger_begin(&r->ledger, s->store, s->who, "expect", s->now);
	if (rc != ERR_OK)
		return failed(s, rc);
	rc = expect_index_all(&r->there, s->store);
	if (rc != ERR_OK)
		status = failed(s, rc);
	for (size_t i = 0; i < json_array_size(all) && status == EXIT_YES;
	     i++) {
		struct expectation e = {
			.method = slice_of(EXPECT_METHOD_DEFAULT),
			.at = EXPECT_NOW,
			.created_at = s->now,
			.who = slice_of(s->who),
		};

		status = read_one(r, json_array_get(all, i), i, &e);
		if (status == EXIT_YES)
			status = put(r, i, &e);
	}
	end = session_keep(s, &r->ledger, status == EXIT_YES);
	return end == ERR_OK || status != EXIT_YES ? status : failed(s, end);
}

static enum status
tell(const struct reading *r)
{
	static const struct out_column columns[] = { { "added", OUT_ALL },
		{ "kept", OUT_ALL } };
	struct session                *s = r->session;
	enum err                       rc;

	if (s->format == OUT_TEXT) {
		printf("%s %zu %s: %zu kept\n",
		    s->dry_run ? "would add" : "added", r->added,
		    r->added == 1 ? "expectation" : "expectations", r->kept);
		rc = fflush(stdout) == 0 ? ERR_OK : ERR_IO;
	} else {
		out_begin(&s->out, columns, ARRAY_LEN(columns), true);
		out_int(&s->out, (int64_t)r->added);
		out_int(&s->out, (int64_t)r->kept);
		rc = out_end(&s->out);
	}
	return finished(s, rc, EXIT_YES);
}

enum status
expect_file(struct session *s, const char *path)
{
	struct reading r = { .session = s, .name = path };
	bool           piped = strcmp(path, "-") == 0;
	FILE          *in = piped ? stdin : fopen(path, "re");
	json_error_t   error;
	json_t        *all;
	enum status    status;
	enum err       rc;

	if (in == NULL)
		return said(s, EXIT_FAIL, "'%s' cannot be read: %s", path,
		    strerror(errno));
	if (piped)
		r.name = "standard input";
	buf_init(&r.answer, EXPECT_ANSWER_MAX);
	rc = expect_index_init(&r.there);
	all = json_loadf(in, JSON_REJECT_DUPLICATES, &error);
	if (rc != ERR_OK)
		status = failed(s, rc);
	else if (all == NULL && ferror(in))
		status = said(s, EXIT_FAIL, "'%s' cannot be read: %s", r.name,
		    strerror(errno));
	else if (all == NULL)
		status = said(s, EXIT_USAGE, "%s:%d: it is no JSON: %s", r.name,
		    error.line, error.text);
	else
		status = put_all(&r, all);
	if (status == EXIT_YES)
		status = tell(&r);
	json_decref(all);
	expect_index_free(&r.there);
	buf_free(&r.answer);
	if (!piped)
		fclose(in);
	return status;
}
