/* SPDX-License-Identifier: MIT */
/* location.c - rebuild the Location from the target's parts; location.h. */
#include "location.h"

#include <string.h>

#include "own.h"
#include "params.h"
#include "pattern.h"

static bool
ends_in_slash(const struct buf *b)
{
	return b->len > 0 && b->data[b->len - 1] == '/';
}

/*
 * Append text to a path.  Where the two would meet with a slash each, one is
 * left: an empty :splat must not make "//" of "/:splat/x", which at the
 * beginning of a Location would name another host.
 */
static void
join(struct buf *out, struct slice s)
{
	if (ends_in_slash(out))
		while (s.n > 0 && s.s[0] == '/') {
			s.s++;
			s.n--;
		}
	buf_add_slice(out, s);
}

/* What would end a value in a query or fragment, or mean a space. */
#define ENDS_VALUE "&=+;#?"

/*
 * A placeholder within a query or fragment: what would end a value there is
 * escaped.  Its own escapes stay.
 */
static void
add_value(struct slice s, struct buf *out)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.s[i] != '\0' && strchr(ENDS_VALUE, s.s[i]) != NULL)
			url_escape((unsigned char)s.s[i], out);
		else
			buf_addc(out, s.s[i]);
	}
}

/* The value of a parameter, as the segment of a path that it would be: decoded,
 * and escaped anew, its slashes, too, and what else is told. */
static void
add_param(struct slice s, const char *escaped, struct buf *out)
{
	int octet;

	for (size_t i = 0; (octet = url_next_octet(s, &i)) >= 0;) {
		char c = (char)octet;

		if (c == '/' || (c != '\0' && strchr(escaped, c) != NULL))
			url_escape((unsigned char)c, out);
		else
			url_encode((struct slice){ &c, 1 }, out);
	}
}

/* The place of a placeholder among the pieces of a match; -1 of :splat, for
 * target_parse() has refused all others. */
static int
place_of(const struct source *at, struct slice hole)
{
	if (hole.s[0] == '$')
		return hole.s[1] - '1';
	if (slice_is(hole, ":splat"))
		return -1;
	return pattern_find(at->names,
	    (struct slice){ hole.s + 1, hole.n - 1 });
}

/* What fills a placeholder. */
static void
fill(struct slice hole, const struct match *m, const struct key *k,
    bool is_path, struct buf *out)
{
	const struct source *at = &m->rule->at;
	const int            i = place_of(at, hole);
	const bool   is_param = at->values > 0 && i >= (int)at->segments;
	struct slice s = m->splat;

	if (i >= 0) {
		s = is_param ? k->query : k->path;
		s.s += m->pieces[i].at;
		s.n = m->pieces[i].n;
	}
	if (is_param)
		add_param(s, is_path ? "" : ENDS_VALUE, out);
	else if (is_path)
		join(out, s);
	else
		add_value(s, out);
}

static void
add_path(const struct target *t, const struct match *m, const struct key *k,
    struct buf *out)
{
	struct slice rest = t->path, before, hole;
	bool         more;

	if (t->literal) {
		buf_add_slice(out, rest);
		return;
	}
	more = target_next_hole(&rest, &before, &hole);
	buf_add_slice(out, before); /* after an origin, or at the beginning */
	while (more) {
		fill(hole, m, k, true, out);
		more = target_next_hole(&rest, &before, &hole);
		join(out, before);
	}
}

static void
add_part(const struct target *t, struct slice part, const struct match *m,
    const struct key *k, struct buf *out)
{
	struct slice rest = part, before, hole;

	if (t->literal) {
		buf_add_slice(out, part);
		return;
	}
	while (target_next_hole(&rest, &before, &hole)) {
		buf_add_slice(out, before);
		fill(hole, m, k, false, out);
	}
	buf_add_slice(out, before);
}

/*
 * The visitor's parameters, but those that the source has consumed, and those
 * whose name the target's own query has; that is at own_at in out, which may
 * move while it grows.
 */
static enum err
add_passed(const struct target *t, const struct match *m, struct slice query,
    size_t own_at, struct buf *out)
{
	struct slice consumed = m->rule->at.params;
	size_t       own_n = out->len - own_at;
	struct slice one;
	struct own   own;
	unsigned     met = 0;
	char         sep = t->has_query ? '&' : '?';
	enum err     rc;

	rc = own_note(&own, (struct slice){ out->data + own_at, own_n });
	if (rc != ERR_OK)
		return rc;
	if (t->has_query && own_n == 0)
		sep = '\0'; /* "/new?": its '?' is there already */
	while (url_next_param(&query, &one)) {
		if (consumed.n > 0 && params_meets(consumed, one, &met))
			continue;
		if (own_has(&own, (struct slice){ out->data + own_at, own_n },
			one))
			continue;
		if (sep != '\0')
			buf_addc(out, sep);
		buf_add_slice(out, one);
		sep = '&';
	}
	/* An empty one, of which nothing is left but its sign. */
	if (!t->has_query && out->len == own_at + 1)
		out->len = own_at;
	return ERR_OK;
}

