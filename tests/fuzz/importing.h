/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_FUZZ_IMPORTING_H
#define DETOUR_FUZZ_IMPORTING_H

/*
 * importing.h - any octets as a file to import, into a real database.
 *
 * A target for a reader is one line:
 *
 *	int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
 *	{ return fuzz_import(import_csv, data, n); }
 *
 * Whatever the file holds, the import ends by saying what it did; what it
 * added are rules, as many as it says, and written as CSV and read again they
 * are the same rules.  Nothing is kept.
 */

#include "fuzz.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "import.h"
#include "rules.h"

#define FUZZ_NOW 1796083200LL /* 2026-12-01T00:00:00Z */

typedef enum status fuzz_reader(struct import *);

static struct session fuzz_session;

/* A database of its own, which nobody finds again. */
static inline void
fuzz_open(void)
{
	static const struct cmd cmd = { .name = "import" };
	static char             dir[500], db[600];
	const char             *tmp = getenv("TMPDIR");

	if (fuzz_session.store != NULL)
		return;
	snprintf(dir, sizeof(dir), "%s/detour-fuzz-XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	MUST(mkdtemp(dir) != NULL);
	snprintf(db, sizeof(db), "%s/rules.db", dir);
	fuzz_session = (struct session){ .cmd = &cmd,
		.db = db,
		.who = "fuzz",
		.now = FUZZ_NOW,
		.format = OUT_JSON };
	buf_init(&fuzz_session.why, WHY_MAX);
	MUST(store_open(db, STORE_CREATE, &fuzz_session.store, NULL) == ERR_OK);
}

/* Rules as CSV, and how many. */
struct fuzz_rules {
	struct out out;
	int64_t    n;
};

static inline enum err
fuzz_put(const struct rule *r, void *arg)
{
	struct fuzz_rules *to = arg;

	to->n++;
	columns_put(&to->out, r);
	return ERR_OK;
}

/* All rules of the open ledger as CSV; the caller frees it. */
static inline char *
fuzz_export(int64_t *ret_n)
{
	struct fuzz_rules to = { .n = 0 };
	char             *text = NULL;
	size_t            n = 0;
	FILE             *f = open_memstream(&text, &n);

	MUST(f != NULL);
	out_init(&to.out, f, OUT_CSV, false, FUZZ_NOW);
	out_begin(&to.out, columns, COLUMNS_N, false);
	MUST(rules_each(fuzz_session.store, fuzz_put, &to) == ERR_OK);
	MUST(out_end(&to.out) == ERR_OK);
	out_free(&to.out);
	fclose(f);
	*ret_n = to.n;
	return text;
}

/* What a reader says is much, and not for us. */
static inline enum status
fuzz_quietly(fuzz_reader *reader, struct import *im)
{
	int         err = dup(STDERR_FILENO);
	int         null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	enum status status;

	MUST(err >= 0 && null >= 0 && dup2(null, STDERR_FILENO) >= 0);
	status = reader(im);
	MUST(dup2(err, STDERR_FILENO) >= 0);
	close(err);
	close(null);
	return status;
}

/* Read it all, and leave everything as it was.  *ret_text is what came of it,
 * as CSV. */
static inline enum status
fuzz_read(fuzz_reader *reader, const void *data, size_t n, struct import *im,
    char **ret_text)
{
	enum status status;
	int64_t     rules = 0;

	*im = (struct import){ .session = &fuzz_session, .name = "input" };
	im->refusals = json_array();
	im->in = n > 0 ? fmemopen((void *)(uintptr_t)data, n, "r") :
			 fopen("/dev/null", "r");
	MUST(im->refusals != NULL && im->in != NULL);
	buf_init(&im->tags, RULE_TAGS_MAX);
	buf_init(&im->reason, 4 * WHY_MAX);
	rule_init(&im->rule, FUZZ_NOW);
	MUST(ledger_begin(&im->ledger, fuzz_session.store, "fuzz", "import",
		 FUZZ_NOW) == ERR_OK);
	status = fuzz_quietly(reader, im);
	*ret_text = fuzz_export(&rules);
	MUST(rules == im->added);
	MUST((int64_t)json_array_size(im->refusals) == im->refused);
	MUST(ledger_end(&im->ledger, false) == ERR_OK);
	rule_free(&im->rule);
	buf_free(&im->reason);
	buf_free(&im->tags);
	fclose(im->in);
	json_decref(im->refusals);
	return status;
}

static inline int
fuzz_import(fuzz_reader *reader, const uint8_t *data, size_t n)
{
	struct import im;
	char         *text, *again;
	int64_t       added;
	enum status   status;

	fuzz_open();
	status = fuzz_read(reader, data, n, &im, &text);
	added = im.added;
	MUST(status == EXIT_YES || status == EXIT_USAGE);
	if (added > 0) {
		status = fuzz_read(import_csv, text, strlen(text), &im, &again);
		MUST(status == EXIT_YES && im.refused == 0);
		MUST(im.added == added && strcmp(text, again) == 0);
		free(again);
	}
	free(text);
	return 0;
}

#endif
