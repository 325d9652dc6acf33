/* SPDX-License-Identifier: MIT */
/* source_cut.c - what was typed, cut into its parts; see source_base.h. */
#include <string.h>
#include <strings.h>

#include "host.h"
#include "source_base.h"

/* Cut "http://" or "https://" off; other schemes are refused. */
static enum err
take_scheme(struct slice *rest, struct slice typed, enum scheme *scheme,
    struct buf *why)
{
	static const struct {
		const char *prefix;
		enum scheme scheme;
	} known[] = {
		{ "http://", SCHEME_HTTP },
		{ "https://", SCHEME_HTTPS },
	};
	const char *slash, *colon;

	*scheme = SCHEME_ANY;
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		size_t n = strlen(known[i].prefix);

		if (rest->n < n ||
		    strncasecmp(rest->s, known[i].prefix, n) != 0)
			continue;
		*scheme = known[i].scheme;
		rest->s += n;
		rest->n -= n;
		return ERR_OK;
	}
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		size_t n = strlen(known[i].prefix) - 1;

		if (rest->n > n &&
		    strncasecmp(rest->s, known[i].prefix, n) == 0)
			return refuse(why, ERR_SYNTAX,
			    "'%.*s' lacks a slash: write %s%.*s", (int)typed.n,
			    typed.s, known[i].prefix, (int)(rest->n - n),
			    rest->s + n);
	}
	slash = memchr(rest->s, '/', rest->n);
	colon = memchr(rest->s, ':', rest->n);
	/* But "~(?:/a|/b)" is an expression. */
	if (slash != NULL && colon != NULL && colon + 1 == slash &&
	    memchr(rest->s, '~', (size_t)(colon - rest->s)) == NULL)
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' has a scheme that is not served: a source begins "
		    "with http://, https://, a host or a '/'",
		    (int)typed.n, typed.s);
	return ERR_OK;
}

/* Octets that never stand in a source, with the reason that helps. */
static enum err
check_octets(struct slice typed, struct buf *why)
{
	if (slice_is_graphic(typed) && !slice_has(typed, '#'))
		return ERR_OK; /* nearly always */
	for (size_t i = 0; i < typed.n; i++) {
		unsigned char c = (unsigned char)typed.s[i];
		const char   *reason = NULL;

		if (c == ' ')
			reason = "a space; write it as %20";
		else if (c < 0x20 || c == 0x7f)
			reason = "a control character; sources are plain text";
		else if (c == '#')
			reason = "a '#'; browsers keep fragments to "
				 "themselves, no server sees them";
		if (reason != NULL)
			return refuse(why, ERR_SYNTAX, "'%.*s' holds %s",
			    quotable(typed), typed.s, reason);
	}
	if (!slice_is_utf8(typed))
		return refuse(why, ERR_SYNTAX,
		    "the source is not UTF-8: write other octets as %%XX");
	return ERR_OK;
}

/* "/docs/ *" stands for all below: cut the '*' off.  Elsewhere it is refused.
 */
static enum err
take_star(struct slice *path, struct slice typed, bool *ret_rest,
    struct buf *why)
{
	*ret_rest = path->n >= 2 && path->s[path->n - 1] == '*' &&
	    path->s[path->n - 2] == '/';
	if (*ret_rest)
		path->n--;
	if (memchr(path->s, '*', path->n) == NULL)
		return ERR_OK;
	return refuse(why, ERR_SYNTAX,
	    "'%.*s' has a '*' that is not the whole last segment: write "
	    "/docs/* for everything below /docs, '~/docs.*' for a regular "
	    "expression, or use --literal if the '*' belongs to the path",
	    (int)typed.n, typed.s);
}

static enum err
no_host(struct slice typed, struct buf *why)
{
	return refuse(why, ERR_SYNTAX,
	    "'%.*s' has a scheme but no host: write https://example.com/path",
	    (int)typed.n, typed.s);
}

/* Cut what follows a '?' off. */
static void
take_params(struct slice *rest, struct source_parts *p)
{
	const char *mark = rest->n > 0 ? memchr(rest->s, '?', rest->n) : NULL;

	p->has_params = mark != NULL;
	if (mark == NULL)
		return;
	p->params.s = mark + 1;
	p->params.n = rest->n - (size_t)(p->params.s - rest->s);
	rest->n = (size_t)(mark - rest->s);
}

/* Split "host~expression": of it, '/' and '?' are parts. */
static enum err
take_regex(struct slice rest, struct slice typed, bool literal,
    struct source_parts *p, struct buf *why)
{
	size_t n = 0;

	while (n < rest.n && rest.s[n] != '/' && rest.s[n] != '?' &&
	    rest.s[n] != '~')
		n++;
	p->is_regex = n < rest.n && rest.s[n] == '~';
	if (!p->is_regex)
		return ERR_OK;
	if (literal)
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' is a regular expression, which is never literal: "
		    "leave --literal out, or write a path that begins with a "
		    "'/'",
		    (int)typed.n, typed.s);
	if (n == 0 && p->scheme != SCHEME_ANY)
		return no_host(typed, why);
	p->host = (struct slice){ rest.s, n };
	p->path = (struct slice){ rest.s + n + 1, rest.n - n - 1 };
	return ERR_OK;
}

/* Whether a lone word can be a host.  One with a port is refused, and so are
 * subdomains of none. */
