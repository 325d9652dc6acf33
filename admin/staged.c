/* SPDX-License-Identifier: MIT */
/*
 * staged.c - where the stage lies, and which of the two a command is for.
 */
#include "staged.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lock.h"

#define REMOVE_WAIT_MS 5000 /* for who changes the rules */

void
staged_path(const char *db, struct buf *out)
{
	buf_addf(out, "%s.stage", db);
}

/* ERR_ABSENT is that there is none; anything else with a sentence, if there is
 * one to say, in the session's why. */
static enum err
look(struct session *s, const char *path, struct staging *ret)
{
	struct store *stage = NULL;
	bool          found = false;
	enum err      rc;

	if (access(path, F_OK) != 0 && errno == ENOENT)
		return ERR_ABSENT;
	rc = store_open(path, STORE_READ, &stage, &s->why);
	if (rc == ERR_ABSENT) /* gone meanwhile */
		buf_reset(&s->why);
	if (rc == ERR_OK)
		rc = staging_find(stage, ret, &found);
	store_close(stage);
	if (rc == ERR_OK && !found)
		return refuse(&s->why, ERR_SCHEMA, "'%s' is no stage", path);
	return rc;
}

enum status
staged_look(struct session *s, const char *path, struct staging *ret)
{
	enum err rc = look(s, path, ret);

	if (rc == ERR_ABSENT)
		return EXIT_NO;
	return rc == ERR_OK ? EXIT_YES : failed(s, rc);
}

static bool
is_change(const struct session *s)
{
	return session_need(s) == NEED_WRITE;
}

static bool
is_reading(const struct session *s)
{
	return session_need(s) == NEED_READ;
}

static void
take_stage(struct session *s, const struct buf *path)
{
	s->db = path->data;
	s->staged = true;
	if (is_change(s))
		said(s, EXIT_YES,
		    "this is for the stage, and not live before 'detour stage "
		    "apply'");
}

/* What reads needs no stage, and may not be allowed to read it: its owner is
 * reminded of it, and that is all. */
static void
remind(struct session *s, const char *path)
{
	struct staging g;

	if (look(s, path, &g) == ERR_OK && strcmp(g.who, s->who) == 0)
		said(s, EXIT_YES,
		    "this is what is live; --stage shows the "
		    "stage");
	buf_reset(&s->why);
}

enum status
staged_choose(struct session *s, struct buf *path)
{
	const bool     wanted = args_has(&s->args, OPT_STAGE);
	const bool     live = args_has(&s->args, OPT_LIVE);
	struct staging g;
	enum status    status;

	if (wanted && live)
		return said(s, EXIT_USAGE,
		    "--stage and --live: it is one or the other");
	if (s->cmd->live || (!is_change(s) && !is_reading(s)))
		return !wanted ? EXIT_YES :
				 said(s, EXIT_USAGE,
				     "--stage is of no use here: this is about "
				     "what is live");
	staged_path(s->db, path);
	if (buf_end(path) != ERR_OK)
		return failed(s, path->err);
	if (live)
		return EXIT_YES;
	if (!wanted && !is_change(s)) {
		remind(s, path->data);
		return EXIT_YES;
	}
	status = staged_look(s, path->data, &g);
	if (status == EXIT_NO)
		return !wanted ? EXIT_YES :
				 said(s, EXIT_NO,
				     "no stage is begun; 'detour stage begin' "
				     "does that");
	if (status != EXIT_YES)
		return wanted ? status :
				said(s, status,
				    "so it can't be told whose stage that is; "
				    "--live is about what is live");
	if (wanted || strcmp(g.who, s->who) == 0)
		take_stage(s, path);
	else
		said(s, EXIT_YES,
		    "this is live: the stage is that of %s, and --stage puts "
		    "changes there",
		    g.who);
	return EXIT_YES;
}

enum status
staged_remove(struct session *s, const char *path)
{
	/* The database first: without it the rest is litter. */
	static const char *const ends[] = { "", "-wal", "-shm", ".lock" };
	struct buf               name;
	enum status              status = EXIT_YES;
	int                      lock = -1;

	/* Whoever begins another one holds this lock: what goes is not of his.
	 * It stands in nobody's way for long, and then goes all the same. */
	if (lock_take(s->db, REMOVE_WAIT_MS, &lock, NULL) != ERR_OK)
		lock = -1;
	for (size_t i = 0; i < ARRAY_LEN(ends) && status == EXIT_YES; i++) {
		buf_init(&name, STAGED_PATH_MAX);
		buf_addf(&name, "%s%s", path, ends[i]);
		if (buf_end(&name) != ERR_OK)
			status = failed(s, name.err);
		else if (unlink(name.data) != 0 && errno != ENOENT)
			status =
			    said(s, EXIT_FAIL, "'%s' cannot be removed: %s",
				name.data, strerror(errno));
		buf_free(&name);
	}
	lock_release(lock);
	return status;
}

enum status
staged_drop(struct session *s, const char *path)
{
	enum status status;
	int         lock = -1;
	enum err    rc = lock_take(path, session_wait_ms(s), &lock, &s->why);

	if (rc != ERR_OK)
		return failed(s, rc);
	status = staged_remove(s, path);
	lock_release(lock);
	return status;
}
