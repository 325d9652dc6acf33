/* SPDX-License-Identifier: MIT */
/* test_out.c - the promises of out.h and grid.h. */
#include "rows.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "given.h"
#include "grid.h"
#include "out.h"

static const struct out_column columns[] = {
	{ "id", OUT_ALL },
	{ "name", OUT_ALL },
	{ "raw", OUT_MACHINES },
	{ "state", OUT_ALL },
	{ "shown", OUT_PEOPLE },
};

/* A table of so many rows on a file in memory. */
struct paper {
	char      *text;
	size_t     n;
	FILE      *file;
	struct out out;
};

static void
paper_open(struct paper *p, enum out_format format, bool colour)
{
	*p = (struct paper){ 0 };
	p->file = open_memstream(&p->text, &p->n);
	assert_non_null(p->file);
	out_init(&p->out, p->file, format, colour, NOW);
}

static void
paper_close(struct paper *p)
{
	out_free(&p->out);
	fclose(p->file);
	free(p->text);
}

struct out_case {
	const char     *name;
	enum out_format format;
	bool            one, colour;
	int             rows;
	const char     *name_cell;
	const char     *want;
};

static const struct out_case out_cases[] = {
	{ "text has a header and aligned columns", OUT_TEXT, false, false, 2,
	    "long name",
	    "id  name       state   shown\n"
	    "1   long name  active  people\n"
	    "2   long name  active  people\n" },
	{ "text of no rows is empty", OUT_TEXT, false, false, 0, "", "" },
	{ "text shows control octets", OUT_TEXT, false, false, 1, "\x1b[2J",
	    "id  name     state   shown\n"
	    "1   \\x1B[2J  active  people\n" },
	{ "text counts characters, not octets", OUT_TEXT, false, false, 1,
	    "\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc",
	    "id  name   state   shown\n"
	    "1   \xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc  active  people\n" },
	{ "text colours the state on request", OUT_TEXT, false, true, 1, "x",
	    "\033[1mid  name  state   shown\033[0m\n"
	    "1   x     \033[32mactive\033[0m  people\n" },
	{ "text never colours other columns", OUT_TEXT, false, true, 1,
	    "active",
	    "\033[1mid  name    state   shown\033[0m\n"
	    "1   active  \033[32mactive\033[0m  people\n" },
	{ "text of a single row is a line a column", OUT_TEXT, true, false, 1,
	    "x",
	    "id     1\n"
	    "name   x\n"
	    "raw    true\n"
	    "state  active\n" },
	{ "text of a single row leaves out what is empty", OUT_TEXT, true,
	    false, 1, "",
	    "id     1\n"
	    "raw    true\n"
	    "state  active\n" },

	{ "TSV has no header", OUT_TSV, false, false, 2, "x",
	    "1\tx\ttrue\tactive\n2\tx\ttrue\tactive\n" },
	{ "TSV escapes tab, newline, backslash", OUT_TSV, false, false, 1,
	    "a\tb\nc\\", "1\ta\\tb\\nc\\\\\ttrue\tactive\n" },
	{ "TSV of no rows is empty", OUT_TSV, false, false, 0, "", "" },

	{ "CSV has a header", OUT_CSV, false, false, 1, "x",
	    "id,name,raw,state\n1,x,true,active\n" },
	{ "CSV of no rows is its header", OUT_CSV, false, false, 0, "",
	    "id,name,raw,state\n" },
	{ "CSV quotes a comma", OUT_CSV, false, false, 1, "a,b",
	    "id,name,raw,state\n1,\"a,b\",true,active\n" },
	{ "CSV doubles quotes", OUT_CSV, false, false, 1, "a\"b",
	    "id,name,raw,state\n1,\"a\"\"b\",true,active\n" },
	{ "CSV quotes a newline", OUT_CSV, false, false, 1, "a\nb",
	    "id,name,raw,state\n1,\"a\nb\",true,active\n" },
	{ "CSV quotes spaces at an end", OUT_CSV, false, false, 1, "a ",
	    "id,name,raw,state\n1,\"a \",true,active\n" },

	{ "JSON is an array of objects", OUT_JSON, false, false, 2, "x",
	    "[\n{\"id\":1,\"name\":\"x\",\"raw\":true,\"state\":\"active\"},\n"
	    "{\"id\":2,\"name\":\"x\",\"raw\":true,\"state\":\"active\"}\n]"
	    "\n" },
	{ "JSON of no rows is an empty array", OUT_JSON, false, false, 0, "",
	    "[]\n" },
	{ "JSON of a single row is an object", OUT_JSON, true, false, 1, "x",
	    "{\"id\":1,\"name\":\"x\",\"raw\":true,\"state\":\"active\"}\n" },
	{ "JSON escapes", OUT_JSON, true, false, 1, "\"\n\x1b",
	    "{\"id\":1,\"name\":\"\\\"\\n\\u001B\",\"raw\":true,"
	    "\"state\":\"active\"}\n" },
	{ "JSON stays valid whatever the octets", OUT_JSON, true, false, 1,
	    "a\xff",
	    "{\"id\":1,\"name\":\"a\xef\xbf\xbd\",\"raw\":true,"
	    "\"state\":\"active\"}\n" },
};

