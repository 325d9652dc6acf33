/* SPDX-License-Identifier: MIT */
/* test_target_hole.c - the placeholders of a target, one after the other. */
#include "rows.h"

#include <string.h>

#include "target.h"

struct hole_case {
	const char *name;
	const char *part;
	const char *want; /* each piece in brackets, what cuts them between */
};

static const struct hole_case hole_rows[] = {
	{ "an empty part has no placeholder", "", "[]" },
	{ "a part without one is one piece", "/a", "[/a]" },
	{ "one in the middle", "/a:splat.b", "[/a]:splat[.b]" },
	{ "one alone", ":splat", "[]:splat[]" },
	{ "two in a row", ":splat:a", "[]:splat[]:a[]" },
	{ "a name ends where its octets do", "/:a_B9-:c", "[/]:a_B9[-]:c[]" },
	{ "a ':' before a digit is text", "/:1", "[/:1]" },
	{ "a ':' at the end is text", "/a:", "[/a:]" },
	{ "a ':' before a ':' is text", "/::a", "[/:]:a[]" },
	{ "a capture is one digit", "/$12$0", "[/]$1[2]$0[]" },
	{ "a '$' before anything else is text", "/$a$", "[/$a$]" },
	{ "an escaped ':' is text", "/%3Aa", "[/%3Aa]" },
};

static void
test_next_hole(void **state)
{
	const struct hole_case *c = *state;
	struct slice            rest = slice_of(c->part), before, hole;
	struct buf              got;
	bool                    more;

	buf_init(&got, 200);
	do {
		more = target_next_hole(&rest, &before, &hole);
		buf_addc(&got, '[');
		buf_add_slice(&got, before);
		buf_addc(&got, ']');
		if (more)
			buf_add_slice(&got, hole);
	} while (more);
	assert_err(buf_end(&got), ERR_OK);
	assert_string_equal(got.data, c->want);
	buf_free(&got);
}

int
main(void)
{
	struct CMUnitTest hole[ARRAY_LEN(hole_rows)];

	TABLE_FILL(hole, hole_rows, test_next_hole);
	return cmocka_run_group_tests_name("hole", hole, NULL, NULL) != 0;
}
