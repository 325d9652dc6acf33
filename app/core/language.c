/* SPDX-License-Identifier: MIT */
/* language.c - the preferred one of an Accept-Language; see language.h. */
#include "language.h"

#include <string.h>
#include <strings.h>

#include "quality.h"
#include "url.h"

/* RFC 4647, 2.1: subtags of 1 to 8 letters, digits but in the first. */
static bool
is_tag(struct slice s)
{
	size_t run = 0;
	bool   first = true;

	for (size_t i = 0; i < s.n; i++) {
		char c = url_lower(s.s[i]);

		if (c == '-') {
			if (run == 0)
				return false;
			run = 0;
			first = false;
		} else if ((c >= 'a' && c <= 'z') ||
		    (!first && c >= '0' && c <= '9')) {
			if (++run > 8)
				return false;
		} else {
			return false;
		}
	}
	return run > 0;
}

enum err
language_parse(struct slice typed, struct buf *out, struct buf *why)
{
	const struct slice tag = typed;

	if (slice_is(tag, "*"))
		return refuse(why, ERR_SYNTAX,
		    "the language '*' is any: leave it out");
	if (tag.n > 0 && memchr(tag.s, '_', tag.n) != NULL)
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' is not a language: its parts are joined by '-', "
		    "as in de-AT",
		    quotable(tag), tag.s);
	if (tag.n > LANGUAGE_MAX)
		return refuse(why, ERR_LIMIT,
		    "the language '%.*s' is too long: the limit is %d octets",
		    quotable(tag), tag.s, LANGUAGE_MAX);
	if (!is_tag(tag))
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' is not a language: give a tag as de, de-AT or "
		    "zh-Hant",
		    quotable(tag), tag.s);
	for (size_t i = 0; i < tag.n; i++)
		buf_addc(out, url_lower(tag.s[i]));
	return buf_end(out);
}

/* "de-AT;q=0.8" in its parts; *ret_q is -1 when it is malformed. */
static struct slice
take_apart(struct slice one, int *ret_q)
{
	const bool   weighed = one.n > 0 && memchr(one.s, ';', one.n) != NULL;
	struct slice range = slice_trim(slice_cut(&one, ';'));
	struct slice weight = slice_trim(one);

	*ret_q = weighed ? quality_parse(weight) : QUALITY_MOST;
	if (!is_tag(range) && !slice_is(range, "*"))
		*ret_q = -1;
	return range;
}

struct slice
language_preferred(struct slice header)
{
	struct slice best = { NULL, 0 };
	int          best_q = 0;

	while (header.n > 0) {
		int          q;
		struct slice range = take_apart(slice_cut(&header, ','), &q);

		if (q > best_q) {
			best_q = q;
			best = range;
		}
	}
	return slice_is(best, "*") ? (struct slice){ NULL, 0 } : best;
}

bool
language_covers(struct slice tag, struct slice preferred)
{
	return tag.n > 0 && preferred.n >= tag.n &&
	    strncasecmp(tag.s, preferred.s, tag.n) == 0 &&
	    (preferred.n == tag.n || preferred.s[tag.n] == '-');
}
