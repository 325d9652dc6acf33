/* SPDX-License-Identifier: MIT */
/* target.c - the parser of targets; see target.h. */
#include "target.h"

#include <string.h>
#include <strings.h>

#include "host.h"
#include "pattern.h"
#include "punycode.h"
#include "target_scheme.h"

/* Where a part of the target lies in text; slices are made last, because
 * text may move while it grows. */
struct span {
	size_t at, n;
};

struct parse {
	struct slice         typed;
	const struct source *from;
	bool                 literal;
	struct buf          *text;
	struct buf          *why;
};

static enum err
refuse_target(const struct parse *p, const char *reason)
{
	return refuse(p->why, ERR_SYNTAX, "target '%.*s' is refused: %s",
	    quotable(p->typed), p->typed.s, reason);
}

static enum err
check_octets(const struct parse *p)
{
	if (slice_is_graphic(p->typed) && !slice_has(p->typed, '\\'))
		return ERR_OK; /* nearly always */
	for (size_t i = 0; i < p->typed.n; i++) {
		unsigned char c = (unsigned char)p->typed.s[i];

		if (c < 0x20 || c == 0x7f)
			return refuse(p->why, ERR_SYNTAX,
			    "the target holds a control character at octet "
			    "%zu: browsers drop some of them, so the link "
			    "would lead elsewhere",
			    i + 1);
		if (c == ' ')
			return refuse_target(p,
			    "it holds a space; write it as %20");
		if (c == '\\')
			return refuse_target(p,
			    "it holds a '\\', which browsers take for a "
			    "'/'; write '/', or %5C if it is meant");
	}
	if (!slice_is_utf8(p->typed))
		return refuse(p->why, ERR_SYNTAX,
		    "the target is not UTF-8: write other octets as %%XX");
	return ERR_OK;
}

/* A ':' and a letter: no port, so meant as a placeholder. */
static bool
has_name(struct slice s)
{
	for (size_t i = 0; i + 1 < s.n; i++)
		if (s.s[i] == ':' && pattern_is_start(s.s[i + 1]))
			return true;
	return false;
}

/* Append "https://host:port" and say where the host is. */
static enum err
parse_authority(const struct parse *p, struct slice in, struct target *t,
    struct span *host)
{
	size_t   host_at;
	enum err rc;

	if (in.n == 0)
		return refuse_target(p, "it has no host");
	if (memchr(in.s, '@', in.n) != NULL)
		return refuse_target(p,
		    "user info before an '@' hides the real host; leave it "
		    "out");
	if (in.s[0] != '[' && (memchr(in.s, '$', in.n) != NULL || has_name(in)))
		return refuse_target(p,
		    "placeholders stand in path, query or fragment, never in "
		    "scheme, host or port");
	buf_adds(p->text, scheme_name(t->scheme));
	buf_adds(p->text, "://");
	host_at = p->text->len;
	rc = host_parse(in, p->text, &t->port, p->why);
	if (rc != ERR_OK)
		return rc;
	*host = (struct span){ host_at, p->text->len - host_at };
	if (!punycode_is_sound((struct slice){
		p->text->data + host_at, host->n }))
		return refuse_target(p,
		    "what follows the xn-- in its host stands for no name, so "
		    "that browsers go nowhere; see how it is spelt");
	if (in.s[host->n < in.n ? host->n : 0] == '.')
		return refuse_target(p,
		    "the host ends in a dot, which makes it another origin; "
		    "leave the dot out");
	if (t->port != 0) {
		buf_addc(p->text, ':');
		buf_addi(p->text, t->port);
	}
	return p->text->err;
}

static enum err
check_capture(const struct parse *p, struct slice hole)
{
	unsigned n = (unsigned)(hole.s[1] - '0');

	if (p->from->kind != SOURCE_REGEX)
		return refuse(p->why, ERR_SYNTAX,
		    "target '%.*s' is refused: '%.*s' is a capture of a "
		    "regular expression, which the source is not; use "
		    "--literal if the '$' is meant",
		    (int)p->typed.n, p->typed.s, (int)hole.n, hole.s);
	if (n == 0 || n > p->from->captures)
		return refuse(p->why, ERR_SYNTAX,
		    "target '%.*s' is refused: the source has no capture "
		    "'%.*s', but %u, counted from $1; write %%24 if the '$' is "
		    "meant",
		    (int)p->typed.n, p->typed.s, (int)hole.n, hole.s,
		    p->from->captures);
	return ERR_OK;
}

