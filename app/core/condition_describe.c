/* SPDX-License-Identifier: MIT */
/* condition_describe.c - conditions in words, for people; see condition.h. */
#include "condition.h"

/* All values for one thing: "GET, HEAD or POST", "1 or 2". */
static void
add_values(struct slice text, enum condition_kind kind, struct slice value,
    struct buf *out)
{
	struct slice        rest = text, v, name, wanted, held = { NULL, 0 };
	enum condition_kind k;
	unsigned            n = 0;

	/* One behind, because the last is joined by another word. */
	while (condition_next(&rest, &k, &v)) {
		if (k != kind || !condition_is_same_thing(kind, v, value))
			continue;
		if (n > 0) {
			buf_adds(out, n > 1 ? ", " : "");
			buf_add_slice(out, held);
		}
		held = v;
		if (n > 0 &&
		    (kind == CONDITION_COOKIE || kind == CONDITION_HEADER)) {
			(void)condition_split(v, &name, &wanted);
			held = wanted;
		}
		n++;
	}
	buf_adds(out, n > 1 ? " or " : "");
	if (kind == CONDITION_CORS && slice_is(held, "*"))
		buf_adds(out, "any origin");
	else
		buf_add_slice(out, held);
}

void
condition_describe(struct slice text, enum condition_kind kind,
    struct slice value, struct buf *out)
{
	static const char *const words[CONDITION_KINDS] = {
		[CONDITION_METHOD] = "the method ",
		[CONDITION_COOKIE] = "the cookie ",
		[CONDITION_HEADER] = "the header ",
		[CONDITION_LANGUAGE] = "the preferred language ",
		[CONDITION_FROM_NET] = "an address in ",
		[CONDITION_CORS] = "",
	};

	buf_adds(out, words[kind]);
	add_values(text, kind, value, out);
}

void
conditions_describe(struct slice text, struct buf *out)
{
	struct slice        rest = text, value;
	enum condition_kind kind;
	bool                first = true;

	while (condition_next(&rest, &kind, &value)) {
		if (!condition_is_first(text, kind, value))
			continue;
		buf_adds(out,
		    kind == CONDITION_CORS ? "; pages of " :
			first              ? ", for " :
					     " and ");
		condition_describe(text, kind, value, out);
		if (kind == CONDITION_CORS)
			buf_adds(out, " may follow");
		first = false;
	}
}
