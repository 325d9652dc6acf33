/* SPDX-License-Identifier: MIT */
/* test_shape_regex.c - the promises of shape_regex.h, on expressions drawn by
 * lot: written anew, they cover the same paths and capture the same. */
#include "rows.h"

#include <string.h>

#include "dice.h"
#include "regex.h"
#include "shape_regex.h"

#define EXPRESSIONS 3000
#define PATHS       12

static void
draw_expression(struct dice *d, struct buf *out, int depth)
{
	static const char *const atoms[] = { "a", "b", "B", "/", "1", "\\.",
		".", "\\d", "\\w", "[ab]", "[^/]", "[a-c1]", "[^b\\d]", "%41",
		"[.-]", "\\-", "[]a]", "[^]a]", "_" };
	static const char *const counts[] = { "", "", "", "", "*", "+", "?",
		"*?", "+?", "??", "{2}", "{1,2}", "{0,3}?", "{2,}" };
	size_t                   n = 1 + dice_below(d, 4);

	for (size_t i = 0; i < n; i++) {
		if (depth < 2 && dice_once_in(d, 4)) {
			buf_adds(out, dice_once_in(d, 2) ? "(" : "(?:");
			draw_expression(d, out, depth + 1);
			if (dice_once_in(d, 2)) {
				buf_addc(out, '|');
				draw_expression(d, out, depth + 1);
			}
			buf_adds(out, dice_once_in(d, 3) ? ")?" : ")");
			continue;
		}
		buf_adds(out, DICE_ONE_OF(d, atoms));
		buf_adds(out, DICE_ONE_OF(d, counts));
	}
}

static void
draw_path(struct dice *d, struct buf *out)
{
	static const char *const parts[] = { "a", "b", "B", "/", "1", ".",
		"%41", "_", "-", "c", "]", "2" };
	size_t                   n = dice_below(d, 7);

	buf_addc(out, '/');
	for (size_t i = 0; i < n; i++)
		buf_adds(out, DICE_ONE_OF(d, parts));
}

/* What ends at a blank in a line ends by itself in a path, which has none. */
static void
without_blanks(struct buf *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->len; i++)
		if (s->data[i] != ' ')
			s->data[n++] = s->data[i];
	s->len = n;
}

static void
compare(struct regex *one, struct regex *two, struct slice path,
    struct slice expression, size_t *matches)
{
	struct piece a[URL_PIECES_MAX] = { { 0 } };
	struct piece b[URL_PIECES_MAX] = { { 0 } };
	const bool   first = regex_covers(one, path, a);

	if (first != regex_covers(two, path, b))
		fail_msg("%.*s: %s", (int)expression.n, expression.s, path.s);
	*matches += first;
	for (unsigned i = 0; first && i < regex_captures(one); i++)
		if (a[i].n != b[i].n || (a[i].n > 0 && a[i].at != b[i].at))
			fail_msg("%.*s: %s: $%u", (int)expression.n,
			    expression.s, path.s, i + 1);
}

static void
means_the_same(void **state)
{
	static struct shape_regex x;
	struct dice               d = { 5 };
	struct buf                typed, again, path, why;
	size_t                    taken = 0, matches = 0;

	(void)state;
	buf_init(&typed, 10000);
	buf_init(&again, 100000);
	buf_init(&path, 10000);
	buf_init(&why, WHY_MAX);
	for (int i = 0; i < EXPRESSIONS; i++) {
		struct rule   r;
		struct regex *two = NULL;

		buf_reset(&typed);
		buf_adds(&typed, "~/");
		draw_expression(&d, &typed, 0);
		rule_init(&r, 0);
		r.ignore_case = dice_once_in(&d, 3) != 0;
		rule_set_text(&r, &r.source, buf_slice(&typed));
		rule_set_text(&r, &r.target, SLICE("/t"));
		if (rule_validate(&r, NULL) != ERR_OK ||
		    shape_regex_parse(&r, &x, NULL) != ERR_OK) {
			rule_free(&r);
			continue;
		}
		taken++;
		buf_reset(&again);
		shape_regex_spell(&x, &again);
		without_blanks(&again);
		assert_err(buf_end(&again), ERR_OK);
		buf_reset(&why);
		if (regex_compile(buf_slice(&again), r.ignore_case, &two,
			&why) != ERR_OK)
			fail_msg("%s: %s", again.data, why.data);
		assert_int_equal(regex_captures(two), regex_captures(r.regex));
		for (int p = 0; p < PATHS; p++) {
			buf_reset(&path);
			draw_path(&d, &path);
			assert_err(buf_end(&path), ERR_OK);
			compare(r.regex, two, buf_slice(&path),
			    buf_slice(&typed), &matches);
		}
		for (unsigned v = 0; v < REGEX_SAMPLES; v++) {
			buf_reset(&path);
			if (regex_sample(r.at.path, v, &path) &&
			    buf_end(&path) == ERR_OK)
				compare(r.regex, two, buf_slice(&path),
				    buf_slice(&typed), &matches);
		}
		regex_free(two);
		rule_free(&r);
	}
	assert_true(taken > EXPRESSIONS / 4);
	assert_true(matches > taken);
	buf_free(&why);
	buf_free(&path);
	buf_free(&again);
	buf_free(&typed);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(means_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
