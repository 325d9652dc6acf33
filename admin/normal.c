/* SPDX-License-Identifier: MIT */
/*
 * normal.c - what normalising made of a URL, in words.
 */
#include "normal.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* A URL as it was typed, taken apart where key.c does it. */
struct typed {
	bool         has_scheme;
	struct slice host; /* with its port */
	struct slice path;
	struct slice fragment; /* with its '#' */
};

static struct slice
cut(const char *s, size_t n)
{
	return (struct slice){ s, n };
}

static struct typed
take_apart(const struct asked *a)
{
	struct typed t = { 0 };
	const char  *s = a->url;
	size_t       n;

	if (s[0] != '/') {
		n = strcspn(s, ":/?#");
		t.has_scheme = strncmp(s + n, "://", 3) == 0;
		if (t.has_scheme)
			s += n + 3;
		n = strcspn(s, "/?#");
		t.host = cut(s, n);
		s += n;
	}
	n = strcspn(s, "?#");
	t.path = cut(s, n);
	s += n;
	s += strcspn(s, "#");
	t.fragment = slice_of(s);
	if (a->host != NULL)
		t.host = slice_of(a->host);
	return t;
}

void
normal_url(const struct key *k, struct buf *out)
{
	if (k->host.n > 0) {
		buf_addf(out, "%s://", scheme_name(k->scheme));
		buf_add_slice(out, k->host);
	}
	buf_add_slice(out, k->path);
	if (k->has_query) {
		buf_addc(out, '?');
		buf_add_slice(out, k->query);
	}
}

/* --------------------------------------------------------------------- host */

static bool
has_capital(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if (isupper((unsigned char)s.s[i]))
			return true;
	return false;
}

static void
tell_host(const struct asked *a, const struct typed *t, const struct key *k,
    struct buf *out)
{
	struct slice host = t->host;

	if (host.n == 0)
		return;
	if (a->host != NULL)
		buf_adds(out, "the Host header counts, not the URL's host\n");
	else if (!t->has_scheme)
		buf_adds(out, "no scheme is given: http is meant\n");
	if (k->host.n == 0) {
		buf_addc(out, '\'');
		buf_add_slice(out, host);
		buf_adds(out,
		    "' is not a host: rules that are bound to one are not "
		    "asked\n");
		return;
	}
	if (k->port != 0) {
		while (host.n > 0 && host.s[host.n - 1] != ':')
			host.n--;
		buf_addf(out, "the port %d makes no difference to rules\n",
		    k->port);
		host.n -= host.n > 0;
	}
	if (has_capital(host)) {
		buf_add_slice(out, host);
		buf_adds(out, " -> ");
		buf_add_slice(out, k->host);
		buf_adds(out, ": in a host, capitals are small letters\n");
	}
	if (host.n > 0 && host.s[host.n - 1] == '.')
		buf_adds(out,
		    "the dot at the end of the host makes no difference\n");
}

/* --------------------------------------------------------------------- path */

/* "; " between clauses, ": " before the first. */
static void
add_clause(struct buf *out, bool *first)
{
	buf_adds(out, *first ? ": " : "; ");
	*first = false;
}

static int
octet_of(const char *hex)
{
	char two[3] = { hex[0], hex[1], '\0' };

	return isxdigit((unsigned char)hex[0]) &&
		isxdigit((unsigned char)hex[1]) ?
	    (int)strtol(two, NULL, 16) :
	    -1;
}

/* The octet that stands at i, as itself or as an escape, and its length. */
static int
octet_at(struct slice p, size_t i, size_t *ret_n)
{
	int c = p.s[i] == '%' && i + 2 < p.n ? octet_of(p.s + i + 1) : -1;

	*ret_n = c < 0 ? 1 : 3;
	return c < 0 ? (unsigned char)p.s[i] : c;
}

/* How many dots a segment is; 0 when it is anything else. */
static int
dots_at(struct slice p, size_t i)
{
	int    dots = 0;
	size_t n;

	for (; i < p.n && p.s[i] != '/'; i += n)
		if (octet_at(p, i, &n) != '.' || ++dots > 2)
			return 0;
	return dots;
}

static bool
is_unreserved(int c)
{
	return c < 0x80 && (isalnum(c) || (c != 0 && strchr("-._~", c)));
}

