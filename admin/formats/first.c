/* SPDX-License-Identifier: MIT */
/* first.c - which line had a source before; see first.h. */
#include "first.h"

#include <stdlib.h>

#include "key.h"
#include "match.h"
#include "params.h"
#include "pattern.h"
#include "request.h"

#define TEXT_MAX (4 * SOURCE_MAX + CONDITIONS_TEXT_MAX)

struct first_wide {
	struct rule rule;
	int64_t     line;
};

void
first_init(struct first *f)
{
	*f = (struct first){ 0 };
	buf_init(&f->text, TEXT_MAX);
}

void
first_free(struct first *f)
{
	for (size_t i = 0; i < f->nwide; i++)
		rule_free(&f->wide[i].rule);
	if (f->refused != NULL)
		first_free(f->refused);
	free(f->refused);
	free(f->wide);
	first_lines_free(&f->lines);
	buf_free(&f->text);
	*f = (struct first){ 0 };
}

/* ------------------------------------------------------------------- texts */

/* A part, and where it ends. */
static void
add(struct buf *b, struct slice s)
{
	buf_add_slice(b, s);
	buf_addc(b, '\n');
}

/* The hash of a source: of what kind, where, which path, which parameters. */
static uint64_t
hash_source(struct first *f, char kind, enum scheme scheme, bool wild,
    struct slice host, struct slice path, struct slice params)
{
	struct buf *b = &f->text;

	buf_reset(b);
	buf_addc(b, kind);
	buf_addc(b, (char)('0' + (int)scheme));
	buf_addc(b, wild ? '*' : '-');
	add(b, host);
	add(b, params);
	buf_add_slice(b, path);
	return first_lines_hash(buf_slice(b));
}

/* Of paths with and without a final slash: for both, or for one of them. */
static char
kind_of(const struct rule *r, bool strict)
{
	bool slash = r->at.path.n > 1 && r->at.path.s[r->at.path.n - 1] == '/';

	switch (r->at.kind) {
	case SOURCE_EXACT:
		return !strict ? 'e' : slash ? '/' : 's';
	case SOURCE_PREFIX:
		return 'p';
	case SOURCE_PATTERN:
		return !strict || r->at.rest ? 'n' : slash ? 'N' : 'm';
	case SOURCE_REGEX:
		break;
	}
	return '~';
}

static uint64_t
hash_rule(struct first *f, const struct rule *r, bool strict)
{
	const struct source *s = &r->at;

	(void)hash_source(f, kind_of(r, strict), s->scheme, s->wild, s->host,
	    s->kind == SOURCE_EXACT || s->kind == SOURCE_PREFIX ? s->head :
								  s->lookup,
	    s->params);
	if (r->conditions.n > 0) {
		buf_addc(&f->text, '\n');
		buf_add_slice(&f->text, r->conditions);
	}
	return first_lines_hash(buf_slice(&f->text));
}

/* ----------------------------------------------------------------- shadows */

/* A prefix, or the same path for more hosts, among what a host and a scheme
 * had before. */
static int64_t
covered_by(struct first *f, const struct rule *r, enum scheme scheme, bool wild,
    struct slice host)
{
	struct slice none = { NULL, 0 }, path = r->at.head;
	bool         own = scheme == r->at.scheme && wild == r->at.wild &&
	    host.n == r->at.host.n;
	int64_t line = 0;

	if (r->at.kind == SOURCE_EXACT &&
	    (!own || r->at.nparams > 0 || r->conditions.n > 0))
		for (int strict = 0; strict <= (r->strict ? 1 : 0) && line == 0;
		     strict++)
			line = first_lines_find(&f->lines,
			    hash_source(f, kind_of(r, strict != 0), scheme,
				wild, host, path, none));
	if (!f->prefixes)
		return line;
	for (bool more = true; more && line == 0;) {
		/* Of the same path, it is the other kind that is wider. */
		if (!own || r->at.kind != SOURCE_PREFIX ||
		    path.n < r->at.head.n || r->at.nparams > 0 ||
		    r->conditions.n > 0)
			line = first_lines_find(&f->lines,
			    hash_source(f, 'p', scheme, wild, host, path,
				none));
		more = path.n > 0;
		while (path.n > 0 && path.s[--path.n] != '/')
			;
	}
	return line;
}

static int64_t
find_prefix(struct first *f, const struct rule *r)
{
	const struct source *s = &r->at;
	struct slice         none = { NULL, 0 };
	int64_t              line;

	line = covered_by(f, r, s->scheme, s->wild, s->host);
	if (line == 0 && s->scheme != SCHEME_ANY)
		line = covered_by(f, r, SCHEME_ANY, s->wild, s->host);
	if (line == 0 && s->host.n > 0 && f->hosts)
		line = covered_by(f, r, SCHEME_ANY, false, none);
	return line;
}