/*
 * Captures are pieces of anything: side by side they may make dots of halves,
 * or cut an escape.  Parameters may be dots, or hold control octets, which no
 * path of a request does.  What a path is then, no two parsers agree on.
 */
static bool
is_sound_path(struct slice path)
{
	for (size_t i = 0; i < path.n; i++) {
		size_t at = i;

		/* Decoded, an escape has moved three octets on. */
		if (path.s[i] == '%') {
			int octet = url_next_octet(path, &at);

			if (octet < 0x20 || octet == 0x7f || at != i + 3)
				return false;
		}
	}
	return !target_has_dots(path);
}

enum err
location_build(const struct target *t, const struct match *m,
    const struct key *k, enum rule_query query, struct buf *out)
{
	size_t   start = out->len, path_at, query_at;
	enum err rc = ERR_OK;

	buf_add_slice(out, t->origin);
	path_at = out->len;
	add_path(t, m, k, out);
	query_at = out->len;
	if ((m->rule->at.kind == SOURCE_REGEX || m->rule->at.values > 0) &&
	    out->err == ERR_OK &&
	    !is_sound_path((struct slice){
		out->data + path_at, query_at - path_at }))
		return ERR_SYNTAX;
	if (t->has_query) {
		buf_addc(out, '?');
		query_at = out->len;
		add_part(t, t->query, m, k, out);
	}
	if (query == QUERY_PASS && k->query.n > 0 && out->err == ERR_OK)
		rc = add_passed(t, m, k->query, query_at, out);
	if (rc != ERR_OK)
		return rc;
	if (t->has_fragment) {
		buf_addc(out, '#');
		add_part(t, t->fragment, m, k, out);
	}
	if (buf_end(out) != ERR_OK)
		return out->err;
	if (out->len - start > LOCATION_MAX)
		return ERR_LIMIT;
	if (!location_is_safe(t,
		(struct slice){ out->data + start, out->len - start }))
		return ERR_SYNTAX;
	return ERR_OK;
}

bool
location_is_safe(const struct target *t, struct slice l)
{
	if (l.n <= t->origin.n || l.n > LOCATION_MAX)
		return false;
	if (!slice_is_graphic(l) || slice_has(l, '\\'))
		return false;
	if (t->origin.n > 0 && memcmp(l.s, t->origin.s, t->origin.n) != 0)
		return false;
	if (l.s[t->origin.n] != '/')
		return false;
	return t->origin.n > 0 || l.n == 1 || l.s[1] != '/';
}

static int
default_port(enum scheme s)
{
	return s == SCHEME_HTTPS ? 443 : 80;
}

/*
 * Web servers may drop the port of the Host header, and behind a proxy
 * SERVER_PORT is not the visitor's; so either of them counts.  To decline
 * once too often is better than to loop.
 */
static bool
is_own_origin(const struct target *t, const struct key *k)
{
	int port = t->port != 0 ? t->port : default_port(t->scheme);

	if (t->kind == TARGET_PATH)
		return true;
	if (t->scheme != k->scheme || !slice_eq(t->host, k->host))
		return false;
	return k->port != 0 ?
	    port == k->port :
	    port == default_port(k->scheme) || port == k->server_port;
}

/*
 * Compare a path that is not canonical.  Within a Location all is escaped that
 * has to be, so it only shrinks, and fits; if it did not, declining is right.
 */
static bool
is_same_path(struct slice path, struct slice canonical)
{
	char       room[LOCATION_MAX + 1];
	struct buf b;

	if (url_is_canonical(path))
		return slice_eq(path, canonical);
	buf_init_in(&b, room, sizeof(room));
	return url_path(path, &b) != ERR_OK ||
	    slice_eq(buf_slice(&b), canonical);
}

bool
location_is_self(const struct target *t, struct slice l, const struct key *k)
{
	struct slice path, query = { NULL, 0 };
	const char  *mark;

	if (!is_own_origin(t, k))
		return false;
	path = (struct slice){ l.s + t->origin.n, l.n - t->origin.n };
	mark = memchr(path.s, '#', path.n);
	if (mark != NULL)
		path.n = (size_t)(mark - path.s);
	mark = memchr(path.s, '?', path.n);
	if (mark != NULL) {
		query = (struct slice){ mark + 1,
			path.n - (size_t)(mark - path.s) - 1 };
		path.n = (size_t)(mark - path.s);
	}
	return slice_eq(query, k->query) && is_same_path(path, k->path);
}
