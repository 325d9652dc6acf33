/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_FUZZ_IMPORTING_H
#define DETOUR_FUZZ_IMPORTING_H

/*
 * importing.h - any octets as a file to import, into a real database.
 *
 * A target for a reader is one line:
 *
 *	FUZZ_IMPORT("csv")
 *
 * Whatever the file holds, the import ends by saying what it did; what it
 * added are rules, as many as it says, and written as CSV and read again they
 * are the same rules.  The first time they are added in bulk (bulk.h), the
 * second time one by one, where the table checks each.  Nothing is kept.
 */

#include "fuzz.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "formats.h"
#include "keep.h"
#include "rules.h"

#define FUZZ_NOW 1796083200LL /* 2026-12-01T00:00:00Z */

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

/* Where a sanitizer writes, if there is one: it chose the name. */
/* NOLINTNEXTLINE(bugprone-reserved-identifier,cert-dcl37-c) */
__attribute__((weak)) void __sanitizer_set_report_fd(void *);

/* What is refused is said, and not for us; what a sanitizer says is. */
static inline enum err
fuzz_quietly(struct import *im)
{
	int      err = dup(STDERR_FILENO);
	int      null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	enum err rc;

	MUST(err >= 0 && null >= 0 && dup2(null, STDERR_FILENO) >= 0);
	if (__sanitizer_set_report_fd != NULL)
		__sanitizer_set_report_fd((void *)(intptr_t)err);
	rc = import_open(im);
	if (rc == ERR_OK)
		rc = import_read(im);
	MUST(dup2(err, STDERR_FILENO) >= 0);
	if (__sanitizer_set_report_fd != NULL)
		__sanitizer_set_report_fd((void *)(intptr_t)STDERR_FILENO);
	close(err);
	close(null);
	return rc;
}

/* Read it all, and leave everything as it was.  *ret_text is what came of it,
 * as CSV. */
static inline enum err
fuzz_read(const char *format, const void *data, size_t n, bool in_bulk,
    struct keep *k, char **ret_text)
{
	struct import im;
	FILE         *in;
	int64_t       rules = 0;
	enum err      rc;

	*k = (struct keep){ .session = &fuzz_session, .name = "input" };
	k->size = in_bulk ? 0 : 1; /* what comes through a pipe has none */
	k->refusals = json_array();
	in = n > 0 ? fmemopen((void *)(uintptr_t)data, n, "r") :
		     fopen("/dev/null", "r");
	MUST(k->refusals != NULL && in != NULL);
	MUST(import_init(&im, in, FUZZ_NOW) == ERR_OK);
	im.format = formats_find(format);
	MUST(im.format != NULL);
	im.arg = k;
	im.rule_fn = keep_rule;
	im.refused_fn = keep_refused;
	im.warn_fn = keep_warn;
	MUST(ledger_begin(&k->ledger, fuzz_session.store, "fuzz", "import",
		 FUZZ_NOW) == ERR_OK);
	MUST(keep_begin(k) == ERR_OK);
	MUST(k->bulk.on == in_bulk);
	rc = fuzz_quietly(&im);
	MUST(rc != ERR_OK || keep_end(k) == ERR_OK);
	MUST(rc == ERR_OK || (rc == ERR_SYNTAX && im.why.len > 0));
	*ret_text = fuzz_export(&rules);
	MUST(rules == k->added);
	MUST((int64_t)json_array_size(k->refusals) == k->refused);
	MUST(ledger_end(&k->ledger, false) == ERR_OK);
	bulk_free(&k->bulk);
	import_free(&im);
	fclose(in);
	json_decref(k->refusals);
	ids_free(&k->stored);
	onward_free(&k->onward);
	return rc;
}

static inline int
fuzz_import(const char *format, const uint8_t *data, size_t n)
{
	struct keep k;
	char       *text, *again;
	int64_t     added;

	fuzz_open();
	(void)fuzz_read(format, data, n, true, &k, &text);
	added = k.added;
	if (added > 0) {
		MUST(fuzz_read("csv", text, strlen(text), false, &k, &again) ==
		    ERR_OK);
		MUST(k.refused == 0);
		MUST(k.added == added && strcmp(text, again) == 0);
		free(again);
	}
	free(text);
	return 0;
}

#define FUZZ_IMPORT(format)                                       \
	int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) \
	{                                                         \
		return fuzz_import(format, data, n);              \
	}

#endif
