/* SPDX-License-Identifier: MIT */
/* source.c - the parser of sources; see source.h. */
#include "source.h"

#include <string.h>
#include <strings.h>

#include "host.h"
#include "pattern.h"

const char *
source_kind_name(enum source_kind k)
{
	static const char *const names[] = {
		[SOURCE_EXACT] = "exact",
		[SOURCE_PREFIX] = "prefix",
		[SOURCE_PATTERN] = "pattern",
	};

	return names[k];
}

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
	slash = rest->n > 0 ? memchr(rest->s, '/', rest->n) : NULL;
	colon = rest->n > 0 ? memchr(rest->s, ':', rest->n) : NULL;
	if (slash != NULL && colon != NULL && colon + 1 == slash)
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

/* The kinds of sources that are not served: say so before anything else can
 * be made of them. */
static enum err
check_kind(struct slice host, struct slice path, struct slice typed,
    bool literal, struct buf *why)
{
	const char *what = NULL;

	if (memchr(path.s, '\\', path.n) != NULL)
		what = "it holds a '\\'; write '/', or %5C if it is meant";
	else if (memchr(path.s, '?', path.n) != NULL)
		what = "required parameters are not served yet; a source "
		       "without '?' covers the path whatever its query is";
	else if (!literal && host.n > 0 && memchr(host.s, '*', host.n) != NULL)
		what = "wildcard hosts are not served yet; name each host, "
		       "or none for all of them";
	if (what == NULL)
		return ERR_OK;
	return refuse(why, ERR_SYNTAX, "'%.*s' is refused: %s", (int)typed.n,
	    typed.s, what);
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
	    "/docs/* for everything below /docs, or use --literal if the '*' "
	    "belongs to the path",
	    (int)typed.n, typed.s);
}

static enum err
parse_host(struct slice host, struct slice typed, struct buf *text,
    struct buf *why)
{
	int      port;
	enum err rc;

	if (host.n == 0)
		return ERR_OK;
	rc = host_parse(host, text, &port, why);
	if (rc == ERR_OK && memchr(host.s, ':', host.n) != NULL &&
	    host.s[host.n - 1] != ']')
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' names a port: hosts match on every port, so leave "
		    "it out",
		    (int)typed.n, typed.s);
	return rc;
}

static size_t
segments(struct slice path)
{
	size_t n = 0;

	for (size_t i = 0; i < path.n; i++)
		n += path.s[i] == '/';
	return n;
}

/* Split "host/path"; a lone word is neither. */
static enum err
split(struct slice rest, enum scheme scheme, struct slice typed,
    struct slice *host, struct slice *path, struct buf *why)
{
	const char *slash = rest.n > 0 ? memchr(rest.s, '/', rest.n) : NULL;
	const char *tilde = rest.n > 0 ? memchr(rest.s, '~', rest.n) : NULL;

	if (tilde != NULL && (slash == NULL || tilde < slash))
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' is refused: regular expressions are not served "
		    "yet; use a path, or a path that ends in /*",
		    (int)typed.n, typed.s);
	if (slash == NULL && scheme == SCHEME_ANY)
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' has no path: write /%.*s for a path on any host, "
		    "or %.*s/ for the home page of a host",
		    (int)typed.n, typed.s, (int)typed.n, typed.s, (int)typed.n,
		    typed.s);
	*host = rest;
	*path = (struct slice){ "/", 1 };
	if (slash != NULL) {
		host->n = (size_t)(slash - rest.s);
		*path = (struct slice){ slash, rest.n - host->n };
	}
	if (host->n == 0 && scheme != SCHEME_ANY)
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' has a scheme but no host: write "
		    "https://example.com/path",
		    (int)typed.n, typed.s);
	return ERR_OK;
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

static enum err
too_long(struct buf *why)
{
	return refuse(why, ERR_LIMIT,
	    "the source is too long: the limit is %d octets and %d segments",
	    SOURCE_MAX, URL_SEGMENTS_MAX);
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

enum err
source_parse(struct slice typed, struct source_options o, struct source *ret,
    struct buf *text, struct buf *why)
{
	struct slice  rest = typed, host = { 0 }, path = { 0 };
	struct source s = { 0 };
	size_t        host_at = text->len, path_at, lookup_at;
	unsigned      names = 0;
	enum err      rc;

	if (typed.n == 0)
		return refuse(why, ERR_SYNTAX,
		    "the source is empty: write a path as /old, or /docs/*");
	if (typed.n > SOURCE_MAX)
		return too_long(why);
	if ((rc = check_octets(typed, why)) != ERR_OK ||
	    (rc = take_scheme(&rest, typed, &s.scheme, why)) != ERR_OK ||
	    (rc = split(rest, s.scheme, typed, &host, &path, why)) != ERR_OK ||
	    (rc = check_kind(host, path, typed, o.literal, why)) != ERR_OK)
		return rc;
	if (!o.literal &&
	    (rc = take_star(&path, typed, &s.rest, why)) != ERR_OK)
		return rc;
	rc = parse_host(host, typed, text, why);
	if (rc != ERR_OK)
		return rc;
	path_at = text->len;
	rc = url_path(path, text);
	if (rc != ERR_OK)
		return bad_path(rc, typed, why);
	path = (struct slice){ text->data + path_at, text->len - path_at };
	if (s.rest)
		path.n--; /* its final slash: "/docs", and "" for everything */
	if (path.n > SOURCE_MAX || segments(path) > URL_SEGMENTS_MAX)
		return too_long(why);
	if (!o.literal && (rc = pattern_check(path, &names, why)) != ERR_OK)
		return rc;
	s.kind = names > 0 ? SOURCE_PATTERN :
	    s.rest         ? SOURCE_PREFIX :
			     SOURCE_EXACT;
	s.head = url_trim(path);
	if (s.kind == SOURCE_PATTERN)
		s.head.n = pattern_head(s.head);
	lookup_at = text->len;
	add_lookup(&s, path, text);
	s.path.n = path.n;
	rc = buf_end(text);
	if (rc != ERR_OK)
		return rc;
	s.host = (struct slice){ text->data + host_at, path_at - host_at };
	s.path.s = text->data + path_at;
	s.lookup =
	    (struct slice){ text->data + lookup_at, text->len - lookup_at };
	if (o.ignore_case)
		url_fold(text->data + lookup_at, s.lookup.n);
	s.head.s = s.lookup.s; /* which begins with it */
	*ret = s;
	return ERR_OK;
}