static void
test_out(void **state)
{
	const struct out_case *c = *state;
	struct paper           p;
	int                    i;

	paper_open(&p, c->format, c->colour);
	out_begin(&p.out, columns, ARRAY_LEN(columns), c->one);
	for (i = 1; i <= c->rows; i++) {
		out_int(&p.out, i);
		out_text(&p.out, slice_of(c->name_cell));
		out_bool(&p.out, true);
		out_string(&p.out, "active");
		out_string(&p.out, "people");
	}
	assert_err(out_end(&p.out), ERR_OK);
	assert_false(out_failed(&p.out));
	assert_string_equal(p.text, c->want);
	paper_close(&p);
}

static const struct out_column kinds[] = {
	{ "null", OUT_ALL },
	{ "at", OUT_ALL },
	{ "ever", OUT_ALL },
	{ "never", OUT_ALL },
	{ "span", OUT_ALL },
	{ "json", OUT_ALL },
};

struct kinds_case {
	const char     *name;
	enum out_format format;
	const char     *want;
};

static const struct kinds_case kinds_cases[] = {
	{ "text tells times by the local clock, and how far", OUT_TEXT,
	    "at     2026-12-02 00:00:00 +00:00, in 1d\n"
	    "ever   ever\n"
	    "never  never\n"
	    "span   1h 1m\n"
	    "json   {\"a\":[1]}\n" },
	{ "TSV tells times in UTC, null is empty", OUT_TSV,
	    "\t2026-12-02T00:00:00Z\t\t\t3660\t{\"a\":[1]}\n" },
	{ "CSV tells times in UTC, null is empty", OUT_CSV,
	    "null,at,ever,never,span,json\n"
	    ",2026-12-02T00:00:00Z,,,3660,\"{\"\"a\"\":[1]}\"\n" },
	{ "JSON tells times in UTC, null is null", OUT_JSON,
	    "{\"null\":null,\"at\":\"2026-12-02T00:00:00Z\",\"ever\":null,"
	    "\"never\":null,\"span\":3660,\"json\":{\"a\":[1]}}\n" },
};

static void
test_kinds(void **state)
{
	const struct kinds_case *c = *state;
	struct paper             p;

	paper_open(&p, c->format, false);
	out_begin(&p.out, kinds, ARRAY_LEN(kinds), true);
	out_null(&p.out);
	out_time(&p.out, NOW + WHEN_DAY);
	out_time(&p.out, WHEN_EVER);
	out_time(&p.out, WHEN_NEVER);
	out_span(&p.out, 3660);
	out_json(&p.out, json_pack("{s:[i]}", "a", 1));
	assert_err(out_end(&p.out), ERR_OK);
	assert_string_equal(p.text, c->want);
	paper_close(&p);
}

/* Rows after the sample are written as they come, with its widths. */
static void
test_sample(void **state)
{
	static const struct out_column two[] = {
		{ "a", OUT_ALL },
		{ "b", OUT_ALL },
	};
	struct paper p;
	int          i;

	(void)state;
	paper_open(&p, OUT_TEXT, false);
	out_begin(&p.out, two, ARRAY_LEN(two), false);
	for (i = 0; i < GRID_SAMPLE; i++) {
		out_string(&p.out, "xxx");
		out_string(&p.out, "");
	}
	out_string(&p.out, "x");
	out_string(&p.out, "y");
	out_string(&p.out, "wider than the rest");
	out_string(&p.out, "z");
	assert_err(out_end(&p.out), ERR_OK);
	assert_memory_equal(p.text, "a    b\nxxx\nxxx\n", 15);
	assert_string_equal(p.text + p.n - 30,
	    "x    y\nwider than the rest  z\n");
	paper_close(&p);
}

struct fold_case {
	const char *name;
	size_t      room;
	const char *left, *right;
	const char *want;
};

static const struct fold_case fold_cases[] = {
	{ "what fits stays as it is", 30, "/a", "one two three four",
	    "left  none  right\n/a          one two three four\n" },
	{ "a column with nothing in it goes first", 24, "/a",
	    "one two three four", "left  right\n/a    one two three four\n" },
	{ "then the widest is folded, at a blank", 20, "/a",
	    "one two three four",
	    "left  right\n/a    one two three\n      four\n" },
	{ "or anywhere, where there is none", 20, "/a", "onetwothreefour",
	    "left  right\n/a    onetwothreefou\n      r\n" },
	{ "by characters, not octets", 18, "/a", "\u00fcbercoolneuer\u00df",
	    "left  right\n/a    \u00fcbercoolneue\n      r\u00df\n" },
	{ "by what is wide and what is not", 18, "/a",
	    "\u65e5\u672c\u8a9e\u65e5\u672cxe\u0301\u672c",
	    "left  right\n/a    \u65e5\u672c\u8a9e\u65e5\u672cxe\u0301\n      "
	    "\u672c\n" },
	{ "nothing is narrower than twelve: then lines of their own", 17, "/a",
	    "onetwothreefour", "left   /a\nright  onetwothreefour\n" },
};

