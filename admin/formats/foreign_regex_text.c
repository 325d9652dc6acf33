/* SPDX-License-Identifier: MIT */
/* foreign_regex_text.c - the text of an expression; see foreign_regex_base.h.
 */
#include <ctype.h>
#include <string.h>

#include "foreign_regex_base.h"

static bool
is_escaped(struct slice s, size_t at)
{
	size_t n = 0;

	while (n < at && s.s[at - n - 1] == '\\')
		n++;
	return n % 2 == 1;
}

bool
regex_ends(struct slice s, const char *end)
{
	size_t n = strlen(end);

	return s.n >= n && memcmp(s.s + s.n - n, end, n) == 0 &&
	    !is_escaped(s, s.n - n);
}

struct slice
regex_cut(struct slice s, size_t front, size_t back)
{
	return (struct slice){ s.s + front, s.n - front - back };
}

/* -------------------------------------------------------------------- body */

static bool
is_quantifier(struct slice s, size_t i)
{
	return i < s.n && strchr("*+?{", s.s[i]) != NULL && s.s[i] != '\0';
}

/* Whether a path is sent with it as it is. */
static bool
is_sent(const struct parts *p, unsigned char c)
{
	const char text[] = { '/', 'a', (char)c };

	/* Without escapes, it is one that was escaped. */
	if (c == '%' || c == '?' || c == '#')
		return !p->decoded;
	return url_is_canonical((struct slice){ text, sizeof(text) });
}

/* An octet for itself, as it stands in an escaped path. */
bool
regex_octet(struct import *im, struct parts *p, size_t next, unsigned char c)
{
	static const char meta[] = "$.|?*+()";

	if (p->decoded && url_escape_at(p->body, next - 1) >= 0) {
		import_refuse(im,
		    "paths are compared without escapes there, and '%%%.2s' "
		    "was never found: write the character itself",
		    p->body.s + next);
		return false;
	}
	if (is_sent(p, c)) {
		if (strchr(meta, c) != NULL)
			buf_addc(&p->text, '\\');
		buf_addc(&p->text, (char)c);
		buf_addc(&p->plain, (char)c);
		return true;
	}
	if (is_quantifier(p->body, next)) {
		import_refuse(im,
		    "the expression repeats an octet that is escaped in a "
		    "path: write it as %%%02X in brackets",
		    c);
		return false;
	}
	buf_addf(&p->text, "%%%02X", c);
	buf_addf(&p->plain, "%%%02X", c);
	return true;
}

/* "[...]" from at on; where it ends. */
static size_t
class_end(struct slice s, size_t at)
{
	size_t i = at + 1;

	if (i < s.n && s.s[i] == '^')
		i++;
	if (i < s.n && s.s[i] == ']')
		i++;
	while (i < s.n && s.s[i] != ']')
		i += s.s[i] == '\\' ? 2 : 1;
	return i < s.n ? i + 1 : s.n;
}

/* ------------------------------------------------------------- first slash */

/* Whether text is next that no '/' can be: nothing, or one character. */
static bool
is_no_slash(struct slice s)
{
	const size_t n = slice_starts(s, "\\") ? 2 : 1;

	if (s.n == 0)
		return true;
	if (s.n < n || is_quantifier(s, n))
		return false;
	return n == 2 ?
	    ispunct((unsigned char)s.s[1]) && s.s[1] != '/' :
	    isalnum((unsigned char)s.s[0]) || s.s[0] == '-' || s.s[0] == '_';
}

/* Whether it is "(/...": a capture of what begins with a '/', whichever of
 * several it is. */
static bool
is_of_slash(struct slice s)
{
	int depth = 0;

	if (!slice_starts(s, "(/") || is_quantifier(s, 2))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.s[i] == '\\')
			i++;
		else if (s.s[i] == '[')
			i = class_end(s, i) - 1;
		else if (s.s[i] == '(')
			depth++;
		else if (s.s[i] == '|' && depth == 1)
			return false;
		else if (s.s[i] == ')' && --depth == 0)
			return !is_quantifier(s, i + 1);
	}
	return false;
}

/* Where "$1" stands at the beginning of a target's path, and nowhere else. */
static bool
is_whole_path(struct slice to, size_t *ret_at)
{
	const char *at = memmem(to.s, to.n, "$1", 2);
	const char *host = memmem(to.s, to.n, "://", 3);

	if (at == NULL)
		return false;
	*ret_at = (size_t)(at - to.s);
	if (memmem(at + 2, to.n - *ret_at - 2, "$1", 2) != NULL)
		return false;
	if (at == to.s)
		return true;
	return host != NULL && host + 3 < at &&
	    strcspn(host + 3, "/?#") > (size_t)(at - host - 3);
}

