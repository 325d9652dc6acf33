/* SPDX-License-Identifier: MIT */
/* foreign_regex.c - regular expressions of others; see foreign_regex.h. */
#include "foreign_regex.h"

#include <string.h>

#include "foreign.h"
#include "foreign_regex_base.h"

static void
take_anchors(struct parts *p, struct slice pattern)
{
	p->body = pattern;
	p->begin = slice_starts(pattern, "^");
	if (p->begin)
		p->body = regex_cut(p->body, 1, 0);
	p->end = regex_ends(p->body, "$");
	if (p->end)
		p->body = regex_cut(p->body, 0, 1);
}

/* "^/?old" and "^old" are the same where no path has a first '/'. */
static void
take_slash(struct import *im, struct parts *p, int64_t line)
{
	if (slice_starts(p->body, "/?"))
		p->body = regex_cut(p->body, 2, 0);
	else if (slice_starts(p->body, "\\/?"))
		p->body = regex_cut(p->body, 3, 0);
	else if (p->begin && slice_starts(p->body, "/")) {
		p->body = regex_cut(p->body, 1, 0);
		import_remark(im, line,
		    "an expression that begins with '^/' matches nothing in a "
		    ".htaccess; it is taken as one of a <VirtualHost>");
	}
}

/* ------------------------------------------------------------------ target */

/* $1, ${1} and \1 as $1; what has no meaning here is refused. */
static void
take_target(struct import *im, struct slice typed, unsigned flags,
    struct buf *out)
{
	for (size_t i = 0; i < typed.n; i++) {
		struct slice rest = regex_cut(typed, i, 0);
		char         c = rest.s[0], d = rest.n > 1 ? rest.s[1] : 0;
		bool         brace =
		    c == '$' && d == '{' && rest.n > 3 && rest.s[3] == '}';

		if (brace)
			d = rest.s[2];
		if ((c != '$' && c != '\\') || d < '0' || d > '9') {
			buf_addc(out, c);
			continue;
		}
		if (d == '0')
			import_refuse(im,
			    "'%c0' is the whole match, which has no name here: "
			    "put the expression in brackets, and write $1",
			    c);
		i += brace ? 3 : 1;
		if (flags & REGEX_ON_URL && !brace && i + 1 < typed.n &&
		    typed.s[i + 1] >= '0' && typed.s[i + 1] <= '9')
			import_refuse(im,
			    "there are captures from $1 to $9 only");
		buf_addc(out, '$');
		buf_addc(out, d);
	}
}

/* Whether $1 is all that it wants, and reads well as :splat; then it does. */
static bool
as_splat(struct slice target, struct buf *out)
{
	for (size_t i = 0; i < target.n; i++) {
		char c = target.s[i],
		     d = i + 1 < target.n ? target.s[i + 1] : 0;
		char e = i + 2 < target.n ? target.s[i + 2] : '/';

		if (c == ':' && i > 5)
			return false;
		if (c != '$' || d < '0' || d > '9') {
			buf_addc(out, c);
			continue;
		}
		if (d != '1' || e == '_' || (e >= '0' && e <= '9') ||
		    ((e | 0x20) >= 'a' && (e | 0x20) <= 'z'))
			return false;
		buf_adds(out, ":splat");
		i++;
	}
	return buf_end(out) == ERR_OK;
}

/* ------------------------------------------------------------------ source */

static bool
has_capture(struct slice target)
{
	for (size_t i = 0; i + 1 < target.n; i++)
		if (target.s[i] == '$' && target.s[i + 1] >= '0' &&
		    target.s[i + 1] <= '9')
			return true;
	return false;
}

/* "^/old$", "^/old/?$": but one path. */
static bool
as_exact(struct import *im, struct slice host, const struct parts *p,
    struct slice target)
{
	struct slice path = buf_slice(&p->plain);

	if (!p->begin || !p->end || !p->is_plain || has_capture(target))
		return false;
	if (path.n > 0 && memchr(path.s, '?', path.n) != NULL)
		return false;
	foreign_source(im, host, path, "");
	foreign_target(im, target, "");
	foreign_plain(im);
	return true;
}

/* "^/old/(.*)$": all below one. */
static bool
as_prefix(struct import *im, struct slice host, const struct parts *p,
    struct slice target)
{
	struct slice path = buf_slice(&p->plain);
	struct buf   to;
	bool         is;

	if (!p->begin || !p->is_plain || path.n == 0 ||
	    path.s[path.n - 1] != '/' || memchr(path.s, ':', path.n) != NULL ||
	    memchr(path.s, '*', path.n) != NULL ||
	    memchr(path.s, '?', path.n) != NULL)
		return false;
	buf_init(&to, 2 * TARGET_MAX);
	is = as_splat(target, &to);
	if (is) {
		foreign_source(im, host, path, "/*");
		foreign_target(im, buf_slice(&to), "");
		im->rule.strict = path.n > 1;
	}
	buf_free(&to);
	return is;
}

