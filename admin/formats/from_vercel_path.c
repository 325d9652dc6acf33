/* SPDX-License-Identifier: MIT */
/* from_vercel_path.c - the paths of vercel.json; see from_vercel.h. */
#include <string.h>

#include "foreign.h"
#include "from_vercel.h"
#include "pattern.h"

#define PARTS_MAX 9

/* Segments, with no slash at their end. */
#define SEGMENTS "([^/]+(?:/[^/]+)*)"

/* A path becomes one of ours, and an expression: whichever is exact. */
struct path {
	struct slice names[PARTS_MAX]; /* empty for "(.*)" without a name */
	unsigned     n;
	bool         simple; /* placeholders and a final star say it all */
	bool         rest;   /* there is a final star */
	struct buf   ours;   /* "/blog/:slug" */
	struct buf   regex;
};

/* "(...)" from at on: its end, or 0. */
static size_t
group_end(struct slice s, size_t at)
{
	int depth = 0;

	for (size_t i = at; i < s.n; i++) {
		if (s.s[i] == '\\')
			i++;
		else if (s.s[i] == '(')
			depth++;
		else if (s.s[i] == ')' && --depth == 0)
			return i + 1;
	}
	return 0;
}

/* Whether a group captures only once: "(a(?:b|c))" does, "(a(b))" does not. */
static bool
captures_once(struct slice group)
{
	for (size_t i = 1; i + 1 < group.n; i++)
		if (group.s[i] == '\\')
			i++;
		else if (group.s[i] == '(' &&
		    (group.s[i + 1] != '?' || i + 2 == group.n ||
			strchr(":!=", group.s[i + 2]) == NULL))
			return false;
	return true;
}

/* Of two names in one segment the first takes as little as it can. */
static const char *
hole_of(struct slice rest)
{
	for (size_t i = 0; i < rest.n && rest.s[i] != '/'; i++)
		if (rest.s[i] == ':' || rest.s[i] == '(')
			return "([^/]+?)";
	return "([^/]+)";
}

/* One that may be missing, with the slash before it. */
static void
add_optional(struct path *p, struct slice group, const char *hole,
    bool after_slash)
{
	p->simple = false;
	if (after_slash) {
		p->regex.len--;
		buf_adds(&p->regex, "(?:/");
	}
	if (group.n > 0)
		buf_add_slice(&p->regex, group);
	else
		buf_adds(&p->regex, hole);
	buf_adds(&p->regex, after_slash ? ")?" : "?");
}

/*
 * A parameter from at on: ":name", an expression in brackets, '*', '+' or '?'.
 * Returns where it ends, or 0 when the row is refused.
 */
static size_t
take_part(struct import *im, struct slice s, size_t at, struct path *p)
{
	struct slice name = { s.s + at, 0 }, group = { "", 0 };
	size_t       i = at, end;
	char         more = 0;
	const char  *hole;
	bool         whole;

	if (s.s[i] == ':')
		for (i++; i < s.n && pattern_is_name(s.s[i]);)
			i++;
	name.n = i - at;
	if (i < s.n && s.s[i] == '(') {
		end = group_end(s, i);
		if (end == 0) {
			import_refuse(im, "a bracket is not closed");
			return 0;
		}
		group = (struct slice){ s.s + i, end - i };
		i = end;
	}
	if (i < s.n && strchr("*+?", s.s[i]) != NULL)
		more = s.s[i++];
	if (slice_starts(group, "(?")) {
		import_refuse(im,
		    "'%.*s' is no expression there, which does not begin with "
		    "a '?': it was never in effect",
		    quotable(group), group.s);
		return 0;
	}
	if (group.n > 0 && !captures_once(group)) {
		import_refuse(im, "'%.*s' has brackets within brackets",
		    quotable(s), s.s);
		return 0;
	}
	if (p->n == PARTS_MAX || (more != 0 && more != '?' && group.n > 0)) {
		import_refuse(im,
		    "'%.*s' has more than a path can say here: it is a "
		    "parameter with an expression and a '%c'",
		    quotable(s), s.s, more != 0 ? more : ' ');
		return 0;
	}
	hole = hole_of((struct slice){ s.s + i, s.n - i });
	whole = at > 0 && s.s[at - 1] == '/' && (i == s.n || s.s[i] == '/');
	p->names[p->n++] = name;
	if (more == '*' && i == s.n && whole) {
		p->rest = true; /* the slash before it, too */
		p->ours.len--;
		buf_adds(&p->ours, "/*");
		p->regex.len--;
		buf_adds(&p->regex, "(?:/" SEGMENTS ")?");
	} else if (slice_is(group, "(.*)") && more == 0 && i == s.n && whole) {
		p->rest = true;
		p->ours.len--;
		buf_adds(&p->ours, "/*");
		buf_adds(&p->regex, "(.*)");
	} else if (more == '+' && i == s.n && whole) {
		p->simple = false;
		buf_adds(&p->regex, SEGMENTS);
	} else if (more == '?' && at > 0 && s.s[at - 1] != '.' &&
	    (s.s[at - 1] != '/' || whole)) {
		add_optional(p, group, hole, whole);
	} else if (more != 0) {
		import_refuse(im, "'%.*s' has a '%c' that is not at its end",
		    quotable(s), s.s, more);
		return 0;
	} else if (group.n > 0) {
		p->simple = false;
		buf_add_slice(&p->regex, group);
	} else {
		/* A name may begin with a digit there. */
		p->simple &= whole && pattern_is_start(name.s[1]);
		buf_add_slice(&p->ours, name);
		buf_adds(&p->regex, hole);
	}
	return i;
}

