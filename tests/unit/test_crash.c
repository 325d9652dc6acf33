/* SPDX-License-Identifier: MIT */
/*
 * test_crash.c - the power is cut at every moment of some commands: what was
 * acknowledged is there, and nothing is half done.
 *
 * Every write, truncation and sync is noted while the commands run.  A crash
 * after one of them leaves what was synced before it, and of the rest whatever
 * the disk liked: all of it, none, that of one file only, one write alone,
 * the last one torn.  Each such disk is made, and opened.  The WAL's index is
 * memory, and gone.
 */
#include "deeds.h"
#include "faulty.h"

#define NOTES_MAX 4000
#define FILES     2 /* the database and its WAL */

struct note {
	enum faulty_what what;
	int              file;
	char            *data;
	int              n;
	sqlite3_int64    at;
	int              acked; /* commands that had been acknowledged */
};

static struct note notes[NOTES_MAX];
static int         notes_n;
static int         acked;
static long        disks; /* that were made and opened */

static void
keep_note(enum faulty_what what, const char *path, const void *data, int n,
    sqlite3_int64 at)
{
	const char  *end = strstr(path, "rules.db");
	struct note *note;

	if (end == NULL || strstr(path, "copy") != NULL)
		return;
	assert_true(notes_n < NOTES_MAX);
	note = &notes[notes_n++];
	*note = (struct note){ what, strcmp(end, "rules.db") != 0, NULL, n, at,
		acked };
	if (n > 0) {
		note->data = malloc((size_t)n);
		memcpy(note->data, data, (size_t)n);
	}
}

/* ------------------------------------------------------------------- disks */

struct image {
	char *data;
	long  n, cap;
};

static struct image images[FILES];

static void
image_size(struct image *m, long n)
{
	if (n > m->cap) {
		m->cap = 2 * n;
		m->data = realloc(m->data, (size_t)m->cap);
		assert_non_null(m->data);
	}
	if (n > m->n)
		memset(m->data + m->n, 0, (size_t)(n - m->n));
	m->n = n;
}

static void
images_begin(void)
{
	image_size(&images[0], deeds_n);
	memcpy(images[0].data, deeds_file, (size_t)deeds_n);
	image_size(&images[1], 0);
}

/* Do what a note says, or with n less than its size only a part of it. */
static void
apply(const struct note *note, int n)
{
	struct image *m = &images[note->file];

	if (note->what == DID_TRUNCATE)
		image_size(m, (long)note->at);
	if (note->what != DID_WRITE || n == 0)
		return;
	if (note->at + n > m->n)
		image_size(m, (long)note->at + n);
	memcpy(m->data + note->at, note->data, (size_t)n);
}

/* The last sync of a file before a crash after note k. */
static int
synced_to(int file, int k)
{
	while (k >= 0 && (notes[k].what != DID_SYNC || notes[k].file != file))
		k--;
	return k;
}

static char *states[8]; /* after 0, 1, 2... commands */

/* Whether a database that comes back after a crash is one that there was. */
static void
judge(const struct scratch *s, int k, int before, const char *how)
{
	struct buf now;
	char       wal[700];

	deeds_begin(s);
	snprintf(wal, sizeof(wal), "%s-wal", s->db);
	scratch_write(s->db, images[0].data, (size_t)images[0].n);
	if (images[1].n > 0)
		scratch_write(wal, images[1].data, (size_t)images[1].n);
	buf_init(&now, 1000000);
	deeds_state(s->db, &now);
	if (strcmp(now.data, states[before]) != 0 &&
	    (states[before + 1] == NULL ||
		strcmp(now.data, states[before + 1]) != 0))
		fail_msg("a crash after note %d, %s: after %d commands there "
			 "is\n%swanted\n%s",
		    k, how, before, now.data, states[before]);
	buf_free(&now);
	disks++;
}

/* A disk on which of each file everything up to a note was written. */
static void
images_make(const int to[FILES])
{
	images_begin();
	for (int i = 0; i < notes_n; i++)
		if (i <= to[notes[i].file])
			apply(&notes[i], notes[i].n);
}

static void
crash_after(const struct scratch *s, int k)
{
	const int synced[FILES] = { synced_to(0, k), synced_to(1, k) };
	const int before = k + 1 < notes_n ? notes[k + 1].acked : acked;

	for (int which = 0; which < 4; which++) {
		const int to[FILES] = { which & 1 ? k : synced[0],
			which & 2 ? k : synced[1] };

		images_make(to);
		judge(s, k, before, "some files synced only");
	}
	/* One write alone has made it. */
	for (int i = k; i > synced[0] || i > synced[1]; i--) {
		if (i <= synced[notes[i].file] || notes[i].what != DID_WRITE)
			continue;
		images_make(synced);
		apply(&notes[i], notes[i].n);
		judge(s, k, before, "one write alone");
	}
	/* All have, but the last one is torn. */
	if (notes[k].what == DID_WRITE && notes[k].n > 1) {
		const int to[FILES] = { k - 1, k - 1 };

		images_make(to);
		apply(&notes[k], notes[k].n / 2);
		judge(s, k, notes[k].acked, "the last write torn");
	}
}

/* ----------------------------------------------------------------- commands */

static enum err (*const commands[])(const struct scratch *) = { deeds_add,
	deeds_edit, deeds_import, deeds_bulk, deeds_undo, deeds_replace };

/* The states in between, each learnt by a run of its own, since looking at a
 * database may change its files. */
static void
learn(const struct scratch *s)
{
	for (size_t n = 0; n <= ARRAY_LEN(commands); n++) {
		struct buf state;

		deeds_begin(s);
		for (size_t i = 0; i < n; i++)
			assert_err(commands[i](s), ERR_OK);
		buf_init(&state, 1000000);
		deeds_state(s->db, &state);
		states[n] = strdup(state.data);
		buf_free(&state);
	}
}

static void
power_cut(struct scratch *s)
{
	deeds_make_from(s);
	learn(s);
	deeds_begin(s);
	faulty.note = keep_note;
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		assert_err(commands[i](s), ERR_OK);
		acked++;
	}
	faulty.note = NULL;
	assert_true(notes_n > 50);
	for (int k = 0; k < notes_n; k++)
		crash_after(s, k);
	for (int i = 0; i < notes_n; i++)
		free(notes[i].data);
	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		free(states[i]);
	for (size_t i = 0; i < FILES; i++)
		free(images[i].data);
}

static const struct scene scenes[] = {
	{ "a power cut at any moment takes no acknowledged edit, and leaves "
	  "none half done",
	    power_cut },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(scenes)];
	int               lost;

	faulty_install();
	deeds_prepare();
	TABLE_FILL(tests, scenes, scratch_run);
	lost = cmocka_run_group_tests_name("crash", tests, NULL, NULL);
	printf("# %d notes, %ld disks\n", notes_n, disks);
	deeds_end();
	return lost;
}