void
regex_free_slash(struct parts *p, struct buf *body, struct buf *to)
{
	static const struct {
		const char *there, *here;
	} all[] = { { "(.*?)", "/(.*?)" }, { "(.+?)", "/(.*?)" },
		{ "(.*)", "/(.*)" }, { "(.+)", "/(.*)" } };
	struct slice rest = p->body;
	size_t       at, i = 0;

	if (buf_end(to) != ERR_OK || !is_whole_path(buf_slice(to), &at))
		return;
	while (i < ARRAY_LEN(all) && !slice_starts(rest, all[i].there))
		i++;
	if (i < ARRAY_LEN(all)) {
		rest = regex_cut(rest, strlen(all[i].there), 0);
		if (!is_no_slash(rest))
			return;
		buf_adds(body, all[i].here);
		/* The first match begins where the path does. */
		p->begin = true;
	} else if (p->begin && is_of_slash(rest)) {
		rest = regex_cut(rest, 2, 0);
		buf_adds(body, "/(");
	} else {
		return;
	}
	buf_add_slice(body, rest);
	buf_addc(to, '/');
	if (buf_end(body) != ERR_OK || buf_end(to) != ERR_OK)
		return;
	memmove(to->data + at + 1, to->data + at, to->len - 1 - at);
	to->data[at] = '/';
	p->body = buf_slice(body);
}

/* ----------------------------------------------------------------- classes */

static bool
add_class(struct import *im, struct parts *p, size_t *at, bool on_url)
{
	size_t end = class_end(p->body, *at);

	p->is_plain = false;
	for (size_t i = *at; i < end; i++) {
		unsigned char c = (unsigned char)p->body.s[i];

		if (c >= 0x7f) {
			import_refuse(im,
			    "the expression has a class of octets that are "
			    "escaped in a path");
			return false;
		}
		if (c == ' ') {
			import_refuse(im,
			    "the expression has a class with a space, which is "
			    "escaped in a path: write (?:%%20|...)");
			return false;
		}
		if (c == '?' && on_url && p->body.s[*at + 1] != '^') {
			import_refuse(im,
			    "the expression looks at parameters: here it sees "
			    "the path only");
			return false;
		}
	}
	buf_add(&p->text, p->body.s + *at, end - *at);
	*at = end;
	return true;
}

/* "\\s" is a space: no path has another one, which would be malformed. */
static bool
add_space(struct parts *p, size_t next)
{
	bool many = is_quantifier(p->body, next);

	p->is_plain &= !many;
	buf_adds(&p->text, many ? "(?:%20)" : "%20");
	buf_adds(&p->plain, "%20");
	return true;
}

static bool
add_escape(struct import *im, struct parts *p, size_t *at, bool on_url)
{
	size_t i = *at + 1;
	char   c;

	if (i >= p->body.n) {
		import_refuse(im, "the expression ends in a '\\'");
		return false;
	}
	c = p->body.s[i];
	*at = i + 1;
	if (c == '?' && on_url) {
		import_refuse(im,
		    "the expression looks at parameters: here it sees the path "
		    "only, and parameters stand in the source as /path?a=1");
		return false;
	}
	if (c == 's' && p->decoded)
		return add_space(p, i + 1);
	if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z')) {
		p->is_plain = false;
		buf_addc(&p->text, '\\');
		buf_addc(&p->text, c);
		return true;
	}
	return regex_octet(im, p, i + 1, (unsigned char)c);
}

/* A capture, and not "(?:", "(?=" and the like. */
static bool
is_capture(struct slice s, size_t at)
{
	struct slice rest = regex_cut(s, at, 0);

	return !slice_starts(rest, "(?") || slice_starts(rest, "(?P<") ||
	    (slice_starts(rest, "(?<") && !slice_starts(rest, "(?<=") &&
		!slice_starts(rest, "(?<!"));
}

/* What says of which kind a bracket is, as "?:", "?<name>" or "?i", is no text
 * of a path; where it ends. */
static size_t
add_kind(struct parts *p, size_t i)
{
	const struct slice s = p->body;

	if (i >= s.n || s.s[i] != '?')
		return i;
	while (i < s.n && s.s[i] != ')') {
		buf_addc(&p->text, s.s[i]);
		if (strchr(":=!>|", s.s[i++]) != NULL)
			break;
	}
	return i;
}

bool
regex_translate(struct import *im, struct parts *p, bool on_url)
{
	struct slice s = p->body;
	int          depth = 0;
	bool         ok = true;

	p->is_plain = true;
	for (size_t i = 0; i < s.n && ok;) {
		char c = s.s[i];

		if (c == '\\') {
			ok = add_escape(im, p, &i, on_url);
		} else if (c == '[') {
			ok = add_class(im, p, &i, on_url);
		} else if (strchr("^$.|?*+(){}", c) != NULL && c != '\0') {
			p->is_plain = false;
			depth += (c == '(') - (c == ')');
			p->either |= c == '|' && depth == 0;
			p->captures += c == '(' && is_capture(s, i);
			buf_addc(&p->text, c);
			i = c == '(' ? add_kind(p, i + 1) : i + 1;
		} else {
			ok = regex_octet(im, p, i + 1, (unsigned char)c);
			i++;
		}
	}
	return ok;
}
