/* SPDX-License-Identifier: MIT */
/* doubt_copied.c - what came along when a text was copied; see doubt_copied.h.
 */
#include "doubt_copied.h"

#include <inttypes.h>
#include <limits.h>
#include <string.h>

#include "unseen.h"

/* The first octets of what unseen.h tells, and of quotation marks: hardly any
 * text has one. */
static const bool begins[UCHAR_MAX + 1] = {
	['"'] = true,
	[0xc2] = true,
	[0xd8] = true,
	[0xe1] = true,
	[0xe2] = true,
	[0xe3] = true,
	[0xef] = true,
};

static bool
may_have_any(struct slice s)
{
	bool any = false;

	for (size_t i = 0; i < s.n; i++)
		any |= begins[(unsigned char)s.s[i]];
	return any;
}

static bool
ends_in_quote(struct slice s)
{
	static const char *const marks[] = { "\"", "\u201c", "\u201d", "\u201e",
		"\u2018", "\u2019", "\u201a", "\u00ab", "\u00bb" };

	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		const size_t n = strlen(marks[i]);

		if (s.n >= n && memcmp(s.s + s.n - n, marks[i], n) == 0)
			return true;
	}
	return false;
}

void
doubt_copied_text(struct slice s, struct buf *out)
{
	uint32_t    c = 0;
	enum unseen is;

	if (!may_have_any(s))
		return;
	is = unseen_in(s, &c);
	if (is != UNSEEN_NOT)
		buf_addf(out,
		    "'%.*s' holds U+%04" PRIX32 ", which %s; leave it out, if "
		    "it only came along when this was copied",
		    quotable(s), s.s, c,
		    is == UNSEEN_MARK ? "nobody sees" : "looks like a space");
	else if (ends_in_quote(s))
		buf_addf(out,
		    "'%.*s' ends in a quotation mark; leave it out, if it only "
		    "came along when this was copied",
		    quotable(s), s.s);
}

/* What advertisements, letters and networks put behind a link, to know it again
 * when it is followed. */
static bool
is_tracking(struct slice name)
{
	static const char *const names[] = { "_ga", "_gl", "dclid", "fbclid",
		"gbraid", "gclid", "igshid", "mc_cid", "mc_eid", "msclkid",
		"ttclid", "twclid", "wbraid", "yclid" };

	if (slice_starts(name, "utm_"))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (slice_is(name, names[i]))
			return true;
	return false;
}

void
doubt_copied_source(const struct source *at, struct slice typed,
    struct buf *out)
{
	struct slice params = at->params, name;

	doubt_copied_text(typed, out);
	while (out->len == 0 && params.n > 0) {
		name = slice_cut(&params, '&');
		name = slice_cut(&name, '=');
		if (is_tracking(name))
			buf_addf(out,
			    "only visitors with '%.*s' are sent on, which "
			    "tells "
			    "where they come from; leave it out, and all are",
			    (int)name.n, name.s);
	}
}