/* Braces that only hold a part together: "{:name}", and no modifier. */
static bool
is_brace(struct slice s, size_t i)
{
	size_t end = i;

	if (s.s[i] == '}')
		return true;
	if (s.s[i] != '{')
		return false;
	while (end < s.n && s.s[end] != '}')
		end++;
	return end + 1 == s.n ||
	    (end + 1 < s.n && strchr("*+?", s.s[end + 1]) == NULL);
}

static bool
take_path(struct import *im, struct slice s, struct path *p)
{
	for (size_t i = 0; i < s.n;) {
		char c = s.s[i];

		if (c == '(' ||
		    (c == ':' && i + 1 < s.n && pattern_is_name(s.s[i + 1]))) {
			i = take_part(im, s, i, p);
			if (i == 0)
				return false;
			continue;
		}
		if (is_brace(s, i)) {
			i++;
			continue;
		}
		if (c == '\\' && i + 1 < s.n)
			c = s.s[++i];
		else if (strchr("*+?{}", c) != NULL && c != '\0') {
			import_refuse(im,
			    "'%.*s' has a '%c' without a parameter",
			    quotable(s), s.s, c);
			return false;
		}
		if (strchr(".^$|()[]+*?{}\\", c) != NULL)
			buf_addc(&p->regex, '\\');
		buf_addc(&p->regex, c);
		buf_addc(&p->ours, c);
		i++;
	}
	return true;
}

/* The place of a name in a destination, whatever follows it: ":path*". */
static size_t
find_name(const struct path *p, struct slice s, size_t *ret_n)
{
	size_t n = 1;

	if (s.s[0] == '$' && s.n > 1 && s.s[1] >= '1' && s.s[1] <= '9') {
		*ret_n = 2;
		return (size_t)(s.s[1] - '1');
	}
	while (n < s.n && pattern_is_name(s.s[n]))
		n++;
	*ret_n = n;
	/* Of two with one name the last counts there. */
	for (size_t i = p->n; n > 1 && i-- > 0;)
		if (slice_eq(p->names[i], (struct slice){ s.s, n }))
			return i;
	return PARTS_MAX;
}

/* Braces are escaped in what is more than a plain path with parameters, and are
 * text then; of parameters that is taken back. */
static void
check_braces(struct import *im, struct slice to)
{
	struct slice rest, fragment = to, path = slice_cut(&fragment, '#');

	if (fragment.s == NULL && !slice_has(to, ' ') &&
	    !foreign_is_url(to, &rest))
		return;
	path = slice_cut(&path, '?');
	if (memmem(path.s, path.n, "{:", 2) != NULL ||
	    (fragment.s != NULL &&
		memmem(fragment.s, fragment.n, "{:", 2) != NULL))
		import_refuse(im,
		    "'%.*s' is a whole URL or has a fragment or a space, and "
		    "then Vercel sends '{' and '}' as text: write ':name' "
		    "without them",
		    quotable(to), to.s);
}

