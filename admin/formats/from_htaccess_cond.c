/* SPDX-License-Identifier: MIT */
/* from_htaccess_cond.c - conditions of mod_rewrite; see from_htaccess.h. */
#include <string.h>

#include "foreign.h"
#include "from_htaccess.h"
#include "url.h"

static void
cannot(struct rewrite *r, struct slice what, const char *why)
{
	if (r->bad.len == 0)
		buf_addf(&r->bad, "the condition '%.*s' cannot be said: %s",
		    quotable(what), what.s, why);
}

/* A letter, a digit, '-': what a host has between its dots. */
static bool
is_label(char c)
{
	c = url_lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

/* "example\.com" as a host, with a text before it; false when it is more. */
static bool
add_host(struct rewrite *r, const char *before, struct slice s)
{
	if (r->nhosts == REWRITE_HOSTS_MAX || s.n == 0)
		return false;
	buf_adds(&r->text, before);
	for (size_t i = 0; i < s.n; i++) {
		if (s.s[i] == '\\' && i + 1 < s.n && s.s[i + 1] == '.')
			i++;
		else if (s.s[i] == '.')
			r->loose = true;
		if (s.s[i] != '.' && !is_label(s.s[i]))
			return false;
		buf_addc(&r->text, url_lower(s.s[i]));
	}
	r->hosts[++r->nhosts] = r->text.len;
	return true;
}

/* "^(www\.)?example\.com$", "^example\.com$", "=example.com". */
static void
take_host(struct rewrite *r, struct slice whole, struct slice s)
{
	static const char *const optional[] = { "(www\\.)?", "(?:www\\.)?",
		"(www.)?" };
	bool                     www = false, ok, is_text = false;
	bool                     was_loose = r->loose;

	if (slice_starts(s, "=")) {
		is_text = true;
		s.s++;
		s.n--;
	} else if (!slice_starts(s, "^")) {
		cannot(r, whole,
		    "it has no '^', so it is for other hosts, too");
		return;
	} else {
		s.s++;
		s.n--;
		if (s.n == 0 || s.s[s.n - 1] != '$') {
			cannot(r, whole,
			    "it has no '$', so it is for other hosts, too");
			return;
		}
		s.n--;
	}
	for (size_t i = 0; i < ARRAY_LEN(optional) && !www; i++) {
		www = slice_starts(s, optional[i]);
		if (www) {
			s.s += strlen(optional[i]);
			s.n -= strlen(optional[i]);
		}
	}
	ok = add_host(r, "", s) && (!www || add_host(r, "www.", s));
	r->loose = was_loose || (r->loose && !is_text);
	if (!ok)
		cannot(r, whole,
		    "of hosts, '^example\\.com$' and "
		    "'^(www\\.)?example\\.com$' "
		    "can");
}

static void
take_scheme(struct rewrite *r, struct slice whole, bool is_https)
{
	int scheme = is_https ? SCHEME_HTTPS : SCHEME_HTTP;

	if (r->scheme != SCHEME_ANY && r->scheme != scheme)
		cannot(r, whole, "it is for no request at all");
	r->scheme = scheme;
}

/* "^id=12$", "(^|&)id=12(&|$)", "^(.*&)?id=12(&.*)?$": one parameter. */
static void
take_query(struct rewrite *r, struct slice whole, struct slice s)
{
	static const char *const before[] = { "(^|&)", "(?:^|&)", "^(.*&)?",
		"^(?:.*&)?", "\\b", "^" };
	static const char *const after[] = { "(&|$)", "(?:&|$)", "(&.*)?$",
		"(?:&.*)?$", "\\b", "$" };
	bool                     begun = false, ended = false;
	size_t                   n;

	for (size_t i = 0; i < ARRAY_LEN(before) && !begun; i++)
		if ((begun = slice_starts(s, before[i]))) {
			r->just |= i + 1 == ARRAY_LEN(before);
			s.s += strlen(before[i]);
			s.n -= strlen(before[i]);
		}
	for (size_t i = 0; i < ARRAY_LEN(after) && !ended; i++) {
		n = strlen(after[i]);
		ended = s.n >= n && memcmp(s.s + s.n - n, after[i], n) == 0;
		r->just |= ended && i + 1 == ARRAY_LEN(after);
		if (ended)
			s.n -= n;
	}
	if (!begun || !ended || s.n == 0) {
		cannot(r, whole,
		    "of parameters, '^a=1$' and '(^|&)a=1(&|$)' can");
		return;
	}
	if (r->params.len > 0)
		buf_addc(&r->params, '&');
	for (size_t i = 0; i < s.n; i++) {
		bool escape = s.s[i] == '\\' && i + 1 < s.n;

		i += escape;
		if (!escape && strchr("()[]{}*+?|^$.", s.s[i]) != NULL) {
			cannot(r, whole, "a rule is for one value");
			return;
		}
		if (s.s[i] == ':' && i > 0 && s.s[i - 1] == '=')
			url_escape(':', &r->params); /* no placeholder */
		else
			buf_addc(&r->params, s.s[i]);
	}
}

static void
take_test(struct rewrite *r, struct slice test, struct slice s)
{
	bool on = slice_is_word(s, "on") || slice_is_word(s, "=on") ||
	    slice_is_word(s, "^on$") || slice_is_word(s, "!=off") ||
	    slice_is_word(s, "!off");
	bool off = slice_is_word(s, "off") || slice_is_word(s, "=off") ||
	    slice_is_word(s, "^off$") || slice_is_word(s, "!=on") ||
	    slice_is_word(s, "!on");

	if (slice_is(test, "%{HTTPS}") && (on || off))
		take_scheme(r, test, on);
	else if (slice_starts(s, "-") || slice_starts(s, "!-"))
		cannot(r, s, "no rule asks whether a file is there");
	else if (s.n > 0 && s.s[0] == '!')
		cannot(r, s, "a rule never asks that something is not so");
	else if (slice_is(test, "%{HTTP_HOST}") ||
	    slice_is(test, "%{SERVER_NAME}"))
		take_host(r, s, s);
	else if (slice_is(test, "%{QUERY_STRING}"))
		take_query(r, s, s);
	else if (slice_is(test, "%{SERVER_PORT}") &&
	    (slice_is(s, "80") || slice_is(s, "^80$") || slice_is(s, "=80")))
		take_scheme(r, test, false);
	else if (slice_is(test, "%{SERVER_PORT}") &&
	    (slice_is(s, "443") || slice_is(s, "^443$") || slice_is(s, "=443")))
		take_scheme(r, test, true);
	else if (slice_is(test, "%{REQUEST_SCHEME}") &&
	    (slice_is_word(s, "http") || slice_is_word(s, "=http") ||
		slice_is_word(s, "https") || slice_is_word(s, "=https")))
		take_scheme(r, test, s.s[s.n - 1] == 's');
	else if (slice_is(test, "%{REQUEST_URI}") && r->path.len == 0)
		buf_add_slice(&r->path, s);
	else
		cannot(r, test,
		    "host, scheme, parameters and path of a request can");
}

void
rewrite_condition(struct rewrite *r, const struct words *w)
{
	bool   was_host = r->any && r->nhosts > 0, is_or = r->either;
	bool   is_host = w->n > 1 && slice_is(w->at[1], "%{HTTP_HOST}");
	size_t before = r->nhosts;

	r->any = true;
	r->either = false;
	for (size_t i = 3; i < w->n && i < WORDS_MAX; i++)
		if (memmem(w->at[i].s, w->at[i].n, "OR", 2) != NULL)
			r->either = true;
	if (w->n < 3) {
		cannot(r, w->n > 1 ? w->at[1] : w->at[0], "it is not whole");
		return;
	}
	/* Hosts may be joined by OR; two without it are never both so. */
	if (r->either && !is_host)
		cannot(r, w->at[1], "only hosts may be joined by OR");
	if (is_or && !(is_host && was_host))
		cannot(r, w->at[1], "only hosts may be joined by OR");
	if (is_host && before > 0 && !is_or)
		cannot(r, w->at[2], "it is the second host, without OR");
	take_test(r, w->at[1], w->at[2]);
}