static enum err
look_at_host(struct slice word, bool *ret_is, struct buf *why)
{
	struct slice name = word;
	struct buf   host;
	int          port = 0;
	enum err     rc;

	if (slice_starts(word, "*."))
		name = (struct slice){ word.s + 2, word.n - 2 };
	buf_init(&host, SOURCE_MAX);
	rc = host_parse(name, &host, &port, NULL);
	*ret_is = rc == ERR_OK;
	if (rc != ERR_NOMEM)
		rc = ERR_OK;
	if (rc == ERR_OK && (port > 0 || name.n < word.n))
		rc = source_host(word, &host, why);
	buf_free(&host);
	return rc;
}

/* A word and stars: all below it, as a path or as a host. */
static enum err
no_path_below(struct slice typed, struct slice stem, struct slice params,
    bool is_host, struct buf *why)
{
	if (!is_host)
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' has no path: write /%.*s/*%.*s for all below a "
		    "path on any host",
		    (int)typed.n, typed.s, (int)stem.n, stem.s, (int)params.n,
		    params.s);
	return refuse(why, ERR_SYNTAX,
	    "'%.*s' has no path: write /%.*s/*%.*s for all below a path on any "
	    "host, or %.*s/*%.*s for every path of a host",
	    (int)typed.n, typed.s, (int)stem.n, stem.s, (int)params.n, params.s,
	    (int)stem.n, stem.s, (int)params.n, params.s);
}

/* What a lone word may have meant: a host only if it can be one, and with the
 * parameters that were typed. */
static enum err
no_path(struct slice word, struct slice typed, struct buf *why)
{
	struct slice stem = word,
		     params = { typed.s + word.n, typed.n - word.n };
	bool     is_host = false;
	enum err rc;

	while (stem.n > 0 && stem.s[stem.n - 1] == '*')
		stem.n--;
	if (word.n == 0)
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' has no path: write /%.*s for the home page on any "
		    "host",
		    (int)typed.n, typed.s, (int)typed.n, typed.s);
	if (stem.n == 0)
		return refuse(why, ERR_SYNTAX,
		    "'*' has no path: write /* for every path on any host");
	rc = look_at_host(stem, &is_host, why);
	if (rc != ERR_OK)
		return rc;
	if (stem.n > 2 && memcmp(stem.s, "*.", 2) == 0)
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' has no path: write %.*s/%.*s for the home pages of "
		    "these hosts, or %.*s/*%.*s for every path of them",
		    (int)typed.n, typed.s, (int)stem.n, stem.s, (int)params.n,
		    params.s, (int)stem.n, stem.s, (int)params.n, params.s);
	if (stem.n < word.n)
		return no_path_below(typed, stem, params, is_host, why);
	if (!is_host)
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' has no path: write /%.*s for a path on any host",
		    (int)typed.n, typed.s, (int)typed.n, typed.s);
	return refuse(why, ERR_SYNTAX,
	    "'%.*s' has no path: write /%.*s for a path on any host, or "
	    "%.*s/%.*s for the home page of a host",
	    (int)typed.n, typed.s, (int)typed.n, typed.s, (int)word.n, word.s,
	    (int)params.n, params.s);
}

/* Split "host/path"; a lone word is neither. */
static enum err
split(struct slice rest, struct slice typed, struct source_parts *p,
    struct buf *why)
{
	const char *slash = rest.n > 0 ? memchr(rest.s, '/', rest.n) : NULL;

	if (rest.n > 0 && rest.s[0] == '^')
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' begins as a regular expression, which has a '~' "
		    "in front: write '~%.*s'",
		    (int)typed.n, typed.s, (int)typed.n, typed.s);
	if (slash == NULL && p->scheme == SCHEME_ANY)
		return no_path(rest, typed, why);
	p->host = rest;
	p->path = SLICE("/");
	if (slash != NULL) {
		p->host.n = (size_t)(slash - rest.s);
		p->path = (struct slice){ slash, rest.n - p->host.n };
	}
	if (p->host.n == 0 && p->scheme != SCHEME_ANY)
		return no_host(typed, why);
	if (memchr(p->path.s, '\\', p->path.n) != NULL)
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' is refused: it holds a '\\'; write '/', or %%5C "
		    "if it is meant; a regular expression has a '~' in front",
		    (int)typed.n, typed.s);
	return ERR_OK;
}

enum err
source_cut(struct slice typed, bool literal, struct source_parts *ret,
    struct buf *why)
{
	struct source_parts p = { 0 };
	struct slice        rest = typed;
	enum err            rc;

	if (typed.n == 0)
		return refuse(why, ERR_SYNTAX,
		    "the source is empty: write a path as /old, or /docs/*");
	rc = check_octets(typed, why);
	if (rc == ERR_OK)
		rc = take_scheme(&rest, typed, &p.scheme, why);
	if (rc == ERR_OK)
		rc = take_regex(rest, typed, literal, &p, why);
	if (rc == ERR_OK && !p.is_regex) {
		take_params(&rest, &p);
		rc = split(rest, typed, &p, why);
	}
	if (rc == ERR_OK && !p.is_regex && !literal)
		rc = take_star(&p.path, typed, &p.rest, why);
	if (rc == ERR_OK)
		*ret = p;
	return rc;
}