/* A URL that the rule is for. */
static void
add_example(const struct rule *r, struct buf *out)
{
	struct slice path = r->at.path, hole;
	size_t       at = 0, from = 0;

	buf_addf(out, "%s://", r->at.scheme == SCHEME_HTTPS ? "https" : "http");
	source_any_host(&r->at, out);
	if (r->at.kind == SOURCE_PATTERN)
		while (pattern_next(path, &at, &hole)) {
			buf_add(out, path.s + from,
			    (size_t)(hole.s - path.s) - from);
			buf_adds(out, "x");
			from = (size_t)(hole.s - path.s) + hole.n;
		}
	buf_add(out, path.s + from, path.n - from);
	if (r->at.rest)
		buf_adds(out, "/x");
	if (r->at.nparams > 0) {
		buf_addc(out, '?');
		params_example(r->at.params, out);
	}
}

/* A pattern or an expression that takes an example of the rule, and of those
 * that are rules here, one that is asked later. */
static enum err
find_wide(struct first *f, const struct rule *r, bool refused, int64_t *ret)
{
	struct request q;
	struct match   m;
	struct key     k;
	struct buf     url;
	enum err       rc;

	buf_init(&url, TEXT_MAX);
	key_init(&k);
	add_example(r, &url);
	rc = buf_end(&url);
	if (rc == ERR_OK) {
		request_from_url(url.data, "GET", &q);
		rc = key_from_request(&q, &k);
	}
	for (size_t i = 0; rc == ERR_OK && *ret == 0 && i < f->nwide; i++)
		if (f->wide[i].rule.conditions.n == 0 &&
		    match_rule(&f->wide[i].rule, &k, &m) == MATCH_YES &&
		    (refused || match_order(r, &f->wide[i].rule) < 0))
			*ret = f->wide[i].line;
	key_free(&k);
	buf_free(&url);
	return rc == ERR_NOMEM ? rc : ERR_OK;
}

static int64_t
find_turned(const struct first *f, const struct rule *r)
{
	if (r->at.kind == SOURCE_EXACT)
		return 0; /* of which there is an example */
	for (size_t i = 0; i < f->nwide; i++)
		if (first_turned(&f->wide[i].rule, r))
			return f->wide[i].line;
	return 0;
}

static enum err
keep_wide(struct first *f, const struct rule *r, int64_t line, bool *ret_full)
{
	struct first_wide *w;
	enum err           rc;

	*ret_full = f->nwide == FIRST_WIDE_MAX;
	if (*ret_full)
		return ERR_OK;
	if (f->wide == NULL)
		f->wide = calloc(FIRST_WIDE_MAX, sizeof(*f->wide));
	if (f->wide == NULL)
		return ERR_NOMEM;
	w = &f->wide[f->nwide];
	w->line = line;
	rule_init(&w->rule, 0);
	rc = rule_copy(&w->rule, r);
	if (rc == ERR_OK)
		f->nwide++;
	else
		rule_free(&w->rule);
	return rc;
}

/* The line that had a source. */
static int64_t
find_same(struct first *f, const struct rule *r)
{
	int64_t line = first_lines_find(&f->lines, hash_rule(f, r, r->strict));

	/* A line for both kinds of paths had this one, too. */
	if (line == 0 && r->strict)
		line = first_lines_find(&f->lines, hash_rule(f, r, false));
	return line;
}

static enum err
find_refused(struct first *f, const struct rule *r, int64_t *ret)
{
	enum err rc = ERR_OK;

	*ret = find_same(f, r);
	if (*ret == 0 && r->at.kind != SOURCE_REGEX)
		*ret = find_prefix(f, r);
	if (*ret == 0 && r->at.kind != SOURCE_REGEX && f->nwide > 0)
		rc = find_wide(f, r, true, ret);
	return rc;
}

enum err
first_refused(struct first *f, const struct rule *r, int64_t line)
{
	struct first_said said;

	if (f->refused == NULL) {
		f->refused = malloc(sizeof(*f->refused));
		if (f->refused == NULL)
			return ERR_NOMEM;
		first_init(f->refused);
	}
	return first_note(f->refused, r, line, &said);
}

enum err
first_note(struct first *f, const struct rule *r, int64_t line,
    struct first_said *ret)
{
	struct first_said said = { 0 };
	uint64_t          hash = hash_rule(f, r, r->strict);
	enum err          rc = f->text.err;

	said.same = rc == ERR_OK ? find_same(f, r) : 0;
	if (rc == ERR_OK && f->refused != NULL)
		rc = find_refused(f->refused, r, &said.refused);
	if (rc == ERR_OK && said.same == 0 && r->at.kind != SOURCE_REGEX) {
		said.over = find_prefix(f, r);
		if (said.over == 0 && f->nwide > 0)
			rc = find_wide(f, r, false, &said.over);
	}
	if (rc == ERR_OK && said.same == 0 && said.over == 0)
		said.partly = find_turned(f, r);
	said.above = said.over == 0 && said.partly == 0 && f->hosts &&
	    r->at.host.n > 0 && r->at.kind != SOURCE_EXACT;
	if (rc == ERR_OK && said.same == 0) {
		rc = first_lines_keep(&f->lines, hash, line);
		f->prefixes |= r->at.kind == SOURCE_PREFIX;
		f->hosts |= r->at.host.n == 0;
	}
	if (rc == ERR_OK && said.same == 0 &&
	    (r->at.kind == SOURCE_PATTERN || r->at.kind == SOURCE_REGEX ||
		r->at.values > 0))
		rc = keep_wide(f, r, line, &said.is_full);
	*ret = said;
	return rc;
}
