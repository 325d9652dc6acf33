/* SPDX-License-Identifier: MIT */
/*
 * expect_out.c - expectations as rows, and in words.
 */
#include "expect_out.h"

#include "escape.h"

static const struct out_column expect_columns[] = {
	{ "id", OUT_ALL },
	{ "method", OUT_ALL },
	{ "url", OUT_ALL },
	{ "answer", OUT_ALL },
	{ "at", OUT_ALL },
	{ "holds", OUT_ALL },
	{ "got", OUT_ALL },
	{ "created_at", OUT_MACHINES },
	{ "who", OUT_MACHINES },
	{ "note", OUT_ALL },
};

/* In TSV a change prints ids alone, as for rules. */
static const struct out_column id_column[] = { { "id", OUT_ALL } };

void
expect_put(struct out *o, const struct expect_result *r)
{
	const struct expectation *e = r->expectation;
	struct buf                got;

	buf_init(&got, EXPECT_ANSWER_MAX);
	if (r->got != NULL)
		expect_tell(r->got, &got);
	out_int(o, e->id);
	out_text(o, e->method);
	out_text(o, e->url);
	out_text(o, e->answer);
	if (e->at == EXPECT_NOW)
		out_null(o);
	else
		out_time(o, e->at);
	if (r->over)
		out_null(o); /* nobody asks any more */
	else
		out_bool(o, r->holds);
	if (r->got == NULL)
		out_null(o);
	else
		out_text(o, buf_slice(&got));
	out_time(o, e->created_at);
	out_text(o, e->who);
	out_text(o, e->note);
	buf_free(&got);
}

void
expect_begin(struct out *o, bool one)
{
	out_begin(o, expect_columns, ARRAY_LEN(expect_columns), one);
}

void
expect_words(const struct expectation *e, struct buf *out)
{
	buf_addf(out, "expectation %lld: %.*s %.*s gets %.*s", (long long)e->id,
	    (int)e->method.n, e->method.s, (int)e->url.n, e->url.s,
	    (int)e->answer.n, e->answer.s);
	if (e->at != EXPECT_NOW) {
		buf_adds(out, " at ");
		when_local(out, e->at);
	}
}

/* "added expectation 3: ...", safe for a terminal. */
static enum err
print_line(const struct session *s, const char *did, const char *would,
    const struct expectation *e)
{
	struct buf line, safe;
	enum err   rc;

	buf_init(&line, 4 * EXPECT_URL_MAX);
	buf_init(&safe, 16 * EXPECT_URL_MAX);
	if (s->staged)
		buf_adds(&line, "in the stage: ");
	buf_addf(&line, "%s ", s->dry_run ? would : did);
	expect_words(e, &line);
	escape_terminal(buf_slice(&line), &safe);
	rc = line.err != ERR_OK ? line.err : buf_end(&safe);
	if (rc == ERR_OK && (puts(safe.data) < 0 || fflush(stdout) != 0))
		rc = ERR_IO;
	buf_free(&safe);
	buf_free(&line);
	return rc;
}

/* What was done, once it is true. */
enum status
expect_told(struct session *s, const char *did, const char *would,
    const struct expect_result *r)
{
	enum err rc;

	if (s->format == OUT_TEXT) {
		rc = print_line(s, did, would, r->expectation);
	} else if (s->format == OUT_TSV) {
		out_begin(&s->out, id_column, ARRAY_LEN(id_column), true);
		out_int(&s->out, r->expectation->id);
		rc = out_end(&s->out);
	} else {
		expect_begin(&s->out, true);
		expect_put(&s->out, r);
		rc = out_end(&s->out);
	}
	return finished(s, rc, EXIT_YES);
}
