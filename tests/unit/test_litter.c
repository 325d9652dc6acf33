/* SPDX-License-Identifier: MIT */
/* test_litter.c - what is noted goes, and nothing else does. */
#include "scratch.h"

#include "litter.h"

static void
touch(const char *path, const char *end)
{
	char name[700];

	snprintf(name, sizeof(name), "%s%s", path, end);
	scratch_write(name, "x", 1);
}

static bool
is_there(const char *path, const char *end)
{
	char name[700];

	snprintf(name, sizeof(name), "%s%s", path, end);
	return access(name, F_OK) == 0;
}

static void
noted(struct scratch *s)
{
	litter_note(s->db);
	touch(s->db, "");
	touch(s->hits, "");
	litter_sweep_noted();
	assert_false(is_there(s->db, ""));
	assert_true(is_there(s->hits, ""));
	litter_forget(s->db);
}

static void
forgotten(struct scratch *s)
{
	litter_note(s->db);
	litter_note(s->hits);
	touch(s->db, "");
	touch(s->hits, "");
	litter_forget(s->db);
	litter_sweep_noted();
	assert_true(is_there(s->db, ""));
	assert_false(is_there(s->hits, ""));
	litter_forget(s->hits);
}

static void
beside(struct scratch *s)
{
	static const char *const ends[] = { "-journal", "-wal", "-shm",
		".lock" };

	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		touch(s->db, ends[i]);
	touch(s->db, ".old");
	litter_sweep(s->db);
	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		assert_false(is_there(s->db, ends[i]));
	assert_true(is_there(s->db, ".old"));
}

static void
too_many(struct scratch *s)
{
	char names[LITTER_MAX][8];

	for (size_t i = 0; i < LITTER_MAX; i++) {
		snprintf(names[i], sizeof(names[i]), "none-%zu", i);
		litter_note(names[i]);
	}
	litter_note(s->db);
	touch(s->db, "");
	litter_sweep_noted();
	assert_true(is_there(s->db, ""));
	litter_forget(s->db);
	for (size_t i = 0; i < LITTER_MAX; i++)
		litter_forget(names[i]);
	noted(s);
}

static void
too_long(struct scratch *s)
{
	char name[9000];

	(void)s;
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	litter_sweep(name);
}

static const struct scene scenes[] = {
	{ "what is noted goes, and nothing else", noted },
	{ "what is forgotten stays", forgotten },
	{ "what SQLite and the lock make goes along", beside },
	{ "of too many the last one stays, and there is room again", too_many },
	{ "a name that is too long is no harm", too_long },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(scenes)];

	TABLE_FILL(tests, scenes, scratch_run);
	return cmocka_run_group_tests_name("litter", tests, NULL, NULL) != 0;
}