/* Whether a class names a character that is escaped in a path. */
static bool
names_escaped(struct slice s, size_t at)
{
	const struct slice rest = regex_cut(s, at, 0);

	return (slice_starts(rest, "\\") && rest.n > 1 &&
		   strchr("sxDWNX\\", rest.s[1]) != NULL) ||
	    strchr("\"<>^`{|}%?#", rest.s[0]) != NULL ||
	    slice_starts(rest, "[:space:]") || slice_starts(rest, "[:punct:]");
}

/* Whether it counts characters that may be escaped: any one, and not any number
 * of them. */
static bool
asks_for_one(struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		bool any = s.s[i] == '.';

		if (s.s[i] == '\\' && i + 1 < s.n) {
			if (s.s[++i] == 's' || s.s[i] == 'x')
				return true;
			any = strchr("SDWNX", s.s[i]) != NULL;
		} else if (s.s[i] == '[') {
			any = i + 1 < s.n && s.s[i + 1] == '^';
			for (i += any ? 2 : 1; i < s.n && s.s[i] != ']'; i++) {
				if (!any && names_escaped(s, i))
					return true;
				i += s.s[i] == '\\';
			}
		}
		if (any &&
		    (i + 1 >= s.n || (s.s[i + 1] != '*' && s.s[i + 1] != '+')))
			return true;
	}
	return false;
}

/* A capture that is none is nothing there, and the rest of a path here. */
static void
check_captures(struct import *im, const struct parts *p, struct slice target)
{
	for (size_t i = 0; i + 1 < target.n; i++)
		if (target.s[i] == '$' && target.s[i + 1] > '0' &&
		    target.s[i + 1] <= '9' &&
		    (unsigned)(target.s[i + 1] - '0') > p->captures)
			import_refuse(im,
			    "the expression has no capture '$%c', which was "
			    "nothing there: leave it out",
			    target.s[i + 1]);
}

static void
as_regex(struct import *im, struct slice host, struct parts *p,
    struct slice target, unsigned flags)
{
	struct buf   text, to;
	struct slice body = buf_slice(&p->text);
	bool         open =
	    !p->end && !regex_ends(body, "(.*)") && !regex_ends(body, ".*");

	buf_init(&text, 2 * SOURCE_MAX);
	buf_init(&to, 2 * TARGET_MAX);
	buf_add_slice(&text, host);
	buf_addc(&text, '~');
	if (flags & REGEX_NO_SLASH)
		buf_addc(&text, '/');
	if (!p->begin)
		buf_adds(&text, ".*?");
	buf_adds(&text, p->either ? "(?:" : "");
	buf_add_slice(&text, body);
	buf_adds(&text, p->either ? ")" : "");
	buf_add_slice(&to, target);
	if (open && flags & REGEX_KEEPS_REST) {
		check_captures(im, p, target);
		buf_adds(&text, "(.*)");
		buf_addf(&to, "$%u", p->captures + 1);
		if (p->captures + 1 > 9)
			import_refuse(im, "it has more than nine captures");
	} else if (open) {
		buf_adds(&text, ".*");
	}
	if (buf_end(&text) != ERR_OK || buf_end(&to) != ERR_OK)
		import_refuse(im, "it is too long");
	else
		rule_set_text(&im->rule, &im->rule.source, buf_slice(&text));
	if (!im->bad)
		foreign_target(im, buf_slice(&to), "");
	buf_free(&to);
	buf_free(&text);
}

/* What is matched wherever it stands: there is more than one reading. */
static void
check_begin(struct import *im, struct parts *p, unsigned flags, int64_t line)
{
	if (p->begin && p->either)
		import_refuse(im,
		    "the '^' is of the first alternative only: put brackets "
		    "around them all, ^(a|b)");
	if (p->end && p->either)
		import_refuse(im,
		    "the '$' is of the last alternative only: put brackets "
		    "around them all, (a|b)$");
	if (p->begin || !(flags & REGEX_KEEPS_REST))
		return;
	if (p->text.len == 0 || p->text.data[0] != '/') {
		import_refuse(im,
		    "it has no '^', and what stands before a match stays "
		    "there: write what it is to begin with");
		return;
	}
	p->begin = true;
	import_warn(im, line,
	    "there is no '^': it is taken from the beginning of a path, not "
	    "from within it");
}

