/* SPDX-License-Identifier: MIT */
/* from_nginx_target.c - variables in a target; see from_nginx.h. */
#include <string.h>

#include "foreign.h"
#include "from_nginx.h"
#include "url.h"

static const struct slice no_host = { "", 0 };

bool
nginx_cut_end(struct slice *s, const char *end)
{
	size_t n = strlen(end);

	if (s->n < n || memcmp(s->s + s->n - n, end, n) != 0)
		return false;
	s->n -= n;
	return true;
}

static bool
is_word(char c)
{
	return url_lower(c) == '_' ||
	    (url_lower(c) >= 'a' && url_lower(c) <= 'z') ||
	    (c >= '0' && c <= '9');
}

/* The name of a variable: of "$name" and "${name}"; empty when there is none.
 */
static struct slice
variable_at(struct slice s)
{
	size_t from = s.n > 1 && s.s[1] == '{' ? 2 : 1, n = 0;

	if (s.n < 2 || s.s[0] != '$' || (s.s[1] >= '1' && s.s[1] <= '9'))
		return no_host;
	while (from + n < s.n && is_word(s.s[from + n]))
		n++;
	return (struct slice){ s.s + from, n };
}

/* The number of a capture by its name, "(?<name>" or "(?P<name>"; or 0. */
static unsigned
capture_named(struct slice pattern, struct slice name)
{
	unsigned n = 0;
	bool     set = false;

	for (size_t i = 0; name.n > 0 && i < pattern.n; i++) {
		struct slice group = { pattern.s + i, pattern.n - i };

		if (pattern.s[i] == '\\') {
			i++;
			continue;
		}
		set = set ? pattern.s[i] != ']' : pattern.s[i] == '[';
		if (set || pattern.s[i] != '(')
			continue;
		group.s += slice_starts(group, "(?P<") ? 4 : 3;
		if (group.s + name.n < pattern.s + pattern.n &&
		    (slice_starts((struct slice){ pattern.s + i,
				      pattern.n - i },
			 "(?<") ||
			group.s == pattern.s + i + 4) &&
		    memcmp(group.s, name.s, name.n) == 0 &&
		    group.s[name.n] == '>')
			return n + 1;
		n += i + 1 == pattern.n || pattern.s[i + 1] != '?' ||
		    (i + 3 < pattern.n && pattern.s[i + 2] == 'P') ||
		    (i + 3 < pattern.n && pattern.s[i + 2] == '<' &&
			pattern.s[i + 3] != '=' && pattern.s[i + 3] != '!');
	}
	return 0;
}

/* How many octets say that it is where the visitor is. */
static size_t
here(struct slice to)
{
	static const char *const forms[] = { "$scheme://$host",
		"$scheme://$http_host", "$scheme://$server_name" };

	for (size_t i = 0; i < ARRAY_LEN(forms); i++)
		if (slice_starts(to, forms[i]))
			return strlen(forms[i]);
	return 0;
}

bool
nginx_keeps_scheme(const struct statement *s)
{
	for (size_t i = 1; i < s->n && i < NGINX_WORDS_MAX; i++)
		if (slice_starts(s->words[i], "$scheme://") ||
		    slice_starts(s->words[i], "${scheme}://"))
			return here(s->words[i]) == 0;
	return false;
}

void
nginx_target(struct import *im, struct slice to, struct slice host,
    struct slice pattern, bool *ret_uri, bool *ret_args, struct buf *out)
{
	struct slice rest = to, scheme = host;
	bool         known;

	/* "http://" is before the host, or nothing. */
	scheme.n = foreign_is_url(host, &host) ? scheme.n - host.n - 3 : 0;
	*ret_uri = *ret_args = false;
	if (nginx_cut_end(&rest, "$is_args$args") ||
	    nginx_cut_end(&rest, "?$args") ||
	    nginx_cut_end(&rest, "?$query_string"))
		*ret_args = true;
	if (nginx_cut_end(&rest, "$request_uri"))
		*ret_uri = *ret_args = true;
	else if (nginx_cut_end(&rest, "$uri") ||
	    nginx_cut_end(&rest, "$document_uri"))
		*ret_uri = true;
	rest = (struct slice){ rest.s + here(rest), rest.n - here(rest) };
	for (size_t i = 0; i < rest.n; i++) {
		struct slice more = { rest.s + i, rest.n - i };
		struct slice name = variable_at(more);
		unsigned     group = capture_named(pattern, name);

		known = true;
		if (host.n > 0 && host.s[0] != '*' &&
		    (slice_is(name, "host") || slice_is(name, "http_host") ||
			slice_is(name, "server_name")))
			buf_add_slice(out, host);
		else if (scheme.n > 0 && slice_is(name, "scheme"))
			buf_add_slice(out, scheme);
		else if (group > 0 && group <= 9)
			buf_addf(out, "$%u", group);
		else
			known = false;
		if (known) {
			i += (size_t)(name.s + name.n - more.s) - 1;
			i += more.s[1] == '{';
		} else if (more.s[0] == '$' && more.n > 1 &&
		    !(more.s[1] >= '1' && more.s[1] <= '9')) {
			import_refuse(im,
			    "'%.*s' in the target cannot be said: what a "
			    "request says goes nowhere but into the path",
			    quotable(more), more.s);
			return;
		} else {
			buf_addc(out, more.s[0]);
		}
	}
}
