/* SPDX-License-Identifier: MIT */
/*
 * cmd_import.c - import: what is read, how, and what is said at the end.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd.h"
#include "import.h"

enum format { FORMAT_UNKNOWN, FORMAT_CSV, FORMAT_JSON };

static enum format
format_of(const char *name)
{
	if (strcmp(name, "csv") == 0)
		return FORMAT_CSV;
	if (strcmp(name, "json") == 0 || strcmp(name, "jsonl") == 0 ||
	    strcmp(name, "ndjson") == 0)
		return FORMAT_JSON;
	return FORMAT_UNKNOWN;
}

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

static enum err
read_tags(struct session *s, struct buf *tags)
{
	struct buf typed;
	enum err   rc;
	size_t     i;

	buf_init(&typed, 4 * RULE_TAGS_MAX);
	for (i = 0; i < s->args.n; i++)
		if (s->args.given[i].opt == OPT_TAG_EACH) {
			buf_adds(&typed, s->args.given[i].value);
			buf_addc(&typed, ',');
		}
	rc = buf_end(&typed);
	if (rc == ERR_OK && typed.len > 0)
		rc = rule_tags_parse(buf_slice(&typed), tags, &s->why);
	buf_free(&typed);
	return rc;
}

/* Writing the refused rows there would empty the file before it is read. */
static bool
is_input(const struct import *im, const char *path)
{
	struct stat in, out;

	return fstat(fileno(im->in), &in) == 0 && stat(path, &out) == 0 &&
	    S_ISREG(out.st_mode) && in.st_dev == out.st_dev &&
	    in.st_ino == out.st_ino;
}

static enum status
read_options(struct session *s, struct import *im)
{
	const char *again = args_value(&s->args, OPT_REFUSED);
	enum err    rc;

	if (!read_conflict(s, &im->conflict) ||
	    !duration_option(s, OPT_FOR_EACH, &im->for_s))
		return EXIT_USAGE;
	rc = read_tags(s, &im->tags);
	if (rc != ERR_OK)
		return failed(s, rc);
	im->all_or_nothing = args_has(&s->args, OPT_ALL_OR_NOTHING);
	if (s->format == OUT_JSON) {
		im->refusals = json_array();
		if (im->refusals == NULL)
			return failed(s, ERR_NOMEM);
	}
	if (again != NULL && is_input(im, again))
		return said(s, EXIT_USAGE,
		    "'%s' is the file that is imported: name another one for "
		    "the refused rows",
		    again);
	if (again != NULL) {
		im->again = fopen(again, "we");
		if (im->again == NULL)
			return said(s, EXIT_FAIL, "'%s' cannot be written: %s",
			    again, strerror(errno));
	}
	return EXIT_YES;
}

static enum status
open_file(struct session *s, struct import *im)
{
	im->name = "standard input";
	im->in = stdin;
	if (s->args.operands_n == 0 || strcmp(s->args.operands[0], "-") == 0)
		return EXIT_YES;
	im->name = s->args.operands[0];
	im->in = fopen(im->name, "re");
	if (im->in == NULL)
		return said(s, EXIT_FAIL, "'%s' cannot be read: %s", im->name,
		    strerror(errno));
	return EXIT_YES;
}

/* Drop a byte order mark; *ret_first is the first octet, still to be read. */
static enum status
skip_mark(struct session *s, struct import *im, int *ret_first)
{
	int c = getc(im->in);

	if (c == 0xfe || c == 0xff)
		return said(s, EXIT_USAGE,
		    "'%s' is not UTF-8 but UTF-16: save it as UTF-8", im->name);
	if (c == 0xef) {
		if (getc(im->in) != 0xbb || getc(im->in) != 0xbf)
			return said(s, EXIT_USAGE,
			    "'%s' is neither CSV nor JSON in UTF-8", im->name);
		c = getc(im->in);
	}
	if (c != EOF)
		ungetc(c, im->in);
	*ret_first = c;
	return EXIT_YES;
}

