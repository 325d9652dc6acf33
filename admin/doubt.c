/* SPDX-License-Identifier: MIT */
/* doubt.c - what other programs take for something else; see doubt.h. */
#include "doubt.h"

#include <limits.h>
#include <stdint.h>
#include <string.h>

#include "doubt_copied.h"
#include "pattern.h"

/* One of these is in whatever is doubted, and hardly any text has one. */
enum { IN_SOURCE = 1, IN_TARGET = 2 };

static const uint8_t signs[UCHAR_MAX + 1] = {
	['{'] = IN_SOURCE | IN_TARGET,
	['<'] = IN_SOURCE | IN_TARGET,
	['$'] = IN_SOURCE | IN_TARGET,
	['*'] = IN_SOURCE | IN_TARGET,
	['['] = IN_SOURCE,
	[':'] = IN_SOURCE,
	['+'] = IN_SOURCE,
	[')'] = IN_SOURCE,
	['|'] = IN_SOURCE,
};

static bool
has_sign(struct slice s, uint8_t where)
{
	uint8_t all = 0;

	for (size_t i = 0; i < s.n; i++)
		all |= signs[(unsigned char)s.s[i]];
	return (all & where) != 0;
}

/* Whether a text is a name, maybe of parts: "uri", "http.request.uri". */
static bool
is_name(struct slice s)
{
	if (s.n == 0 || !pattern_is_start(s.s[0]))
		return false;
	for (size_t i = 1; i < s.n; i++)
		if (!pattern_is_name(s.s[i]) && s.s[i] != '.')
			return false;
	return true;
}

/* The first part of a text from a sign to another; empty when there is none. */
static struct slice
between(struct slice s, char open, char close)
{
	const char *from = s.n > 0 ? memchr(s.s, open, s.n) : NULL, *to;

	if (from == NULL)
		return (struct slice){ s.s, 0 };
	to = memchr(from, close, s.n - (size_t)(from - s.s));
	return (struct slice){ from, to == NULL ? 0 : (size_t)(to - from) + 1 };
}

static struct slice
inner(struct slice s)
{
	return (struct slice){ s.s + 1, s.n - 2 };
}

/* A placeholder of another program: "{name}", "<name>", or "[name]" as a whole
 * segment. */
static struct slice
placeholder(struct slice source)
{
	struct slice found = between(source, '{', '}'), path, segment;

	if (found.n > 2)
		return found;
	found = between(source, '<', '>');
	if (found.n > 2)
		return found;
	path = slice_cut(&source, '?');
	while (path.n > 0) {
		segment = slice_cut(&path, '/');
		if (segment.n > 2 && segment.s[0] == '[' &&
		    segment.s[segment.n - 1] == ']' && is_name(inner(segment)))
			return segment;
	}
	return (struct slice){ source.s, 0 };
}

/* The first segment that begins as a placeholder and is none, as ":1"; empty
 * when there is none. */
static struct slice
nameless(struct slice source)
{
	struct slice path = slice_cut(&source, '?'), segment = { NULL, 0 };

	while (path.n > 0) {
		segment = slice_cut(&path, '/');
		if (segment.n > 0 && segment.s[0] == ':' &&
		    (segment.n == 1 || !pattern_is_start(segment.s[1])))
			return segment;
	}
	return (struct slice){ segment.s, 0 };
}

/* A placeholder, and a '?' as of others' patterns, where it may be missing. */
static bool
is_like_optional(struct slice source)
{
	struct slice path = slice_cut(&source, '?'), segment = { NULL, 0 };

	while (path.n > 0)
		segment = slice_cut(&path, '/');
	return segment.n > 1 && segment.s[0] == ':' && source.n > 0 &&
	    source.s[0] == '/';
}

/* Signs of a regular expression that hardly stand in a path. */
static bool
is_like_regex(struct slice s)
{
	static const char *const parts[] = { "]+", "]*", ".+", ")?", "|" };

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (memmem(s.s, s.n, parts[i], strlen(parts[i])) != NULL)
			return true;
	return s.n > 0 && s.s[s.n - 1] == '$';
}

/* A path whose first slash was forgotten is on a host without a dot. */
static bool
is_like_path(const struct rule *r)
{
	return r->at.scheme == SCHEME_ANY && !r->at.wild && r->at.host.n > 0 &&
	    !slice_has(r->at.host, '.') && !slice_has(r->at.host, ':') &&
	    !slice_is(r->at.host, "localhost");
}

