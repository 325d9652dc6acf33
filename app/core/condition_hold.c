/* SPDX-License-Identifier: MIT */
/* condition_hold.c - do they hold, and for whom else; see condition.h. */
#include "condition.h"

#include <string.h>
#include <strings.h>

#include "cookie.h"
#include "language.h"
#include "net.h"

/* Whether one value holds. */
static bool
one_holds(enum condition_kind kind, struct slice value, const struct key *k,
    bool preflight)
{
	struct slice name, wanted, header;
	bool         split;

	switch (kind) {
	case CONDITION_METHOD:
		return slice_eq(value,
		    preflight ? request_header(k->env,
				    SLICE("Access-Control-Request-Method")) :
				k->verb);
	case CONDITION_COOKIE:
		split = condition_split(value, &name, &wanted);
		return cookie_has(request_header(k->env, SLICE("Cookie")), name,
		    split ? &wanted : NULL);
	case CONDITION_HEADER:
		split = condition_split(value, &name, &wanted);
		header = request_header(k->env, name);
		return header.s != NULL &&
		    (!split || slice_eq(slice_trim(header), wanted));
	case CONDITION_LANGUAGE:
		return language_covers(value,
		    language_preferred(request_header(k->env,
			SLICE("Accept-Language"))));
	case CONDITION_FROM_NET:
		return net_has(value, k->address);
	case CONDITION_CORS:
	case CONDITION_KINDS:
		break;
	}
	return true;
}

/* Whether one of the values for the same thing holds. */
static bool
any_holds(struct slice text, enum condition_kind kind, struct slice value,
    const struct key *k, bool preflight)
{
	enum condition_kind other;
	struct slice        v;

	while (condition_next(&text, &other, &v))
		if (other == kind && condition_is_same_thing(kind, v, value) &&
		    one_holds(kind, v, k, preflight))
			return true;
	return false;
}

bool
conditions_hold(struct slice text, const struct key *k,
    enum condition_kind *ret_kind, struct slice *ret_value)
{
	struct slice        rest = text, value;
	enum condition_kind kind;
	bool                preflight;

	if (k->anybody)
		return true;
	/* Its lines come last, so it ends the text. */
	preflight = text.n > 0 && key_is_preflight(k) &&
	    (slice_starts(text, "cors ") ||
		memmem(text.s, text.n, "\ncors ", 6) != NULL);
	while (condition_next(&rest, &kind, &value)) {
		if (any_holds(text, kind, value, k, preflight))
			continue;
		*ret_kind = kind;
		*ret_value = value;
		return false;
	}
	return true;
}

/* Whether a list of fields holds one, in any capitals. */
static bool
is_listed(struct slice list, struct slice name)
{
	while (list.n > 0) {
		struct slice one = slice_trim(slice_cut(&list, ','));

		if (one.n == name.n && strncasecmp(one.s, name.s, name.n) == 0)
			return true;
	}
	return false;
}

void
vary_add(struct slice field, struct buf *out)
{
	if (is_listed(buf_slice(out), field))
		return;
	if (out->len > 0)
		buf_adds(out, ", ");
	buf_add_slice(out, field);
}

void
conditions_vary(struct slice text, struct buf *out)
{
	enum condition_kind kind;
	struct slice        value, name, wanted;

	while (condition_next(&text, &kind, &value)) {
		if (kind == CONDITION_COOKIE)
			vary_add(SLICE("Cookie"), out);
		if (kind == CONDITION_LANGUAGE)
			vary_add(SLICE("Accept-Language"), out);
		if (kind != CONDITION_HEADER)
			continue;
		(void)condition_split(value, &name, &wanted);
		vary_add(name, out);
	}
}