/* Tables fit the terminal. */
static void
test_fold(void **state)
{
	static const struct out_column three[] = {
		{ "left", OUT_ALL },
		{ "none", OUT_ALL },
		{ "right", OUT_ALL },
	};
	const struct fold_case *c = *state;
	struct paper            p;

	paper_open(&p, OUT_TEXT, false);
	out_fold(&p.out, c->room);
	out_begin(&p.out, three, ARRAY_LEN(three), false);
	out_string(&p.out, c->left);
	out_string(&p.out, "");
	out_string(&p.out, c->right);
	assert_err(out_end(&p.out), ERR_OK);
	assert_string_equal(p.text, c->want);
	paper_close(&p);
}

/* A stream is an object a line: no array, and nothing for no row. */
static void
test_lines(void **state)
{
	struct paper p;

	(void)state;
	paper_open(&p, OUT_JSON, false);
	out_begin(&p.out, columns, 1, false);
	out_lines(&p.out);
	out_int(&p.out, 1);
	out_int(&p.out, 2);
	assert_err(out_end(&p.out), ERR_OK);
	assert_string_equal(p.text, "{\"id\":1}\n{\"id\":2}\n");
	paper_close(&p);

	paper_open(&p, OUT_JSON, false);
	out_begin(&p.out, columns, 1, false);
	out_lines(&p.out);
	assert_err(out_end(&p.out), ERR_OK);
	assert_int_equal(p.n, 0);
	paper_close(&p);
}

/* A full disk is found, and is still there at the end. */
static void
test_full(void **state)
{
	const enum out_format *format = *state;
	FILE                  *full = fopen("/dev/full", "w");
	struct out             o;

	assert_non_null(full);
	setvbuf(full, NULL, _IONBF, 0);
	out_init(&o, full, *format, false, NOW);
	out_begin(&o, columns, 1, false);
	out_int(&o, 1);
	assert_err(out_end(&o), ERR_IO);
	assert_true(out_failed(&o));
	out_free(&o);
	fclose(full);
}

/* Wherever it is full, it is told why. */
static void
test_full_at(void **state)
{
	const enum out_format *format = *state;
	char                   room[400];
	FILE                  *full;
	struct out             o;

	/* Of less room glibc makes no use. */
	for (size_t n = 128; n <= sizeof(room); n++) {
		full = fopen("/dev/full", "w");
		assert_non_null(full);
		setvbuf(full, room, _IOFBF, n);
		out_init(&o, full, *format, false, NOW);
		out_begin(&o, columns, ARRAY_LEN(columns), false);
		out_int(&o, 1);
		out_string(&o,
		    "the first so many octets have room, and what comes next "
		    "does not, in whatever part of the row that is: in a name, "
		    "in a value, or in between");
		out_bool(&o, true);
		out_string(&o, "active");
		out_string(&o, "people");
		assert_true(!out_failed(&o) || o.error == ENOSPC);
		assert_err(out_end(&o), ERR_IO);
		assert_int_equal(o.error, ENOSPC);
		out_free(&o);
		fclose(full);
	}
}

static void
test_formats(void **state)
{
	enum out_format f = OUT_TEXT;

	(void)state;
	assert_true(out_format_parse("json", &f));
	assert_int_equal(f, OUT_JSON);
	assert_true(out_format_parse("text", &f));
	assert_int_equal(f, OUT_TEXT);
	assert_false(out_format_parse("xml", &f));
	assert_false(out_format_parse("", &f));
	assert_int_equal(f, OUT_TEXT);
}

int
main(void)
{
	static enum out_format  formats[] = { OUT_TEXT, OUT_TSV, OUT_CSV,
		 OUT_JSON };
	struct CMUnitTest       rows[ARRAY_LEN(out_cases)];
	struct CMUnitTest       values[ARRAY_LEN(kinds_cases)];
	struct CMUnitTest       folds[ARRAY_LEN(fold_cases)];
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(test_sample),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_formats),
		cmocka_unit_test_prestate(test_full, &formats[0]),
		cmocka_unit_test_prestate(test_full, &formats[1]),
		cmocka_unit_test_prestate(test_full, &formats[2]),
		cmocka_unit_test_prestate(test_full, &formats[3]),
		cmocka_unit_test_prestate(test_full_at, &formats[0]),
		cmocka_unit_test_prestate(test_full_at, &formats[1]),
		cmocka_unit_test_prestate(test_full_at, &formats[2]),
		cmocka_unit_test_prestate(test_full_at, &formats[3]),
	};
	int failed = 0;

	setenv("TZ", "UTC0", 1);
	TABLE_FILL(rows, out_cases, test_out);
	TABLE_FILL(values, kinds_cases, test_kinds);
	TABLE_FILL(folds, fold_cases, test_fold);
	failed += cmocka_run_group_tests_name("out", rows, NULL, NULL);
	failed += cmocka_run_group_tests_name("out kinds", values, NULL, NULL);
	failed += cmocka_run_group_tests_name("out folded", folds, NULL, NULL);
	failed += cmocka_run_group_tests_name("out rest", rest, NULL, NULL);
	return failed != 0;
}
