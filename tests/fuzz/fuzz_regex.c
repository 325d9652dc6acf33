/* SPDX-License-Identifier: MIT */
/*
 * fuzz_regex.c - an expression and a path, a line each: what it matches begins
 * with its literal text and has the pairs that it wants, its captures lie in
 * the path, and none of it takes long.
 */
#include "fuzz.h"

#include <string.h>
#include <time.h>

#include "regex.h"

/* Ten times what the worst known takes, with sanitizers. */
#define LONG_MS 2000

static void
check(struct slice pattern, struct slice path, bool ignore_case)
{
	struct regex_pairs wanted, there;
	struct piece       pieces[URL_PIECES_MAX];
	struct regex      *r = NULL;
	struct buf         literal, folded, why;
	clock_t            began = clock();
	enum err           rc;

	buf_init(&literal, 10000);
	buf_init(&folded, 10000);
	buf_init(&why, WHY_MAX);
	rc = regex_compile(pattern, ignore_case, &r, &why);
	MUST(rc == ERR_OK || (rc == ERR_SYNTAX && why.len > 0));
	if (rc == ERR_OK) {
		regex_literal(pattern, ignore_case, &literal);
		MUST(buf_end(&literal) == ERR_OK);
		buf_add_slice(&folded, path);
		MUST(buf_end(&folded) == ERR_OK);
		if (ignore_case)
			url_fold(folded.data, folded.len);
	}
	if (rc == ERR_OK && regex_covers(r, path, pieces)) {
		MUST(literal.len <= folded.len &&
		    memcmp(literal.data, folded.data, literal.len) == 0);
		regex_pairs_wanted(pattern, ignore_case, &wanted);
		regex_pairs_of(path, ignore_case, &there);
		MUST(regex_pairs_fit(&wanted, &there));
		for (unsigned i = 0; i < regex_captures(r); i++)
			MUST((size_t)pieces[i].at + pieces[i].n <= path.n);
	}
	MUST((clock() - began) * 1000 / CLOCKS_PER_SEC < LONG_MS);
	regex_free(r);
	buf_free(&why);
	buf_free(&folded);
	buf_free(&literal);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct slice rest = { (const char *)data, n };
	struct slice pattern = fuzz_line(&rest);
	struct buf   path;

	/* As they come from a source and a request. */
	if (pattern.n > 2000)
		return 0;
	buf_init(&path, 10000);
	if (url_path(fuzz_line(&rest), &path) == ERR_OK) {
		check(pattern, buf_slice(&path), false);
		check(pattern, buf_slice(&path), true);
	}
	buf_free(&path);
	return 0;
}