/* A placeholder that the source has not; what it has is told. */
static enum err
no_placeholder(const struct parse *p, struct slice hole)
{
	struct slice one;
	struct buf   has;
	enum err     rc;

	buf_init(&has, SOURCE_MAX * 2);
	for (size_t at = 0; pattern_next(p->from->names, &at, &one);) {
		buf_adds(&has, has.len == 0 ? ", but " : ", ");
		buf_add_slice(&has, one);
	}
	rc = refuse(p->why, ERR_SYNTAX,
	    "target '%.*s' is refused: the source has no placeholder "
	    "'%.*s'%.*s; use --literal if the ':' is meant",
	    (int)p->typed.n, p->typed.s, (int)hole.n, hole.s, (int)has.len,
	    has.len > 0 ? has.data : "");
	buf_free(&has);
	return rc;
}

static enum err
check_hole(const struct parse *p, struct slice hole)
{
	if (hole.s[0] == '$')
		return check_capture(p, hole);
	if (slice_is(hole, ":splat"))
		return p->from->rest ?
		    ERR_OK :
		    refuse_target(p, ":splat needs a source that ends in /*");
	if (pattern_find(p->from->names,
		(struct slice){ hole.s + 1, hole.n - 1 }) >= 0)
		return ERR_OK;
	return no_placeholder(p, hole);
}

/* Placeholders that this source cannot fill. */
static enum err
check_holes(const struct parse *p, struct slice part)
{
	struct slice before, hole;
	enum err     rc = ERR_OK;

	while (rc == ERR_OK && target_next_hole(&part, &before, &hole))
		rc = check_hole(p, hole);
	return rc;
}

static bool
is_hex(char c)
{
	return (c >= '0' && c <= '9') ||
	    (url_lower(c) >= 'a' && url_lower(c) <= 'f');
}

/*
 * Append a part as it is sent: octets that may not stand in it are escaped,
 * as browsers do; what is escaped already stays.
 */
static enum err
append_part(const struct parse *p, struct slice part, bool is_path,
    struct span *ret)
{
	enum err rc = ERR_OK;

	if (!p->literal)
		rc = check_holes(p, part);
	if (rc != ERR_OK)
		return rc;
	ret->at = p->text->len;
	ret->n = part.n;
	if (is_path && url_is_canonical(part)) { /* nearly always */
		buf_add_slice(p->text, part);
		return p->text->err;
	}
	if (part.n == 0)
		return ERR_OK;
	if (!is_path && memchr(part.s, '%', part.n) == NULL &&
	    memchr(part.s, '#', part.n) == NULL) {
		url_query(part, p->text);
		ret->n = p->text->len - ret->at;
		return p->text->err;
	}
	for (size_t i = 0; i < part.n; i++) {
		char         c = part.s[i];
		struct slice one = { part.s + i, 1 };

		if (c == '%') {
			if (i + 2 >= part.n || !is_hex(part.s[i + 1]) ||
			    !is_hex(part.s[i + 2]))
				return refuse_target(p,
				    "a '%' is followed by two hex digits; a "
				    "'%' itself is %25");
			if (is_path &&
			    (part.s[i + 1] < '2' ||
				slice_is((struct slice){ part.s + i + 1, 2 },
				    "7F") ||
				slice_is((struct slice){ part.s + i + 1, 2 },
				    "7f")))
				return refuse_target(p,
				    "its path holds the escape of a control "
				    "character");
			buf_addc(p->text, c);
		} else if (c == '/') {
			buf_addc(p->text, c);
		} else if (c == '#') {
			url_escape('#', p->text); /* in a fragment only */
		} else if (is_path) {
			url_encode(one, p->text);
		} else {
			url_query(one, p->text);
		}
	}
	ret->n = p->text->len - ret->at;
	return p->text->err;
}

/*
 * "." or ".." between slashes, dots escaped or not: parsers resolve them, and
 * the path that was validated would not be the path that is asked for.  A
 * :splat may be empty or end in a slash, so it counts as a slash here.  A
 * named placeholder is a segment that is neither empty nor dots; captures, and
 * values of parameters, are looked at when the Location is built.
 */
