/* SPDX-License-Identifier: MIT */
/* regex_text.c - what the text of an expression says by itself; regex.h. */
#include <string.h>

#include "regex.h"

/* Where a walk through an expression is. */
struct walk {
	struct slice s;
	size_t       i;     /* the octet at hand */
	unsigned     depth; /* of parentheses */
};

static char
octet(struct slice s, size_t i)
{
	return i < s.n ? s.s[i] : '\0';
}

/* The octet behind a "[:name:]" that begins at i; i if none does. */
static size_t
behind_name(struct slice s, size_t i)
{
	size_t at = i + 2;

	while (at < s.n &&
	    ((s.s[at] >= 'a' && s.s[at] <= 'z') || s.s[at] == '^'))
		at++;
	return octet(s, at) == ':' && octet(s, at + 1) == ']' ? at + 2 : i;
}

/* The octet behind a class that begins at i, "[]...]" and "[^]...]", with
 * names as "[:alpha:]" in it; of what is not obscure. */
static size_t
behind_class(struct slice s, size_t i)
{
	i += octet(s, i + 1) == '^' ? 2 : 1;
	if (octet(s, i) == ']')
		i++;
	for (; i < s.n && s.s[i] != ']'; i++) {
		if (s.s[i] == '\\')
			i++;
		else if (s.s[i] == '[' && octet(s, i + 1) == ':')
			i = behind_name(s, i) - 1;
	}
	return i + 1;
}

/* The next octet that is neither escaped nor in a class; false at the end. */
static bool
walk_next(struct walk *w, char *ret)
{
	while (w->i < w->s.n) {
		char c = w->s.s[w->i];

		if (c == '\\') {
			w->i += 2;
			continue;
		}
		if (c == '[') {
			w->i = behind_class(w->s, w->i);
			continue;
		}
		w->depth += c == '(';
		w->depth -= c == ')' && w->depth > 0;
		w->i++;
		*ret = c;
		return true;
	}
	return false;
}

/*
 * Escapes that change what the text behind them means, or vanish, and what
 * only begins like a name in a class: no walk tells what is behind them.
 */
static bool
is_obscure(struct slice s)
{
	for (size_t i = 0; i + 1 < s.n; i++) {
		char next = s.s[i + 1];

		if (s.s[i] == '\\' && memchr("QEc", next, 3) != NULL)
			return true;
		if (s.s[i] == '[' && memchr(":.=", next, 3) != NULL &&
		    behind_name(s, i) == i)
			return true;
	}
	return false;
}

/* Whether a '|' stands outside of all parentheses. */
static bool
has_alternatives(struct slice s)
{
	struct walk w = { .s = s };
	char        c;

	while (walk_next(&w, &c))
		if (c == '|' && w.depth == 0)
			return true;
	return false;
}

void
regex_literal(struct slice s, bool ignore_case, struct buf *out)
{
	size_t i = octet(s, 0) == '^';

	if (is_obscure(s) || has_alternatives(s))
		return;
	while (i < s.n) {
		char   c = s.s[i];
		size_t n = 1;

		if (c == '\\') {
			c = octet(s, i + 1);
			n = 2;
			/* A letter or digit has a meaning of its own. */
			if (c == '\0' || c == '_' || strchr("0123456789", c) ||
			    (url_lower(c) >= 'a' && url_lower(c) <= 'z'))
				break;
		} else if (strchr("^$.[|()?*+{", c) != NULL) {
			break;
		}
		/* Perhaps it need not be there, or is of any case. */
		if (octet(s, i + n) != '\0' && strchr("?*+{", octet(s, i + n)))
			break;
		if (ignore_case && c == '%')
			break;
		buf_addc(out, ignore_case ? url_lower(c) : c);
		i += n;
	}
}

/* ------------------------------------------------------------------- pairs */

static void
put_pair(struct regex_pairs *p, char a, char b, bool ignore_case)
{
	unsigned pair;

	if (ignore_case) {
		a = url_lower(a);
		b = url_lower(b);
	}
	pair = (unsigned)(unsigned char)a << 8 | (unsigned char)b;
	pair = pair * 0x9e3779b1u >> 24;
	p->set[pair / 64] |= UINT64_C(1) << pair % 64;
}

void
regex_pairs_of(struct slice path, bool ignore_case, struct regex_pairs *ret)
{
	*ret = (struct regex_pairs){ 0 };
	if (path.n > REGEX_PATH_MAX)
		return;
	for (size_t i = 1; i < path.n; i++)
		put_pair(ret, path.s[i - 1], path.s[i], ignore_case);
}