/* As browsers write a host where they are to keep the scheme: "//host/path". */
static bool
is_like_host(struct slice source)
{
	struct slice path = slice_cut(&source, '?'), host;

	if (!slice_starts(path, "//"))
		return false;
	while (path.n > 0 && path.s[0] == '/') {
		path.s++;
		path.n--;
	}
	host = slice_cut(&path, '/');
	return slice_has(host, '.') && host.s[0] != '.';
}

static void
doubt_signs(const struct rule *r, struct buf *out)
{
	struct slice hole = placeholder(r->source), colon = nameless(r->source);
	struct slice name = SLICE("name");

	if (hole.n > 0 && is_name(inner(hole)) && !slice_has(hole, '.'))
		name = inner(hole);
	if (hole.n > 0)
		buf_addf(out,
		    "'%.*s' is a part of the path as it stands; for whatever "
		    "stands there write ':%.*s'",
		    quotable(hole), hole.s, quotable(name), name.s);
	else if (colon.n > 0)
		buf_addf(out,
		    "'%.*s' is a part of the path as it stands: the name of a "
		    "placeholder begins with a letter or a '_'",
		    quotable(colon), colon.s);
	else if (is_like_optional(r->source))
		buf_addf(out,
		    "what follows the '?' in '%.*s' is a parameter; a ':name' "
		    "that may be missing takes a rule of its own without it",
		    quotable(r->source), r->source.s);
	else if (is_like_regex(r->source))
		buf_addf(out,
		    "'%.*s' is a path as it stands; a regular expression has "
		    "a '~' in front",
		    quotable(r->source), r->source.s);
}

static void
doubt_source(const struct rule *r, struct buf *out)
{
	doubt_copied_source(&r->at, r->source, out);
	if (out->len > 0 || r->literal || r->at.kind == SOURCE_REGEX)
		return;
	if (has_sign(r->source, IN_SOURCE))
		doubt_signs(r, out);
	if (out->len == 0 && is_like_host(r->source))
		buf_addf(out,
		    "'%.*s' is a path as it stands, on any host; a host has no "
		    "slashes in front",
		    quotable(r->source), r->source.s);
	if (out->len == 0 && is_like_path(r))
		buf_addf(out,
		    "in '%.*s' the host is '%.*s'; a path begins with a '/'",
		    quotable(r->source), r->source.s, quotable(r->at.host),
		    r->at.host.s);
}

/* What other programs fill in: "{uri}", "${1}", "$request_uri", "<id>". */
static struct slice
variable(struct slice target)
{
	struct slice hole = between(target, '{', '}');
	size_t       at, n;

	if (hole.n > 2 &&
	    (is_name(inner(hole)) || (hole.s > target.s && hole.s[-1] == '$')))
		return hole;
	hole = between(target, '<', '>');
	if (hole.n > 2)
		return hole;
	for (at = 0; at + 1 < target.n; at++) {
		if (target.s[at] != '$' || !pattern_is_start(target.s[at + 1]))
			continue;
		for (n = 1;
		     at + n < target.n && pattern_is_name(target.s[at + n]);)
			n++;
		return (struct slice){ target.s + at, n };
	}
	return (struct slice){ target.s, 0 };
}

static void
doubt_target(const struct rule *r, struct buf *out)
{
	struct slice to = r->target, what;

	doubt_copied_text(to, out);
	if (out->len > 0 || r->literal || !has_sign(to, IN_TARGET))
		return;
	what = variable(to);
	if (r->at.rest && slice_has(to, '*'))
		buf_addf(out,
		    "the '*' in '%.*s' is sent as it stands; what the source's "
		    "'*' takes is ':splat'",
		    quotable(to), to.s);
	else if (what.n > 0)
		buf_addf(out,
		    "the '%.*s' in '%.*s' is sent as it stands: a target has "
		    "':name', ':splat' or '$1'",
		    quotable(what), what.s, quotable(to), to.s);
}

static void
tell(struct buf *text, void (*say)(void *arg, const char *), void *arg)
{
	if (buf_end(text) == ERR_OK && text->len > 0)
		say(arg, text->data);
	buf_reset(text);
}

void
doubt_of(const struct rule *r, void (*say)(void *arg, const char *), void *arg)
{
	struct buf text;

	buf_init(&text, WHY_MAX);
	doubt_source(r, &text);
	tell(&text, say, arg);
	doubt_target(r, &text);
	tell(&text, say, arg);
	buf_free(&text);
}