/* Dot segments and runs of slashes. */
static void
tell_segments(struct slice p, struct buf *out, bool *first)
{
	bool one = false, two = false, run = false;

	for (size_t i = 0; i < p.n; i++) {
		if (p.s[i] != '/')
			continue;
		run = run || (i + 1 < p.n && p.s[i + 1] == '/');
		one = one || dots_at(p, i + 1) == 1;
		two = two || dots_at(p, i + 1) == 2;
	}
	if (two) {
		add_clause(out, first);
		buf_adds(out, "\"..\" takes away what is before it");
	}
	if (one) {
		add_clause(out, first);
		buf_adds(out, "\".\" is nothing");
	}
	if (run) {
		add_clause(out, first);
		buf_adds(out, "slashes in a row are one");
	}
}

/* Escapes, each kind by its first example. */
static void
tell_escapes(struct slice p, struct buf *out, bool *first)
{
	bool   plain = false, small = false, raw = false;
	size_t n;
	int    c;

	for (size_t i = 0; i < p.n; i += n) {
		c = octet_at(p, i, &n);
		if (n == 1) {
			if (!raw && c != '%' && c != '/' && !is_unreserved(c) &&
			    strchr("!$&'()*+,;=:@", c) == NULL) {
				add_clause(out, first);
				buf_adds(out,
				    "what cannot stand in a URL is escaped");
				raw = true;
			}
		} else if (is_unreserved(c)) {
			if (!plain && c != '.') {
				add_clause(out, first);
				buf_addf(out, "%.3s is just \"%c\"", p.s + i,
				    c);
				plain = true;
			}
		} else if (!small &&
		    (islower((unsigned char)p.s[i + 1]) ||
			islower((unsigned char)p.s[i + 2]))) {
			add_clause(out, first);
			buf_addf(out, "%.3s is %%%02X", p.s + i, (unsigned)c);
			small = true;
		}
	}
}

static bool
has_encoded_slash(struct slice p)
{
	for (size_t i = 0; i + 2 < p.n; i++)
		if (slice_starts(cut(p.s + i, p.n - i), "%2F"))
			return true;
	return false;
}

static void
tell_path(struct slice p, const struct key *k, struct buf *out)
{
	bool first = true;

	if (p.n > 0 && !slice_eq(p, k->path)) {
		buf_add_slice(out, p);
		buf_adds(out, " -> ");
		buf_add_slice(out, k->path);
		tell_segments(p, out, &first);
		tell_escapes(p, out, &first);
		buf_addc(out, '\n');
	}
	if (has_encoded_slash(k->path))
		buf_adds(out, "%2F stays as it is: it is no slash\n");
}

static void
quote(const char *s, size_t n, struct buf *out)
{
	buf_addc(out, '\'');
	buf_add(out, s, n);
	buf_addc(out, '\'');
}

void
normal_fault(const struct asked *a, struct buf *out)
{
	const struct slice method = slice_of(a->method);
	struct slice       p = take_apart(a).path;
	size_t             n;

	if (!key_is_method(method) || slice_is(method, "CONNECT")) {
		quote(method.s, method.n, out);
		buf_adds(out, " is not a method that is served");
		return;
	}
	for (const char *s = a->url; *s != '\0' && *s != '#'; s++)
		if ((unsigned char)*s <= ' ' || *s == 0x7f) {
			buf_adds(out,
			    *s == ' ' ?
				"it holds a blank, which is written %20" :
				"it holds a control octet");
			return;
		}
	for (size_t i = 0; i < p.n; i++) {
		int c = octet_at(p, i, &n);

		if (p.s[i] != '%' || (n == 3 && c >= ' ' && c != 0x7f))
			continue;
		quote(p.s + i, p.n - i < 3 ? p.n - i : 3, out);
		buf_adds(out,
		    n == 3 ? " is a control octet" :
			     " is not an escape; a '%' is written %25");
		return;
	}
	buf_adds(out,
	    "it is neither a path nor an http or https URL with a host");
}

void
normal_tell(const struct asked *a, const struct key *k, struct buf *out)
{
	struct typed t = take_apart(a);

	tell_host(a, &t, k, out);
	tell_path(t.path, k, out);
	if (t.fragment.n > 0) {
		buf_add_slice(out, t.fragment);
		buf_adds(out, " stays in the browser: it is never sent\n");
	}
}