/* Whether a "(?" changes what stands behind it, or is not known here. */
static bool
has_options(struct slice s)
{
	for (size_t i = 0; i + 2 < s.n; i++)
		if (s.s[i] == '(' && s.s[i + 1] == '?' &&
		    strchr(":=!<>|", s.s[i + 2]) == NULL)
			return true;
	return false;
}

/* Behind the parentheses that begin at i. */
static size_t
behind_group(struct slice s, size_t i)
{
	struct walk w = { .s = s, .i = i };
	char        c;

	while (walk_next(&w, &c) && w.depth > 0)
		;
	return w.i;
}

/* The octet that an escape at i stands for; '\0' for what is none, or not one
 * alone.  What other letters and digits mean may go on behind them. */
static char
escaped(struct slice s, size_t i, size_t *ret_next)
{
	char c = octet(s, i + 1);

	*ret_next = i + 2;
	if (c == '\0' || strchr("dDwWsSvVhHRbBKAzZGX", c) != NULL)
		return '\0';
	if (c != '_' && (c < '0' || c > '9') &&
	    (url_lower(c) < 'a' || url_lower(c) > 'z'))
		return c;
	*ret_next = s.n;
	return '\0';
}

/* The same of whatever is at i; *ret_next is behind it, or at the end of what
 * can be followed. */
static char
single(struct slice s, size_t i, size_t *ret_next)
{
	const char *end;
	char        c = s.s[i];

	*ret_next = i + 1;
	if (c == '\\') {
		c = escaped(s, i, ret_next);
	} else if (c == '[') {
		*ret_next = behind_class(s, i);
		return '\0';
	} else if (c == '(') {
		*ret_next = behind_group(s, i);
		return '\0';
	} else if (c == '{') {
		end = memchr(s.s + i, '}', s.n - i);
		*ret_next = end == NULL ? s.n : (size_t)(end - s.s) + 1;
		return '\0';
	} else if (strchr("^$.|)?*+", c) != NULL) {
		return '\0';
	}
	/* Perhaps it need not be there, or is there again. */
	return octet(s, *ret_next) != '\0' &&
		strchr("?*+{", octet(s, *ret_next)) != NULL ?
	    '\0' :
	    c;
}

void
regex_pairs_wanted(struct slice s, bool ignore_case, struct regex_pairs *ret)
{
	char   last = '\0', c;
	size_t next;

	*ret = (struct regex_pairs){ 0 };
	if (is_obscure(s) || has_alternatives(s) || has_options(s))
		return;
	for (size_t i = 0; i < s.n; i = next, last = c) {
		c = single(s, i, &next);
		if (c != '\0' && last != '\0')
			put_pair(ret, last, c, ignore_case);
	}
}

/* ----------------------------------------------------------------- refusals */

static enum err
refuse_at(struct slice s, size_t at, const char *reason, struct buf *why)
{
	return refuse(why, ERR_SYNTAX,
	    "the regular expression '%.*s' is refused at its octet %zu: %s",
	    quotable(s), s.s, at + 1, reason);
}

/* Why what follows the '(' at i is not taken, or NULL. */
static const char *
bad_group(struct slice s, size_t i)
{
	if (octet(s, i + 1) == '*')
		return "'(*' begins a verb of PCRE2, and none is taken; write "
		       "\\(\\* if it is meant";
	if (octet(s, i + 1) == '?' && octet(s, i + 2) == 'C')
		return "callouts are not taken";
	return NULL;
}

/* Each '(' that may be one: where it is obscure, all that look like it. */
static enum err
check_groups(struct slice s, struct buf *why)
{
	struct walk w = { .s = s };
	const bool  obscure = is_obscure(s);
	char        c;

	while (obscure ? w.i < s.n : walk_next(&w, &c)) {
		size_t at = obscure ? w.i++ : w.i - 1;

		if (s.s[at] == '(' && bad_group(s, at) != NULL)
			return refuse_at(s, at, bad_group(s, at), why);
	}
	return ERR_OK;
}

enum err
regex_check(struct slice s, struct buf *why)
{
	if (s.n == 0)
		return refuse(why, ERR_SYNTAX,
		    "there is no regular expression behind the '~': write "
		    "~/p/(\\d+)");
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.s[i] <= ' ' ||
		    (unsigned char)s.s[i] >= 0x7f || s.s[i] == '#')
			return refuse_at(s, i,
			    "paths are matched as they are sent, in plain "
			    "ASCII: write a space as %20, '#' as %23, other "
			    "octets as %C3%A9",
			    why);
	return check_groups(s, why);
}
