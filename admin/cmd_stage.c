/* SPDX-License-Identifier: MIT */
/*
 * cmd_stage.c - stage: changes that are made aside, looked at, and applied at
 * once or dropped.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd.h"
#include "litter.h"
#include "lock.h"
#include "progress.h"
#include "stage_apply.h"
#include "stage_diff.h"
#include "stage_expected.h"
#include "staged.h"

static const struct out_column stage_columns[] = {
	{ "who", OUT_ALL },
	{ "begun_at", OUT_ALL },
	{ "changes", OUT_ALL },
	{ "conflicts", OUT_ALL },
};

struct count {
	int64_t changes, conflicts;
};

static enum err
print_stage(struct session *s, const char *who, int64_t at,
    const struct count *c)
{
	out_begin(&s->out, stage_columns, ARRAY_LEN(stage_columns), true);
	out_string(&s->out, who);
	out_time(&s->out, at);
	out_int(&s->out, c->changes);
	out_int(&s->out, c->conflicts);
	return out_end(&s->out);
}

/* What was done, as a sentence or as where the stage stands. */
static enum status
print_done(struct session *s, const char *sentence, const char *who, int64_t at,
    const struct count *c)
{
	enum err rc;

	s->done = !s->dry_run;
	if (s->format == OUT_TEXT) {
		rc = told("%s", sentence);
	} else {
		rc = print_stage(s, who, at, c);
	}
	return finished(s, rc, EXIT_YES);
}

/* -------------------------------------------------------------------- begin */

/* As the rules are: who may change the one may change the other.  Some file
 * systems know one owner and one mode, and let nobody set even these. */
static enum err
give_away(const char *db, const char *path, struct buf *why)
{
	struct stat is, ours;

	if (stat(db, &is) != 0 || stat(path, &ours) != 0 ||
	    (((is.st_mode ^ ours.st_mode) & 0666) != 0 &&
		chmod(path, is.st_mode & 0666) != 0) ||
	    (geteuid() == 0 &&
		(is.st_uid != ours.st_uid || is.st_gid != ours.st_gid) &&
		chown(path, is.st_uid, is.st_gid) != 0))
		return refuse(why, ERR_IO,
		    "cannot give '%s' the owner and the mode of '%s': %s", path,
		    db, strerror(errno));
	return ERR_OK;
}

/* A copy under a name of its own that says what it is. */
static enum err
make(struct session *s, const char *ready)
{
	struct store   *copy = NULL;
	struct progress progress;
	enum err        rc;

	progress_begin(&progress);
	progress_watch(&progress, s->store);
	rc = store_backup(s->store, ready, &s->why);
	progress_hush(&progress);
	if (rc == ERR_OK)
		rc = give_away(s->db, ready, &s->why);
	if (rc == ERR_OK)
		rc = store_open(ready, STORE_WRITE, &copy, &s->why);
	if (rc == ERR_OK) {
		rc = staging_begin(copy, s->who, s->now);
		/* Not what the rules have said, which failed() would ask. */
		if (rc != ERR_OK && store_message(copy)[0] != '\0')
			refuse(&s->why, rc, "cannot write '%s': %s", ready,
			    store_message(copy));
	}
	/* It is renamed without its WAL. */
	if (rc == ERR_OK)
		rc = store_leave_wal(copy, &s->why);
	store_close(copy);
	return rc;
}

static enum status
none_is_begun(struct session *s, const char *path)
{
	struct staging g;
	enum status    status = staged_look(s, path, &g);

	if (status == EXIT_YES)
		return said(s, EXIT_NO,
		    "a stage is begun already, by %s: 'detour stage diff' "
		    "shows it, 'apply' or 'drop' ends it",
		    g.who);
	return status == EXIT_NO ? EXIT_YES : status;
}

/* Then it gets its name, so that a stage is always whole.  Under the lock of
 * the rules, as where one is removed: nobody else begins one meanwhile. */
static enum status
name_it(struct session *s, const char *ready, const char *path)
{
	int         lock = -1;
	enum status status;
	enum err    rc = lock_take(s->db, session_wait_ms(s), &lock, &s->why);

	if (rc != ERR_OK)
		return failed(s, rc);
	status = none_is_begun(s, path);
	if (status == EXIT_YES) {
		/* What a stage of before left beside it. */
		litter_sweep(path);
		if (store_name(ready, path) != 0)
			status = said(s, EXIT_FAIL, "cannot make '%s': %s",
			    path, strerror(errno));
	}
	lock_release(lock);
	return status;
}

static enum status
begin_as(struct session *s, const char *ready, const char *path)
{
	enum err    rc;
	enum status status;

	litter_note(ready);
	rc = make(s, ready);
	status = rc == ERR_OK ? name_it(s, ready, path) : failed(s, rc);
	litter_sweep(ready);
	litter_forget(ready);
	return status;
}

