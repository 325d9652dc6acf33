/* SPDX-License-Identifier: MIT */
/* language.c - the preferred one of an Accept-Language; see language.h. */
#include "language.h"

#include <string.h>
#include <strings.h>

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

/* "0.8", which is not empty, in thousandths; -1 for what RFC 9110, 12.4.2, does
 * not allow. */
static int
quality(struct slice s)
{
	int v, unit = 1000;

	if (s.n > 5 || (s.s[0] != '0' && s.s[0] != '1') ||
	    (s.n > 1 && s.s[1] != '.'))
		return -1;
	v = (s.s[0] - '0') * unit;
	for (size_t i = 2; i < s.n; i++) {
		if (s.s[i] < '0' || s.s[i] > '9')
			return -1;
		unit /= 10;
		v += (s.s[i] - '0') * unit;
	}
	return v <= 1000 ? v : -1;
}

/* "de-AT;q=0.8" in its parts; *ret_q is -1 when it is malformed. */
static struct slice
take_apart(struct slice one, int *ret_q)
{
	const bool   weighed = one.n > 0 && memchr(one.s, ';', one.n) != NULL;
	struct slice range = slice_trim(slice_cut(&one, ';'));
	struct slice weight = slice_trim(one);

	*ret_q = 1000;
	if (weighed) {
		*ret_q = -1;
		if (weight.n > 2 && url_lower(weight.s[0]) == 'q' &&
		    weight.s[1] == '=')
			*ret_q = quality((struct slice){
			    weight.s + 2, weight.n - 2 });
	}
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
