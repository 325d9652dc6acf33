/* SPDX-License-Identifier: MIT */
/*
 * cmd_db.c - init, backup and migrate: the database as a file.
 */
#include "cmd.h"

#include <stdio.h>
#include <sys/stat.h>

#include "aside.h"
#include "escape.h"
#include "file_row.h"
#include "progress.h"

#define SENTENCE_MAX 65536 /* octets */

/* A line on standard output, fit for a terminal. */
static enum status
print(struct session *s, const char *before, const char *path,
    const char *after)
{
	struct buf line;
	enum err   rc;

	buf_init(&line, SENTENCE_MAX);
	buf_adds(&line, before);
	escape_terminal(slice_of(path), &line);
	buf_adds(&line, after);
	rc = buf_end(&line);
	if (rc == ERR_OK && (puts(line.data) < 0 || fflush(stdout) != 0))
		rc = ERR_IO;
	buf_free(&line);
	return finished(s, rc, EXIT_YES);
}

/* As mktemp(1) and touch(1) leave one: there is nothing in it to be lost. */
static bool
is_empty(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == 0;
}

enum status
cmd_init(struct session *s)
{
	const char *path = s->args.operands_n > 0 ? s->args.operands[0] : s->db;
	enum err    rc;

	if (path == NULL)
		return said(s, EXIT_USAGE,
		    "which file? 'detour init FILE', --db FILE or DETOUR_DB "
		    "says it");
	s->db = path;
	rc = store_open(path, STORE_READ, &s->store, &s->why);
	if (rc == ERR_OK)
		return said(s, EXIT_NO,
		    "'%s' is a database of rules already, and is left as it "
		    "is",
		    path);
	if (rc != ERR_ABSENT && !(rc == ERR_SCHEMA && is_empty(path)))
		return failed(s, rc);
	buf_reset(&s->why);
	if (s->dry_run && s->format == OUT_TEXT)
		return print(s, "would make '", path, "'");
	if (s->dry_run)
		return file_row(s, &(struct file_row){ .file = path });
	rc =
	    store_open(path, session_mode(s, STORE_CREATE), &s->store, &s->why);
	if (rc != ERR_OK)
		return failed(s, rc);
	s->done = true;
	if (s->format != OUT_TEXT)
		return file_row(s, &(struct file_row){ .file = path });
	return print(s, "made '", path, "', with no rule in it yet");
}

/* Whatever would keep a copy from being made, but a disk that is full. */
static enum err
rehearse_backup(struct session *s, const char *to)
{
	struct store_count has;
	enum err           rc = store_backup_fits(to, &s->why);

	return rc == ERR_OK ? store_verify(s->store, &has, &s->why) : rc;
}

enum status
cmd_backup(struct session *s)
{
	const char     *to = s->args.operands[0];
	struct progress progress;
	enum err        rc;

	progress_begin(&progress);
	progress_watch(&progress, s->store);
	rc = s->dry_run ? rehearse_backup(s, to) :
			  store_backup(s->store, to, &s->why);
	progress_hush(&progress);
	if (rc != ERR_OK)
		return failed(s, rc);
	s->done = !s->dry_run;
	if (s->format != OUT_TEXT)
		return file_row(s,
		    &(struct file_row){ .file = to, .rules = -1 });
	return print(s,
	    s->dry_run ? "would copy the rules to '" : "copied the rules to '",
	    to, "'");
}

/* With the lock held throughout, the copy is what is migrated. */
static enum status
migrate(struct session *s, const char *copy, struct buf *lacks)
{
	struct progress progress;
	char            done[200];
	int64_t         from = 0;
	enum err        rc = store_hold(s->store);

	progress_begin(&progress);
	progress_watch(&progress, s->store);
	if (rc == ERR_OK)
		rc = store_identify(s->store, &s->why);
	if (rc == ERR_OK && store_version(s->store) == RULES_VERSION)
		rc = store_lacks(s->store, lacks);
	else if (rc == ERR_OK && !s->dry_run)
		rc = store_backup(s->store, copy, &s->why);
	if (rc == ERR_OK)
		rc = buf_end(lacks);
	if (rc == ERR_OK)
		rc = store_migrate(s->store, !s->dry_run, &from, &s->why);
	progress_hush(&progress);
	if (rc != ERR_OK)
		return failed(s, rc);
	s->done = !s->dry_run;
	if (s->format != OUT_TEXT)
		return file_row(s,
		    &(struct file_row){ .file = s->db,
			.copy = from < RULES_VERSION ? copy : NULL,
			.rules = -1,
			.from = from });
	if (lacks->len > 0) {
		snprintf(done, sizeof(done), "' lacked: %s", lacks->data);
		return print(s,
		    s->dry_run ? "would make the indexes that '" :
				 "made the indexes that '",
		    s->db, done);
	}
	if (from == RULES_VERSION)
		return print(s, "nothing to do: '", s->db,
		    "' is of this version already");
	snprintf(done, sizeof(done),
	    "' from version %lld of the schema to version %d%s",
	    (long long)from, RULES_VERSION,
	    s->dry_run ? ", and keep a copy as it was" : "");
	if (s->dry_run)
		return print(s, "would bring '", s->db, done);
	if (print(s, "copied the rules as they were to '", copy, "'") !=
	    EXIT_YES)
		return EXIT_FAIL;
	return print(s, "brought '", s->db, done);
}

enum status
cmd_migrate(struct session *s)
{
	struct buf  copy, lacks;
	enum status status;

	buf_init(&copy, ASIDE_LONG);
	buf_init(&lacks, WHY_MAX);
	status = aside(s, &copy) == ERR_OK ?
	    migrate(s, copy.data, &lacks) :
	    said(s, EXIT_FAIL, "'%s' is too long a name", s->db);
	buf_free(&lacks);
	buf_free(&copy);
	return status;
}
