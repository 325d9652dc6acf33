/* SPDX-License-Identifier: MIT */
/*
 * cmd_import.c - import: what is read, how, and what is said at the end.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "advise.h"
#include "cmd.h"
#include "formats.h"
#include "keep.h"

struct job {
	FILE         *in;
	struct import im;
	struct keep   keep;
	struct buf    tags;
};

/* Whatever is not one of three words. */
static bool
read_conflict(struct session *s, enum conflict *ret)
{
	static const char *const words[] = { "keep", "overwrite", "fail" };
	const char              *typed = args_value(&s->args, OPT_ON_CONFLICT);
	size_t                   i;

	for (i = 0; typed != NULL && i < ARRAY_LEN(words); i++)
		if (strcmp(typed, words[i]) == 0) {
			*ret = (enum conflict)i;
			return true;
		}
	if (typed != NULL)
		said(s, EXIT_USAGE,
		    "'%s' is not an answer to a conflict: keep, overwrite or "
		    "fail",
		    typed);
	return typed == NULL;
}

/* Writing the refused rows there would empty the file before it is read. */
static bool
is_input(FILE *file, const char *path)
{
	struct stat in, out;

	return fstat(fileno(file), &in) == 0 && stat(path, &out) == 0 &&
	    S_ISREG(out.st_mode) && in.st_dev == out.st_dev &&
	    in.st_ino == out.st_ino;
}

static enum status
read_options(struct session *s, struct job *j)
{
	const char *again = args_value(&s->args, OPT_REFUSED);
	bool        any;
	enum err    rc;

	if (!read_conflict(s, &j->keep.conflict) ||
	    !duration_option(s, OPT_FOR_EACH, &j->im.for_s))
		return EXIT_USAGE;
	rc = tags_option(s, &any, &j->tags);
	if (rc != ERR_OK)
		return failed(s, rc);
	j->im.tags = buf_slice(&j->tags);
	j->im.for_spreadsheet = args_has(&s->args, OPT_SPREADSHEET);
	j->keep.all_or_nothing = args_has(&s->args, OPT_ALL_OR_NOTHING);
	if (s->format == OUT_JSON) {
		j->keep.refusals = json_array();
		if (j->keep.refusals == NULL)
			return failed(s, ERR_NOMEM);
	}
	if (again != NULL && is_input(j->in, again))
		return said(s, EXIT_USAGE,
		    "'%s' is the file that is imported: name another one for "
		    "the refused rows",
		    again);
	if (again != NULL) {
		j->keep.again = fopen(again, "we");
		if (j->keep.again == NULL)
			return said(s, EXIT_FAIL, "'%s' cannot be written: %s",
			    again, strerror(errno));
	}
	return EXIT_YES;
}

static enum status
open_file(struct session *s, struct job *j)
{
	struct stat st;

	j->keep.name = "standard input";
	j->in = stdin;
	if (s->args.operands_n > 0 && strcmp(s->args.operands[0], "-") != 0) {
		j->keep.name = s->args.operands[0];
		j->in = fopen(j->keep.name, "re");
	}
	if (j->in == NULL)
		return said(s, EXIT_FAIL, "'%s' cannot be read: %s",
		    j->keep.name, strerror(errno));
	if (fstat(fileno(j->in), &st) == 0 && S_ISREG(st.st_mode))
		j->keep.size = (int64_t)st.st_size;
	else if (S_ISDIR(st.st_mode))
		return said(s, EXIT_FAIL, "'%s' is a folder: name a file in it",
		    j->keep.name);
	if (import_init(&j->im, j->in, s->now) != ERR_OK)
		return failed(s, ERR_NOMEM);
	j->im.arg = &j->keep;
	j->im.rule_fn = keep_rule;
	j->im.refused_fn = keep_refused;
	j->im.heading_fn = keep_heading;
	j->im.warn_fn = keep_warn;
	return EXIT_YES;
}

/* What ended the reading; a refusal of the whole file names its line. */
static enum status
why_not(struct session *s, struct job *j, enum err rc)
{
	keep_hush(&j->keep);
	if (j->keep.status != EXIT_YES)
		return j->keep.status;
	if (rc == ERR_IO)
		return said(s, EXIT_FAIL, "'%s' could not be read",
		    j->keep.name);
	if (rc == ERR_SYNTAX && buf_end(&j->im.why) == ERR_OK)
		return said(s, EXIT_USAGE, "%s:%lld: %s; nothing was imported",
		    j->keep.name, (long long)j->im.why_line, j->im.why.data);
	return failed(s, rc);
}

/* The format that is typed; NULL without. */
static enum status
name_format(struct session *s, const struct format **ret)
{
	const char *typed = args_value(&s->args, OPT_FROM_FORMAT);
	struct buf  names;

	*ret = typed != NULL ? formats_find(typed) : NULL;
	if (typed == NULL || *ret != NULL)
		return EXIT_YES;
	buf_init(&names, WHY_MAX);
	formats_names(&names);
	if (buf_end(&names) == ERR_OK)
		said(s, EXIT_USAGE,
		    "'%s' is not a format to import: there are %s", typed,
		    names.data);
	buf_free(&names);
	return EXIT_USAGE;
}

/* What is typed, else what it looks like. */
static enum status
choose(struct session *s, struct job *j, const struct format *typed)
{
	const char *by;

	j->im.format = typed;
	if (typed != NULL)
		return EXIT_YES;
	j->im.format = formats_guess(j->in != stdin ? j->keep.name : NULL,
	    feed_ahead(&j->im.feed), &by);
	return said(s, EXIT_YES,
	    "reading '%s' as %s, by %s; --from says otherwise", j->keep.name,
	    j->im.format->name, by);
}

