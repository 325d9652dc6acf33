/* SPDX-License-Identifier: MIT */
/* foreign_regex_text.c - the text of an expression; see foreign_regex_base.h.
 */
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

/* An octet for itself, as it stands in an escaped path. */
bool
regex_octet(struct import *im, struct parts *p, size_t next, unsigned char c)
{
	static const char meta[] = "\\^$.|?*+()[]{}";

	if (c > ' ' && c < 0x7f) {
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
			i++;
		} else {
			ok = regex_octet(im, p, i + 1, (unsigned char)c);
			i++;
		}
	}
	return ok;
}