/* What is put in differently here, which is seldom meant. */
static void
remark_target(struct import *im, struct slice body, struct slice to,
    int64_t line)
{
	struct slice query = to;
	const char  *group = body.n > 0 ? memchr(body.s, '(', body.n) : NULL;

	(void)slice_cut(&query, '?');
	if (!im->bad && has_capture(query))
		import_remark(im, line,
		    "what a request brings into the parameters of a target is "
		    "escaped here ('&', '=', '+'), and was not there");
	if (im->bad || group == NULL || group == body.s || group[-1] == '/' ||
	    memmem(to.s, to.n, "/$1", 3) == NULL)
		return;
	body = (struct slice){ group, (size_t)(body.s + body.n - group) };
	if (slice_starts(body, "(.*)") || slice_starts(body, "(.+)"))
		import_remark(im, line,
		    "a '/' that $1 brings along and the one before it are one "
		    "here, and were two there");
}

void
foreign_regex(struct import *im, struct slice host, struct slice pattern,
    struct slice target, int64_t line, unsigned flags)
{
	struct parts p = { .decoded = (flags & REGEX_DECODED) != 0 };
	struct slice rest;
	struct buf   to, body;
	bool         below, slash, done = false;

	buf_init(&p.text, 4 * SOURCE_MAX);
	buf_init(&p.plain, 4 * SOURCE_MAX);
	buf_init(&to, 2 * TARGET_MAX);
	buf_init(&body, 4 * SOURCE_MAX);
	take_anchors(&p, foreign_trim(pattern));
	take_target(im, foreign_trim(target), flags, &to);
	if (flags & REGEX_NO_SLASH)
		take_slash(im, &p, line);
	else
		regex_free_slash(&p, &body, &to);
	if (buf_end(&to) == ERR_OK)
		remark_target(im, p.body, buf_slice(&to), line);
	/* All below a path, but for the last capture. */
	rest = p.body;
	below = regex_ends(rest, "(.*)");
	if (below)
		p.body = regex_cut(rest, 0, 4);
	if (below && flags & REGEX_NO_SLASH)
		buf_addc(&p.plain, '/');
	if (below && !im->bad && !(flags & REGEX_ONLY) &&
	    regex_translate(im, &p, flags & REGEX_ON_URL) && p.captures == 0)
		done = as_prefix(im, host, &p, buf_slice(&to));
	if (!done && !im->bad) {
		buf_reset(&p.text);
		buf_reset(&p.plain);
		p.captures = 0;
		p.either = false;
		p.body = rest;
		/* "^/old/?$": the slash makes no difference here. */
		slash = p.begin && p.end && !(flags & REGEX_ONLY) &&
		    regex_ends(rest, "/?") && !has_capture(buf_slice(&to)) &&
		    rest.n > 2;
		if (slash)
			p.body = regex_cut(rest, 0, 2);
		if (flags & REGEX_NO_SLASH)
			buf_addc(&p.plain, '/');
		if (regex_translate(im, &p, flags & REGEX_ON_URL))
			check_begin(im, &p, flags, line);
		if (!im->bad && !(flags & REGEX_ONLY))
			done = as_exact(im, host, &p, buf_slice(&to));
		im->rule.strict |= done && !slash;
		if (slash && !done)
			buf_adds(&p.text, "/?");
		if (!im->bad && !done && flags & REGEX_DECODED &&
		    asks_for_one(buf_slice(&p.text)))
			import_remark(im, line,
			    "one character of an expression is one of the "
			    "decoded path there, and of the escaped one here, "
			    "in which a space is three: %20");
		if (!im->bad && !done)
			as_regex(im, host, &p, buf_slice(&to), flags);
	}
	buf_free(&body);
	buf_free(&to);
	buf_free(&p.plain);
	buf_free(&p.text);
}

void
foreign_regex_path(struct import *im, struct slice host, struct slice path,
    const char *rest)
{
	struct parts p = { .body = path };
	struct buf   text;
	bool         ok = true;

	buf_init(&p.text, 4 * SOURCE_MAX);
	buf_init(&p.plain, 4 * SOURCE_MAX);
	buf_init(&text, 2 * SOURCE_MAX);
	for (size_t i = 0; i < path.n && ok; i++)
		ok = regex_octet(im, &p, path.n, (unsigned char)path.s[i]);
	buf_add_slice(&text, host);
	buf_addc(&text, '~');
	buf_add_slice(&text, buf_slice(&p.text));
	buf_adds(&text, rest);
	if (ok && buf_end(&text) == ERR_OK)
		rule_set_text(&im->rule, &im->rule.source, buf_slice(&text));
	else
		import_refuse(im, "it is too long");
	buf_free(&text);
	buf_free(&p.plain);
	buf_free(&p.text);
}
