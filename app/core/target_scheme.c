/* SPDX-License-Identifier: MIT */
/* target_scheme.c - how a target begins; see target_scheme.h. */
#include "target_scheme.h"

#include <string.h>
#include <strings.h>

static enum err
refuse_start(struct slice typed, const char *reason, struct buf *why)
{
	return refuse(why, ERR_SYNTAX, "target '%.*s' is refused: %s",
	    quotable(typed), typed.s, reason);
}

/* "new/page" or "www.example.com/page". */
static enum err
refuse_word(struct slice typed, struct buf *why)
{
	bool is_host = false;

	for (size_t i = 0; i < typed.n && !strchr("/?#", typed.s[i]); i++)
		is_host |= typed.s[i] == '.';
	return refuse(why, ERR_SYNTAX,
	    "target '%.*s' is refused: it begins with neither https:// nor "
	    "'/'; write /%.*s%s%.*s",
	    quotable(typed), typed.s, quotable(typed), typed.s,
	    is_host ? ", or for a host https://" : "",
	    is_host ? quotable(typed) : 0, typed.s);
}

static bool
is_word(struct slice s)
{
	const char c = url_lower(s.s[0]);

	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

/* Whether it is "http:/example.com", of which n octets are "http:". */
static bool
lacks_slash(struct slice typed, size_t *n)
{
	for (*n = strlen("http:"); *n <= strlen("https:"); ++*n)
		if (typed.n > *n && typed.s[*n] == '/' &&
		    strncasecmp(typed.s, *n == 5 ? "http:" : "https:", *n) == 0)
			return true;
	return false;
}

enum err
target_scheme(struct slice typed, struct slice *ret_rest,
    enum scheme *ret_scheme, struct buf *why)
{
	size_t n = typed.n >= 8 && strncasecmp(typed.s, "https://", 8) == 0 ?
	    8 :
	    typed.n >= 7 && strncasecmp(typed.s, "http://", 7) == 0 ? 7 :
								      0;
	const char *colon;

	*ret_scheme = n == 8 ? SCHEME_HTTPS : n == 7 ? SCHEME_HTTP : SCHEME_ANY;
	*ret_rest = (struct slice){ typed.s + n, typed.n - n };
	if (n > 0)
		return ERR_OK;
	if (slice_starts(typed, "//"))
		return refuse_start(typed,
		    "'//' begins another host in browsers; write "
		    "https://host/path, or one '/'",
		    why);
	if (typed.s[0] == '/')
		return ERR_OK;
	if (lacks_slash(typed, &n))
		return refuse(why, ERR_SYNTAX,
		    "target '%.*s' is refused: it lacks a slash; write "
		    "%.*s/%.*s",
		    quotable(typed), typed.s, (int)n, typed.s,
		    quotable(typed) - (int)n, typed.s + n);
	colon = memchr(typed.s, ':', typed.n);
	if (colon != NULL &&
	    memchr(typed.s, '/', (size_t)(colon - typed.s)) == NULL)
		return refuse_start(typed,
		    "only http:// and https:// URLs and paths that begin with "
		    "'/' are targets",
		    why);
	if (is_word(typed))
		return refuse_word(typed, why);
	return refuse_start(typed,
	    "it begins with neither https:// nor '/'; write "
	    "https://example.com/path or /path",
	    why);
}
