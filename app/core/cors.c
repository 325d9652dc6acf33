/* SPDX-License-Identifier: MIT */
/* cors.c - leave for pages of other origins; see cors.h. */
#include "cors.h"

#include "condition.h"
#include "cookie.h"

/* Whether the origins of a rule are any. */
static bool
is_any(struct slice conditions)
{
	enum condition_kind kind;
	struct slice        value;

	while (condition_next(&conditions, &kind, &value))
		if (kind == CONDITION_CORS && slice_is(value, "*"))
			return true;
	return false;
}

/* The rule's own text of the origin that asks; empty if it names it not. */
static struct slice
named(struct slice conditions, struct slice origin)
{
	enum condition_kind kind;
	struct slice        value;

	while (condition_next(&conditions, &kind, &value))
		if (kind == CONDITION_CORS && slice_eq(value, origin))
			return value;
	return (struct slice){ NULL, 0 };
}

static void
add_field(const char *name, struct slice value, struct buf *out)
{
	buf_addf(out, "Access-Control-%s: ", name);
	buf_add_slice(out, value);
	buf_adds(out, "\r\n");
}

/* Each a token (RFC 9110, 5.6.2), as a cookie's name is; otherwise none. */
static void
add_headers(struct slice asked, struct buf *out)
{
	const size_t start = out->len;
	bool         first = true;

	if (asked.n == 0 || asked.n > CORS_HEADERS_MAX)
		return;
	buf_adds(out, "Access-Control-Allow-Headers: ");
	while (asked.n > 0) {
		struct slice one = slice_trim(slice_cut(&asked, ','));

		if (one.n == 0)
			continue;
		if (!slice_is_token(one)) {
			out->len = start;
			return;
		}
		buf_adds(out, first ? "" : ", ");
		buf_add_slice(out, one);
		first = false;
	}
	if (first)
		out->len = start;
	else
		buf_adds(out, "\r\n");
}

static void
add_preflight(const struct key *k, int64_t left_s, struct buf *out)
{
	struct slice method =
	    request_header(k->env, SLICE("Access-Control-Request-Method"));

	if (key_is_method(method))
		add_field("Allow-Methods", method, out);
	add_headers(request_header(k->env,
			SLICE("Access-Control-Request-Headers")),
	    out);
	buf_adds(out, "Access-Control-Max-Age: ");
	buf_addi(out, left_s < CORS_MAX_AGE ? left_s : CORS_MAX_AGE);
	buf_adds(out, "\r\n");
}

void
cors_fields(struct slice conditions, const struct key *k, int64_t left_s,
    struct buf *fields, struct buf *vary)
{
	const bool         any = is_any(conditions);
	const struct slice origin = request_header(k->env, SLICE("Origin"));
	struct slice       leave = SLICE("*");

	if (!any) {
		vary_add(SLICE("Origin"), vary);
		leave = named(conditions, origin);
	}
	if (leave.n == 0)
		return;
	add_field("Allow-Origin", leave, fields);
	if (!any)
		add_field("Allow-Credentials", SLICE("true"), fields);
	if (key_is_preflight(k))
		add_preflight(k, left_s, fields);
}