/* What is typed, else the suffix, else the first octet. */
static enum status
choose(struct session *s, const struct import *im, int first, enum format *ret)
{
	const char *typed = args_value(&s->args, OPT_FROM_FORMAT);
	const char *suffix = strrchr(im->name, '.'), *by = "its name";

	if (typed != NULL) {
		*ret = format_of(typed);
		if (*ret == FORMAT_UNKNOWN)
			return said(s, EXIT_USAGE,
			    "'%s' is not a format to import: csv or json",
			    typed);
		return EXIT_YES;
	}
	*ret = suffix != NULL && im->in != stdin ? format_of(suffix + 1) :
						   FORMAT_UNKNOWN;
	if (*ret == FORMAT_UNKNOWN) {
		*ret = first == '[' || first == '{' ? FORMAT_JSON : FORMAT_CSV;
		by = "how it begins";
	}
	return said(s, EXIT_YES, "reading '%s' as %s, by %s", im->name,
	    *ret == FORMAT_JSON ? "json" : "csv", by);
}

/* ---------------------------------------------------------------- the end */

static const struct out_column import_columns[] = {
	{ "added", OUT_ALL },
	{ "changed", OUT_ALL },
	{ "kept", OUT_ALL },
	{ "refused", OUT_ALL },
};

static enum status
tell(struct session *s, struct import *im)
{
	struct out *o = &s->out;

	if (s->format == OUT_TEXT) {
		printf("%s %lld %s: %lld changed, %lld kept, %lld refused\n",
		    s->dry_run ? "would add" : "added", (long long)im->added,
		    im->added == 1 ? "rule" : "rules", (long long)im->changed,
		    (long long)im->kept, (long long)im->refused);
		return finished(s, fflush(stdout) == 0 ? ERR_OK : ERR_IO,
		    EXIT_YES);
	}
	out_begin(o, import_columns, ARRAY_LEN(import_columns), true);
	out_int(o, im->added);
	out_int(o, im->changed);
	out_int(o, im->kept);
	if (im->refusals != NULL)
		out_json(o, json_incref(im->refusals));
	else
		out_int(o, im->refused);
	return finished(s, out_end(o), EXIT_YES);
}

static enum status
close_again(struct session *s, struct import *im)
{
	bool broken;

	if (im->again == NULL)
		return EXIT_YES;
	broken = ferror(im->again) != 0;
	if (fclose(im->again) != 0)
		broken = true;
	im->again = NULL;
	return broken ? said(s, EXIT_FAIL, "'%s' could not be written",
			    args_value(&s->args, OPT_REFUSED)) :
			EXIT_YES;
}

/* Read it all within one ledger. */
static enum status
transfer(struct session *s, struct import *im, enum format format)
{
	enum status status;
	enum err    rc;

	rc = ledger_begin(&im->ledger, s->store, s->who, s->cmd->name, s->now);
	if (rc != ERR_OK)
		return failed(s, rc);
	im->began_ms = mono_ms();
	status = format == FORMAT_CSV ? import_csv(im) : import_json(im);
	if (im->told_ms != 0)
		fputs("\r\033[K", stderr);
	/* Refused rows that are written down nowhere would be lost. */
	if (status == EXIT_YES)
		status = close_again(s, im);
	if (status == EXIT_YES && im->all_or_nothing && im->refused > 0) {
		im->added = im->changed = im->kept = 0;
		status = said(s, EXIT_NO,
		    "nothing was imported, because of --all-or-nothing");
	}
	rc = ledger_end(&im->ledger, status == EXIT_YES && !s->dry_run);
	if (rc != ERR_OK && status == EXIT_YES)
		status = failed(s, rc);
	return status;
}

enum status
cmd_import(struct session *s)
{
	struct import im = { .session = s };
	enum format   format = FORMAT_UNKNOWN;
	enum status   status, told;
	int           first = EOF;

	buf_init(&im.tags, RULE_TAGS_MAX);
	buf_init(&im.reason, 4 * WHY_MAX);
	rule_init(&im.rule, s->now);
	status = open_file(s, &im);
	if (status == EXIT_YES)
		status = read_options(s, &im);
	if (status == EXIT_YES)
		status = skip_mark(s, &im, &first);
	if (status == EXIT_YES)
		status = choose(s, &im, first, &format);
	if (status == EXIT_YES)
		status = transfer(s, &im, format);
	if (status == EXIT_YES || (status == EXIT_NO && im.refused > 0)) {
		told = tell(s, &im);
		status = told != EXIT_YES ? told :
		    im.refused > 0        ? EXIT_NO :
					    EXIT_YES;
	}
	if (im.again != NULL)
		fclose(im.again);
	if (im.in != NULL && im.in != stdin)
		fclose(im.in);
	json_decref(im.refusals);
	rule_free(&im.rule);
	buf_free(&im.reason);
	buf_free(&im.tags);
	return status;
}
