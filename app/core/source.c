/* SPDX-License-Identifier: MIT */
/* source.c - the parts of a source in canonical form; see source.h. */
#include "source.h"

#include <string.h>

#include "host.h"
#include "params.h"
#include "pattern.h"
#include "regex.h"
#include "source_base.h"

/* Where the parts are in the text, which may move while it grows. */
struct places {
	size_t host, path, params, lookup, literal;
};

bool
source_is_held(const struct source *s)
{
	return s->kind != SOURCE_EXACT || s->wild ||
	    (s->values > 0 && s->values == s->nparams);
}

enum err
source_host(struct slice typed, struct buf *text, struct buf *why)
{
	struct slice host = typed;
	int          port;
	enum err     rc;

	if (slice_starts(typed, "*.")) {
		host.s += 2;
		host.n -= 2;
		buf_adds(text, "*.");
	}
	if (host.n > 0 && memchr(host.s, '*', host.n) != NULL)
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' has a '*' that is not the first of its labels: "
		    "write *.example.com for all subdomains of example.com",
		    quotable(typed), typed.s);
	if (host.n == 0)
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' names no host: write *.example.com for all "
		    "subdomains of example.com",
		    quotable(typed), typed.s);
	rc = host_parse(host, text, &port, why);
	if (rc != ERR_OK)
		return rc;
	if (memchr(host.s, ':', host.n) != NULL && host.s[host.n - 1] != ']')
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' names a port: hosts match on every port, so leave "
		    "it out",
		    quotable(typed), typed.s);
	if (host.n < typed.n && host_is_address(host))
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' is refused: an address has no subdomains",
		    quotable(typed), typed.s);
	return ERR_OK;
}

void
source_any_host(const struct source *s, struct buf *out)
{
	struct slice host = s->host;

	if (s->wild || host.n == 0)
		buf_adds(out, "any");
	if (s->wild) {
		host.s++;
		host.n--;
	}
	if (host.n == 0)
		buf_adds(out, ".invalid");
	buf_add_slice(out, host);
}

static enum err
bad_path(enum err rc, struct slice typed, struct buf *why)
{
	if (rc == ERR_SYNTAX)
		return refuse(why, rc,
		    "'%.*s' has a bad escape: a '%%' is followed by two hex "
		    "digits, not of a control character; a '%%' itself is "
		    "%%25",
		    (int)typed.n, typed.s);
	return rc;
}

/* What a path is looked up by, from a copy: text grows, and may move. */
static void
add_lookup(const struct source *s, struct slice path, struct buf *text)
{
	char         copy[SOURCE_MAX];
	struct slice trimmed;

	memcpy(copy, path.s, path.n);
	trimmed = url_trim((struct slice){ copy, path.n });
	if (s->kind != SOURCE_PATTERN) {
		buf_add_slice(text, trimmed);
		return;
	}
	pattern_shape(trimmed, text);
	if (s->rest)
		buf_adds(text, "/**");
}

/* Among ten thousand rules on one path, by what they require. */
static void
add_key(size_t params_at, size_t params_n, struct buf *text)
{
	char         copy[SOURCE_MAX];
	struct slice key = { copy, params_n };

	if (text->err != ERR_OK)
		return;
	memcpy(copy, text->data + params_at, params_n);
	buf_addc(text, '?');
	buf_add_slice(text, params_key(key));
}

/* The kind of a path, and its literal head. */
static enum err
set_path(struct source *s, struct slice path, bool literal, struct buf *why)
{
	enum err rc = ERR_OK;

	if (!literal)
		rc = pattern_check(path, &s->segments, why);
	s->kind = s->segments > 0 ? SOURCE_PATTERN :
	    s->rest               ? SOURCE_PREFIX :
				    SOURCE_EXACT;
	s->path.n = path.n;
	s->head.n = url_trim(path).n;
	if (s->kind == SOURCE_PATTERN)
		s->head.n = pattern_head(url_trim(path));
	return rc;
}

/* Behind the path, a segment for each placeholder among the parameters: each
 * name stands once in them all. */
static enum err
add_names(struct source *s, const struct params *p, size_t path_at,
    struct buf *text, struct buf *why)
{
	unsigned n;

	s->names.n = text->len - path_at;
	if (p->values == 0) /* nearly always */
		return ERR_OK;
	for (unsigned i = 0; i < p->values; i++) {
		buf_addc(text, '/');
		buf_add_slice(text, p->name[i]);
	}
	s->values = p->values;
	s->names.n = text->len - path_at;
	if (buf_end(text) != ERR_OK)
		return text->err;
	return pattern_check((struct slice){ text->data + path_at, s->names.n },
	    &n, why);
}

static enum err
add_host(const struct source_parts *p, struct source *s, struct places *at,
    struct buf *text, struct buf *why)
{
	enum err rc = ERR_OK;