/* ---------------------------------------------------------------- the end */

static const struct out_column import_columns[] = {
	{ "added", OUT_ALL },
	{ "changed", OUT_ALL },
	{ "kept", OUT_ALL },
	{ "refused", OUT_ALL },
	{ "open", OUT_ALL },
	{ "permanent", OUT_ALL },
	{ "warnings", OUT_ALL },
};

static enum status
tell(struct session *s, const struct keep *k)
{
	struct out *o = &s->out;

	if (s->format == OUT_TEXT) {
		printf("%s %lld %s: %lld changed, %lld kept, %lld refused\n",
		    s->dry_run ? "would add" : "added", (long long)k->added,
		    k->added == 1 ? "rule" : "rules", (long long)k->changed,
		    (long long)k->kept, (long long)k->refused);
		if (k->open > 0)
			printf("%lld of them %s without an end: --for gives "
			       "them one\n",
			    (long long)k->open,
			    s->dry_run       ? "would stand open," :
				k->open == 1 ? "stands open," :
					       "stand open,");
		if (k->permanent > 0)
			printf("%lld of them %s permanent (301 or 308), which "
			       "browsers remember\n",
			    (long long)k->permanent,
			    s->dry_run            ? "would be" :
				k->permanent == 1 ? "is" :
						    "are");
		return finished(s, fflush(stdout) == 0 ? ERR_OK : ERR_IO,
		    EXIT_YES);
	}
	out_begin(o, import_columns, ARRAY_LEN(import_columns), true);
	out_int(o, k->added);
	out_int(o, k->changed);
	out_int(o, k->kept);
	if (k->refusals != NULL)
		out_json(o, json_incref(k->refusals));
	else
		out_int(o, k->refused);
	out_int(o, k->open);
	out_int(o, k->permanent);
	out_int(o, k->warnings);
	return finished(s, out_end(o), EXIT_YES);
}

static enum status
close_again(struct session *s, struct keep *k)
{
	bool broken;

	if (k->again == NULL)
		return EXIT_YES;
	broken = ferror(k->again) != 0;
	if (fclose(k->again) != 0)
		broken = true;
	k->again = NULL;
	return broken ? said(s, EXIT_FAIL, "'%s' could not be written",
			    args_value(&s->args, OPT_REFUSED)) :
			EXIT_YES;
}

/* Read it all within one ledger. */
static enum status
transfer(struct session *s, struct job *j)
{
	struct keep *k = &j->keep;
	enum status  status = EXIT_YES;
	size_t       loops = 0;
	enum err     rc;

	rc = ledger_begin(&k->ledger, s->store, s->who, s->cmd->name, s->now);
	if (rc != ERR_OK)
		return failed(s, rc);
	rc = keep_begin(k);
	if (rc == ERR_OK)
		rc = import_read(&j->im);
	if (rc == ERR_OK)
		rc = keep_end(k);
	keep_hush(k);
	if (rc != ERR_OK)
		status = why_not(s, j, rc);
	/* Refused rows that are written down nowhere would be lost. */
	if (status == EXIT_YES)
		status = close_again(s, k);
	if (status == EXIT_YES && k->all_or_nothing && k->refused > 0) {
		k->added = k->changed = k->kept = k->open = 0;
		k->permanent = 0;
		status = said(s, EXIT_NO,
		    "nothing was imported, because of --all-or-nothing");
	}
	/* Who wants to know the lines is about to look for more than loops. */
	if (status == EXIT_YES && s->lines == NULL)
		status = advise_loops(s, &k->stored, true, &loops);
	k->warnings += (int64_t)loops;
	rc = session_keep(s, &k->ledger, status == EXIT_YES);
	if (rc != ERR_OK && status == EXIT_YES)
		status = failed(s, rc);
	return status;
}

static enum status
run(struct session *s, struct job *j)
{
	const struct format *typed;
	enum status          status = name_format(s, &typed), sum;
	enum err             rc;

	if (status == EXIT_YES)
		status = open_file(s, j);
	if (status == EXIT_YES)
		status = read_options(s, j);
	if (status == EXIT_YES) {
		rc = import_open(&j->im);
		if (rc != ERR_OK)
			status = why_not(s, j, rc);
	}
	if (status == EXIT_YES)
		status = choose(s, j, typed);
	if (status == EXIT_YES)
		status = transfer(s, j);
	/* What was ended in the middle has no sum. */
	if (status == EXIT_YES ||
	    (status == EXIT_NO && j->keep.status == EXIT_YES &&
		j->keep.refused > 0)) {
		sum = tell(s, &j->keep);
		status = sum != EXIT_YES ? sum :
		    j->keep.refused > 0  ? EXIT_NO :
					   EXIT_YES;
	}
	return status;
}

enum status
cmd_import(struct session *s)
{
	struct job  j = { .keep = { .session = s } };
	enum status status;

	buf_init(&j.tags, RULE_TAGS_MAX);
	status = run(s, &j);
	if (j.keep.again != NULL)
		fclose(j.keep.again);
	ids_free(&j.keep.stored);
	onward_free(&j.keep.onward);
	import_free(&j.im);
	if (j.in != NULL && j.in != stdin)
		fclose(j.in);
	bulk_free(&j.keep.bulk);
	json_decref(j.keep.refusals);
	buf_free(&j.tags);
	return status;
}
