/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_IMPORTED_H
#define DETOUR_IMPORTED_H

/*
 * imported.h - what becomes of the text of a file, as text.
 *
 * One line each, in the order in which they come:
 *
 *	/old -> /new 301 strict ...	a rule
 *	!2 ...				line 2 is refused
 *	?3 ...				there is a warning about line 3
 *	X4 ...				the file cannot be read from line 4 on
 *
 * Of a sentence the wanted text is any part.  Include it after rows.h.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats.h"
#include "given.h"
#include "when.h"

struct import_case {
	const char *name;
	const char *format;
	const char *text;
	size_t      n; /* of the text, where it holds a NUL; else 0 */
	const char *want;
};

static inline void
imported_word(struct buf *out, bool is, const char *word)
{
	if (is)
		buf_addf(out, " %s", word);
}

/* On one line. */
static inline void
imported_lines(struct buf *out, struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		buf_addc(out, s.s[i] == '\n' ? '|' : s.s[i]);
}

static inline enum err
imported_rule(struct import *im, int64_t line, struct slice raw)
{
	const struct rule *r = &im->rule;
	struct buf        *out = im->arg;

	(void)line;
	(void)raw;
	buf_add_slice(out, r->source);
	buf_addf(out, " -> %.*s%s%d", (int)r->target.n,
	    r->target.n > 0 ? r->target.s : "", r->target.n > 0 ? " " : "",
	    r->status);
	imported_word(out, r->strict, "strict");
	imported_word(out, r->ignore_case, "ignore-case");
	imported_word(out, r->literal, "literal");
	imported_word(out, r->query == QUERY_DROP, "drop");
	imported_word(out, !r->enabled, "disabled");
	if (r->rank != RULE_RANK_DEFAULT)
		buf_addf(out, " rank=%d", r->rank);
	if (r->starts_at != WHEN_EVER) {
		buf_adds(out, " from=");
		when_utc(out, r->starts_at);
	}
	if (r->expires_at != WHEN_NEVER) {
		buf_adds(out, " until=");
		when_utc(out, r->expires_at);
	}
	if (r->conditions.n > 0) {
		buf_adds(out, " {");
		imported_lines(out, r->conditions);
		buf_addc(out, '}');
	}
	if (r->tags.n > 0) {
		buf_adds(out, " tags=");
		buf_add_slice(out, r->tags);
	}
	if (r->note.n > 0) {
		buf_adds(out, " note=");
		imported_lines(out, r->note);
	}
	buf_addc(out, '\n');
	return ERR_OK;
}

static inline enum err
imported_refused(struct import *im, int64_t line, struct slice raw)
{
	(void)raw;
	buf_addf(im->arg, "!%lld %s\n", (long long)line, im->reason.data);
	return ERR_OK;
}

static inline void
imported_warning(struct import *im, int64_t line, const char *text)
{
	buf_addf(im->arg, "?%lld %s\n", (long long)line, text);
}

/* Append what becomes of it. */
static inline void
imported(const struct import_case *c, struct buf *out)
{
	size_t n = c->n > 0 ? c->n : strlen(c->text);
	FILE  *in = n > 0 ? fmemopen((void *)(uintptr_t)c->text, n, "r") :
			    fopen("/dev/null", "r");
	struct import im;
	enum err      rc;

	assert_non_null(in);
	assert_err(import_init(&im, in, NOW), ERR_OK);
	im.format = formats_find(c->format);
	assert_non_null(im.format);
	im.arg = out;
	im.rule_fn = imported_rule;
	im.refused_fn = imported_refused;
	im.warn_fn = imported_warning;
	rc = import_open(&im);
	if (rc == ERR_OK)
		rc = import_read(&im);
	if (rc == ERR_SYNTAX) {
		assert_err(buf_end(&im.why), ERR_OK);
		buf_addf(out, "X%lld %s\n", (long long)im.why_line,
		    im.why.data);
	} else {
		assert_err(rc, ERR_OK);
	}
	import_free(&im);
	fclose(in);
}

/* Whether a line is as it is wanted: of a sentence, a part. */
static inline bool
imported_is(const char *got, const char *want)
{
	size_t n = strcspn(want, " ");

	if (strchr("!?X", want[0]) == NULL)
		return strcmp(got, want) == 0;
	return strncmp(got, want, n) == 0 && strstr(got, want + n) != NULL;
}

static inline void
test_imported(void **state)
{
	const struct import_case *c = *state;
	struct buf                out;
	char *want = strdup(c->want), *got, *w, *g, *ws = NULL, *gs = NULL;

	assert_non_null(want);
	buf_init(&out, 1 << 20);
	imported(c, &out);
	assert_err(buf_end(&out), ERR_OK);
	got = strdup(out.data);
	assert_non_null(got);
	w = strtok_r(want, "\n", &ws);
	g = strtok_r(got, "\n", &gs);
	while (w != NULL && g != NULL && imported_is(g, w)) {
		w = strtok_r(NULL, "\n", &ws);
		g = strtok_r(NULL, "\n", &gs);
	}
	if (w != NULL || g != NULL)
		fail_msg("got  %s\nwant %s\nof\n%s", g != NULL ? g : "nothing",
		    w != NULL ? w : "nothing", out.data);
	free(got);
	free(want);
	buf_free(&out);
}

#endif