	at->host = text->len;
	if (p->host.n > 0)
		rc = source_host(p->host, text, why);
	if (rc == ERR_OK)
		s->wild = p->host.n > 0 && text->data[at->host] == '*';
	at->params = text->len;
	return rc;
}

static enum err
add_path(const struct source_parts *p, struct source_options o,
    struct source *s, struct places *at, struct slice typed, struct buf *text,
    struct buf *why)
{
	struct params params;
	struct slice  path;
	size_t        n, segments;
	enum err      rc = ERR_OK;

	params.n = params.values = 0;
	if (p->has_params)
		rc = params_parse(p->params, o.literal, text, &params, why);
	if (rc != ERR_OK)
		return rc;
	s->nparams = params.n;
	at->path = text->len;
	rc = url_path(p->path, text);
	if (rc != ERR_OK)
		return bad_path(rc, typed, why);
	path = (struct slice){ text->data + at->path, text->len - at->path };
	path.n -= p->rest; /* its final slash: "/docs", and "" for everything */
	n = path.n;
	if (s->nparams > 0)
		n += at->path - at->params + 1; /* and the '?' */
	if (n > SOURCE_MAX)
		return refuse(why, ERR_LIMIT,
		    "the source is too long once it is escaped: the limit is "
		    "%d octets",
		    SOURCE_MAX);
	segments = slice_count(url_trim(path), '/');
	if (segments > URL_SEGMENTS_MAX)
		return refuse(why, ERR_LIMIT,
		    "a source of %zu segments is too long: the limit is %d",
		    segments, URL_SEGMENTS_MAX);
	s->rest = p->rest;
	rc = set_path(s, path, o.literal, why);
	if (rc == ERR_OK)
		rc = add_names(s, &params, at->path, text, why);
	if (rc != ERR_OK)
		return rc;
	path.s = text->data + at->path;
	at->lookup = text->len;
	add_lookup(s, path, text);
	if (s->nparams > 0 && !source_is_held(s))
		add_key(at->params, at->path - at->params, text);
	at->literal = text->len;
	return buf_end(text);
}

/* An expression is taken as it is typed, and looked up by that. */
static enum err
add_regex(const struct source_parts *p, struct source_options o,
    struct source *s, struct places *at, struct buf *text, struct buf *why)
{
	enum err rc = regex_check(p->path, why);

	if (rc != ERR_OK)
		return rc;
	s->kind = SOURCE_REGEX;
	at->path = at->lookup = text->len;
	buf_add_slice(text, p->path);
	s->path.n = p->path.n;
	at->literal = text->len;
	regex_literal(p->path, o.ignore_case, text);
	rc = buf_end(text);
	if (rc != ERR_OK)
		return rc;
	s->literal.n = text->len - at->literal;
	if (s->literal.n > 0 && text->data[at->literal] != '/')
		return refuse(why, ERR_SYNTAX,
		    "the regular expression '%.*s' can match no path: they "
		    "begin with a '/', so write ~/p/(\\d+), or ~.*\\.php",
		    (int)p->path.n, p->path.s);
	/* Whole segments of it: "/p" of "/p/item-". */
	for (size_t i = 0; i < s->literal.n; i++)
		if (text->data[at->literal + i] == '/')
			s->head.n = i;
	return ERR_OK;
}

enum err
source_parse(struct slice typed, struct source_options o, struct source *ret,
    struct buf *text, struct buf *why)
{
	struct source_parts p;
	struct source       s = { 0 };
	struct places       at = { 0 };
	enum err            rc;

	if (typed.n > SOURCE_MAX)
		return refuse(why, ERR_LIMIT,
		    "a source of %zu octets is too long: the limit is %d",
		    typed.n, SOURCE_MAX);
	rc = source_cut(typed, o.literal, &p, why);
	if (rc == ERR_OK)
		rc = add_host(&p, &s, &at, text, why);
	if (rc == ERR_OK)
		rc = p.is_regex ? add_regex(&p, o, &s, &at, text, why) :
				  add_path(&p, o, &s, &at, typed, text, why);
	if (rc != ERR_OK)
		return rc;
	s.scheme = p.scheme;
	s.host = (struct slice){ text->data + at.host, at.params - at.host };
	s.params =
	    (struct slice){ text->data + at.params, at.path - at.params };
	s.path.s = s.names.s = text->data + at.path;
	s.lookup =
	    (struct slice){ text->data + at.lookup, at.literal - at.lookup };
	s.literal.s = text->data + at.literal;
	s.head.s = s.kind == SOURCE_REGEX ? s.literal.s : s.lookup.s;
	if (o.ignore_case && s.kind != SOURCE_REGEX) /* nor what is required */
		url_fold(text->data + at.lookup,
		    s.kind == SOURCE_EXACT ? s.head.n : s.lookup.n);
	*ret = s;
	return ERR_OK;
}