static enum err
check_dots(const struct parse *p, struct slice path)
{
	struct slice rest = path, piece = path, before, hole;
	bool         more;

	do {
		do
			more = !p->literal &&
			    target_next_hole(&rest, &before, &hole);
		while (more && !slice_is(hole, ":splat"));
		piece.n = (size_t)((more ? hole.s : path.s + path.n) - piece.s);
		if (target_has_dots(piece))
			return refuse_target(p,
			    "its path has a '.' or '..' segment, or dots "
			    "beside "
			    "':splat' that may become one; write the path that "
			    "it stands for");
		piece.s = rest.s;
	} while (more);
	return ERR_OK;
}

/* Cut what follows the first c off rest; false when there is no c. */
static bool
cut_at(struct slice *rest, char c, struct slice *after)
{
	const char *mark = rest->n > 0 ? memchr(rest->s, c, rest->n) : NULL;

	*after = (struct slice){ "", 0 };
	if (mark == NULL)
		return false;
	*after =
	    (struct slice){ mark + 1, rest->n - (size_t)(mark - rest->s) - 1 };
	rest->n = (size_t)(mark - rest->s);
	return true;
}

static enum err
parse_parts(const struct parse *p, struct target *t)
{
	struct slice rest = p->typed, authority, path, query, fragment;
	struct span  origin = { p->text->len, 0 }, host = { 0, 0 }, at[3];
	enum err     rc;

	if ((rc = check_octets(p)) != ERR_OK ||
	    (rc = target_scheme(p->typed, &rest, &t->scheme, p->why)) != ERR_OK)
		return rc;
	t->kind = t->scheme == SCHEME_ANY ? TARGET_PATH : TARGET_URL;
	t->has_fragment = cut_at(&rest, '#', &fragment);
	t->has_query = cut_at(&rest, '?', &query);
	path = rest;
	if (t->kind == TARGET_URL) {
		bool has_path = cut_at(&rest, '/', &path);

		authority = rest;
		rc = parse_authority(p, authority, t, &host);
		if (rc != ERR_OK)
			return rc;
		path = has_path ? (struct slice){ path.s - 1, path.n + 1 } :
				  SLICE("/");
	}
	origin.n = p->text->len - origin.at;
	if ((rc = check_dots(p, path)) != ERR_OK ||
	    (rc = append_part(p, path, true, &at[0])) != ERR_OK ||
	    (rc = append_part(p, query, false, &at[1])) != ERR_OK ||
	    (rc = append_part(p, fragment, false, &at[2])) != ERR_OK ||
	    (rc = buf_end(p->text)) != ERR_OK)
		return rc;
	if (p->text->len - origin.at > TARGET_MAX)
		return refuse(p->why, ERR_LIMIT,
		    "the target is too long once it is escaped: the limit is "
		    "%d octets",
		    TARGET_MAX);
	t->origin = (struct slice){ p->text->data + origin.at, origin.n };
	t->host = (struct slice){ p->text->data + host.at, host.n };
	t->path = (struct slice){ p->text->data + at[0].at, at[0].n };
	t->query = (struct slice){ p->text->data + at[1].at, at[1].n };
	t->fragment = (struct slice){ p->text->data + at[2].at, at[2].n };
	return ERR_OK;
}

enum err
target_parse(struct slice typed, const struct source *from, bool literal,
    struct target *ret, struct buf *text, struct buf *why)
{
	const struct parse p = { typed, from, literal, text, why };
	struct target      t = { .literal = literal };
	enum err           rc;

	if (typed.n == 0)
		return refuse(why, ERR_SYNTAX,
		    "the target is empty: write a URL, a path as /new, or '-' "
		    "to leave the source alone");
	if (typed.n > TARGET_MAX)
		return refuse(why, ERR_LIMIT,
		    "a target of %zu octets is too long: the limit is %d",
		    typed.n, TARGET_MAX);
	if (slice_is(typed, "-")) {
		t.kind = TARGET_ALONE;
		*ret = t;
		return ERR_OK;
	}
	rc = parse_parts(&p, &t);
	if (rc == ERR_OK)
		*ret = t;
	return rc;
}