#define GOES_THERE                                                       \
	" a stage: what you change now goes there, until 'detour stage " \
	"apply' or 'drop'"

static enum status
begin(struct session *s, const char *path)
{
	struct buf  ready;
	enum status status = none_is_begun(s, path);

	if (status == EXIT_YES && !s->dry_run) {
		buf_init(&ready, STAGED_PATH_MAX);
		buf_addf(&ready, "%s.%ld.new", path, (long)getpid());
		status = buf_end(&ready) == ERR_OK ?
		    begin_as(s, ready.data, path) :
		    failed(s, ready.err);
		buf_free(&ready);
	}
	if (status != EXIT_YES)
		return status;
	return print_done(s,
	    s->dry_run ? "would begin" GOES_THERE : "began" GOES_THERE, s->who,
	    s->now, &(struct count){ 0 });
}

/* --------------------------------------------------------- where one stands */

static enum err
count(const struct staged *g, void *arg)
{
	struct count *c = arg;

	c->changes++;
	c->conflicts += g->conflict;
	return ERR_OK;
}

static enum err
count_expectation(const struct expectation *e, enum staged_kind kind, void *arg)
{
	struct count *c = arg;

	(void)e, (void)kind;
	c->changes++;
	return ERR_OK;
}

/* Open the stage, and count what it holds; to be closed in any case. */
static enum status
open_counted(struct session *s, const char *path, struct stage_open *o,
    struct count *c)
{
	enum status status = stage_open(s, path, STORE_READ, o);
	enum err    rc;

	if (status != EXIT_YES)
		return status;
	rc = staging_each(s->store, o->store, &o->staging, count, c);
	if (rc == ERR_OK)
		rc = staged_expectations(s->store, o->store, &o->staging,
		    count_expectation, c);
	return rc == ERR_OK ? EXIT_YES : failed(s, rc);
}

static enum status
stand(struct session *s, const char *path)
{
	struct stage_open o;
	struct count      c = { 0 };
	enum status       status = open_counted(s, path, &o, &c);
	enum err          rc;

	if (status == EXIT_YES) {
		rc = print_stage(s, o.staging.who, o.staging.at, &c);
		status = rc == ERR_OK ? EXIT_YES : failed(s, rc);
	}
	stage_close(&o);
	return status;
}

static enum status
drop(struct session *s, const char *path)
{
	struct stage_open o;
	struct count      c = { 0 };
	enum status       status = open_counted(s, path, &o, &c);
	struct buf        sentence;

	stage_close(&o);
	if (status == EXIT_YES && !s->dry_run)
		status = staged_drop(s, path);
	if (status != EXIT_YES)
		return status;
	buf_init(&sentence, WHY_MAX);
	buf_addf(&sentence, "%s the stage of %s, with %lld %s",
	    s->dry_run ? "would drop" : "dropped", o.staging.who,
	    (long long)c.changes, c.changes == 1 ? "change" : "changes");
	status = buf_end(&sentence) != ERR_OK ?
	    failed(s, sentence.err) :
	    print_done(s, sentence.data, o.staging.who, o.staging.at, &c);
	buf_free(&sentence);
	return status;
}

enum status
cmd_stage(struct session *s)
{
	static const struct {
		const char *word;
		enum status (*run)(struct session *, const char *path);
	} words[] = {
		{ "begin", begin },
		{ "diff", stage_diff },
		{ "apply", stage_apply },
		{ "drop", drop },
	};
	const char *typed = s->args.operands_n > 0 ? s->args.operands[0] : NULL;
	struct buf  path;
	enum status status = EXIT_YES;
	size_t      i = 0;

	if (typed == NULL || strcmp(typed, "diff") != 0)
		status = only_for(s, OPTIONS(OPT_FILE_LOG), "'stage diff'");
	if (status == EXIT_YES &&
	    (typed == NULL || strcmp(typed, "apply") != 0))
		status = only_for(s, OPTIONS(OPT_FORCE), "'stage apply'");
	if (status != EXIT_YES)
		return status;
	buf_init(&path, STAGED_PATH_MAX);
	staged_path(s->db, &path);
	if (buf_end(&path) != ERR_OK) {
		status = failed(s, path.err);
	} else if (typed == NULL) {
		status = stand(s, path.data);
	} else {
		while (i < ARRAY_LEN(words) &&
		    strcmp(typed, words[i].word) != 0)
			i++;
		status = i < ARRAY_LEN(words) ?
		    words[i].run(s, path.data) :
		    said(s, EXIT_USAGE,
			"'%s' is not something to do with a stage: begin, "
			"diff, apply or drop",
			typed);
	}
	buf_free(&path);
	return status;
}
