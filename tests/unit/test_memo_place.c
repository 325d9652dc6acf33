/* SPDX-License-Identifier: MIT */
/* test_memo_place.c - who gets a place in a memo, and who loses it. */
#include "rows.h"

#include <stdio.h>

#include "remembered.h"

/* Asks come, each once more than it is found, until all places of one of them
 * are taken by others: that one. */
static struct slice
rival(struct memo *m, int64_t until, unsigned found, char *text, size_t n)
{
	struct decision d;

	decided(&d, "/other", until);
	for (int i = 0;; i++) {
		struct slice ask = { text,
			(size_t)snprintf(text, n, "rival-%d", i) };

		assert_true(i < 1000 * MEMO_ROOMS);
		memo_keep(m, memo_id(m, ask), 3, made, &d);
		for (unsigned k = 0; k < found; k++)
			if (!knows(m, ask, made)) {
				decision_free(&d);
				return ask;
			}
	}
}

static void
who_comes_more_often_has_the_place(void **state)
{
	char            text[32];
	struct memo     m;
	struct decision d;
	struct slice    other;

	(void)state;
	memo_init(&m, key);
	decided(&d, "/new", WHEN_NEVER);
	other = rival(&m, WHEN_NEVER, 1, text, sizeof(text));
	memo_keep(&m, memo_id(&m, other), 3, made, &d); /* as often as they */
	assert_false(knows(&m, other, made));
	memo_keep(&m, memo_id(&m, other), 3, made, &d);
	assert_true(knows(&m, other, made));
	decision_free(&d);
	memo_free(&m);
}

/* How many of the first asks of a name are known. */
static unsigned
known(struct memo *m, const char *name, unsigned most)
{
	char     text[32];
	unsigned n = 0;

	for (unsigned i = 0; i < most; i++) {
		struct slice ask = { text,
			(size_t)snprintf(text, sizeof(text), "%s-%u", name,
			    i) };

		n += knows(m, ask, made);
	}
	return n;
}

/* Let so many of a name come once, none of them again. */
static void
keep_each(struct memo *m, const char *name, unsigned first, unsigned n)
{
	char            text[32];
	struct decision d;

	decided(&d, "https://www.example.com/some/where/else", WHEN_NEVER);
	for (unsigned i = first; i < first + n; i++) {
		struct slice ask = { text,
			(size_t)snprintf(text, sizeof(text), "%s-%u", name,
			    i) };

		if (!knows(m, ask, made))
			memo_keep(m, memo_id(m, ask), 3, made, &d);
	}
	decision_free(&d);
}

/* Half of all places are taken by what comes once in a while. */
static void
what_comes_once_drives_out_little(void **state)
{
	const unsigned some = 5 * MEMO_ROOMS, very_many = 50 * MEMO_ROOMS;
	struct memo    m;

	(void)state;
	memo_init(&m, key);
	keep_each(&m, "some", 0, some);
	for (unsigned i = 0; i < 5; i++) {
		assert_true(known(&m, "some", some) > some / 100 * 99);
		keep_each(&m, "once", i * very_many, very_many);
	}
	memo_free(&m);
}

static void
what_was_popular_once_is_forgotten(void **state)
{
	char            text[32];
	struct memo     m;
	struct decision d;
	struct slice    other;
	unsigned        asked = 0;

	(void)state;
	memo_init(&m, key);
	decided(&d, "/new", WHEN_NEVER);
	other = rival(&m, WHEN_NEVER, 100, text, sizeof(text));
	do { /* nobody asks for the others */
		memo_keep(&m, memo_id(&m, other), 3, made, &d);
		asked++;
	} while (asked < 1000 && !knows(&m, other, made));
	assert_in_range(asked, 100, 300);
	decision_free(&d);
	memo_free(&m);
}

static void
what_no_longer_holds_gives_way_at_once(void **state)
{
	const struct moment later = { NOW + 2, NOW + 3 };
	char                text[32];
	struct memo         m;
	struct decision     d;
	struct slice        other;

	(void)state;
	memo_init(&m, key);
	other = rival(&m, NOW + 2, 1, text, sizeof(text));
	decided(&d, "/new", WHEN_NEVER);
	memo_keep(&m, memo_id(&m, other), 3, later, &d);
	assert_true(knows(&m, other, later));
	memo_free(&m);
	other = rival(&m, WHEN_NEVER, 1, text, sizeof(text));
	memo_keep(&m, memo_id(&m, other), 4, made, &d);
	assert_true(memo_find(&m, memo_id(&m, other), 4, made, &d));
	assert_false(knows(&m, other, made)); /* of state 3 again */
	decision_free(&d);
	memo_free(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_comes_more_often_has_the_place),
		cmocka_unit_test(what_comes_once_drives_out_little),
		cmocka_unit_test(what_was_popular_once_is_forgotten),
		cmocka_unit_test(what_no_longer_holds_gives_way_at_once),
	};

	return cmocka_run_group_tests_name("place", tests, NULL, NULL);
}