/* What is captured there and not here is nothing. */
static void
check_captures(struct import *im, const struct path *p, struct slice to)
{
	for (size_t i = 0; p->n == 0 && i + 1 < to.n; i++)
		if (to.s[i] == '$' && to.s[i + 1] >= '1' && to.s[i + 1] <= '9')
			import_refuse(im,
			    "'$%c' is a capture there, and the source captures "
			    "nothing: leave it out, or write %%24",
			    to.s[i + 1]);
}

static void
take_target(struct import *im, const struct path *p, struct slice to,
    bool without)
{
	struct slice rest;
	struct buf   text;
	size_t       i = 0, n = 0, which, path_at;

	buf_init(&text, 2 * TARGET_MAX);
	if (foreign_is_url(to, &rest)) /* no name before the path */
		while (i < to.n - rest.n ||
		    (i < to.n && strchr("/?#", to.s[i]) == NULL))
			buf_addc(&text, to.s[i++]);
	path_at = text.len + 1; /* its first slash stays */
	while (i < to.n) {
		bool brace =
		    to.s[i] == '{' && i + 1 < to.n && to.s[i + 1] == ':';

		i += brace;
		rest = (struct slice){ to.s + i, to.n - i };
		which = PARTS_MAX;
		if (rest.s[0] == ':' || rest.s[0] == '$')
			which = find_name(p, rest, &n);
		if (which >= p->n) {
			if (brace)
				buf_addc(&text, '{');
			buf_addc(&text, to.s[i++]);
			continue;
		}
		if (!p->simple)
			buf_addf(&text, "$%zu", which + 1);
		else if (p->rest && which + 1 == p->n && without)
			text.len -= text.len > path_at &&
			    text.data[text.len - 1] == '/';
		else if (p->rest && which + 1 == p->n)
			buf_adds(&text, ":splat");
		else
			buf_add_slice(&text, p->names[which]);
		i += n;
		if (i < to.n &&
		    (strchr("*+", to.s[i]) != NULL ||
			(to.s[i] == '?' && i + 1 == to.n)))
			i++;
		if (brace && i < to.n && to.s[i] == '}')
			i++;
	}
	if (buf_end(&text) == ERR_OK)
		foreign_target(im, buf_slice(&text), "");
	else
		import_refuse(im, "its destination is too long");
	buf_free(&text);
}

void
vercel_path(struct import *im, struct slice host, struct slice path,
    struct slice target, bool *below)
{
	struct path p = { .simple = true };
	struct buf  text;
	bool        second = *below;

	buf_init(&p.ours, 2 * SOURCE_MAX);
	buf_init(&p.regex, 2 * SOURCE_MAX);
	buf_init(&text, 2 * SOURCE_MAX);
	if (path.n == 0 || path.s[0] != '/')
		import_refuse(im, "'%.*s' does not begin with a '/'",
		    quotable(path), path.s);
	/* "(.*)" is of what is below; "/:path*" is of the path, too.  A row
	 * that is refused has a source, too. */
	else if (take_path(im, path, &p)) {
		im->rule.strict = true;
		/* "/:path*" alone is for everything. */
		*below = !im->bad && !second && p.simple && p.rest &&
		    path.n > 0 && path.s[path.n - 1] == '*' && p.ours.len > 2;
		if (*below)
			p.ours.len -= 2;
		if (p.simple) {
			foreign_source(im, host, buf_slice(&p.ours), "");
		} else {
			buf_add_slice(&text, host);
			buf_addc(&text, '~');
			buf_add_slice(&text, buf_slice(&p.regex));
			im->rule.strict = false;
			if (buf_end(&text) == ERR_OK)
				rule_set_text(&im->rule, &im->rule.source,
				    buf_slice(&text));
			else
				import_refuse(im, "its source is too long");
		}
		check_braces(im, target);
		check_captures(im, &p, target);
		take_target(im, &p, target, *below);
		if (p.n == 0)
			foreign_plain(im);
	}
	buf_free(&text);
	buf_free(&p.regex);
	buf_free(&p.ours);
}
