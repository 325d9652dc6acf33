/* SPDX-License-Identifier: MIT */
/* test_read_csv.c - lines with quotes and without are cut into the same fields.
 */
#include "rows.h"

#include <stdio.h>
#include <string.h>

#include "dice.h"
#include "formats.h"
#include "read_csv.h"

#define COLUMNS 6
#define ROUNDS  3000

static const char *const names[COLUMNS] = { "a", "b", "c", "d", "e", "f" };

/* "1:[x][y]", and "!" for what is refused. */
static enum err
print_row(struct import *im, const struct slice *cells, int64_t line,
    struct slice raw)
{
	struct buf *out = im->arg;

	buf_addf(out, "%lld:", (long long)line);
	for (size_t i = 0; i < COLUMNS && cells[i].s != NULL; i++)
		buf_addf(out, "[%.*s]", (int)cells[i].n, cells[i].s);
	buf_addf(out, " of %zu\n", raw.n);
	return ERR_OK;
}

static enum err
print_refused(struct import *im, int64_t line, struct slice raw)
{
	buf_addf(im->arg, "%lld! %.20s of %zu\n", (long long)line,
	    im->reason.data, raw.n);
	return ERR_OK;
}

static char *
read_all(const char *text, size_t n, const char *separators)
{
	const struct csv_shape shape = { .names = names,
		.n = COLUMNS,
		.header = CSV_BARE,
		.separators = separators,
		.comment = '#',
		.row = print_row };
	const struct format    format = { .status = 307 };
	struct import          im;
	struct buf             out;
	FILE                  *in = fmemopen((char *)(uintptr_t)text, n, "r");

	assert_non_null(in);
	buf_init(&out, 1000000);
	assert_err(import_init(&im, in, 0), ERR_OK);
	im.format = &format;
	im.arg = &out;
	im.refused_fn = print_refused;
	assert_err(read_csv(&im, &shape), ERR_OK);
	assert_err(buf_end(&out), ERR_OK);
	import_free(&im);
	fclose(in);
	return out.data;
}

/* ------------------------------------------------------------------- cases */

struct csv_case {
	const char *name;
	const char *text;
	const char *want;
};

static const struct csv_case cases[] = {
	{ "fields", "x,y\n", "1:[x][y] of 4\n" },
	{ "empty fields", ",y,\n", "1:[][y][] of 4\n" },
	{ "the last line needs no end", "x,y", "1:[x][y] of 3\n" },
	{ "the end of a line is in its text", "x\r\ny\rz\n",
	    "1:[x] of 3\n2:[y] of 2\n3:[z] of 2\n" },
	{ "blank lines are none", "\n  \n\t\r\nx\n", "4:[x] of 2\n" },
	{ "nor are comments", "#x,y\nx#,y\n", "2:[x#][y] of 5\n" },
	{ "spaces at the ends are not of a field", " x y ,\ty \n",
	    "1:[x y][y] of 10\n" },
	{ "so it is beside a field in quotes", " x y ,\ty ,\" z \"\n",
	    "1:[x y][y][ z ] of 16\n" },
	{ "a quote twice is one", "x,\"a\"\"b\"\n", "1:[x][a\"b] of 9\n" },
	{ "a field of two lines", "\"a\nb\",x\ny\n",
	    "1:[a\nb][x] of 8\n3:[y] of 2\n" },
	{ "too many fields", "a,b,c,d,e,f,g\nx\n",
	    "1! it has 7 fields, but of 14\n2:[x] of 2\n" },
	{ "a quote within a field is refused, and the next line read",
	    "x\"y,z\na\n", "1! a quote stands withi of 6\n2:[a] of 2\n" },
	{ "also after a line without one", "a\nx\"y,z\na\n",
	    "1:[a] of 2\n2! a quote stands withi of 6\n3:[a] of 2\n" },
};

static void
test_case(void **state)
{
	const struct csv_case *c = *state;
	char                  *got = read_all(c->text, strlen(c->text), ",");

	assert_string_equal(got, c->want);
	free(got);
}

/* ------------------------------------------------------------------- drawn */

/* What stands after the first field, which is "q" in each line. */
static void
drawn(void **state)
{
	static const char octets[] = "ab  \t,,,;#'\\|/\xc3\xa9";
	struct dice       d = { 11 };

	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		struct buf plain, quoted;
		char      *a, *b, *from;

		buf_init(&plain, 1000);
		buf_init(&quoted, 1000);
		buf_adds(&plain, "qq,");
		buf_adds(&quoted, "\"qq\",");
		for (size_t n = dice_below(&d, 30); n > 0; n--) {
			const char c =
			    octets[dice_below(&d, sizeof(octets) - 1)];

			buf_addc(&plain, c);
			buf_addc(&quoted, c);
		}
		if (dice_once_in(&d, 2)) {
			buf_adds(&plain, "\r\n");
			buf_adds(&quoted, "\r\n");
		}
		a = read_all(plain.data, plain.len, ",");
		b = read_all(quoted.data, quoted.len, ",");
		/* Two quotes more. */
		for (char *side = a; side != NULL;
		     side = side == a ? b : NULL) {
			from = strstr(side, " of ");
			assert_non_null(from);
			*from = '\0';
		}
		assert_string_equal(a, b);
		free(a);
		free(b);
		buf_free(&plain);
		buf_free(&quoted);
	}
}

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(cases)];
	struct CMUnitTest more[] = {
		cmocka_unit_test(drawn),
	};
	int lost;

	TABLE_FILL(tests, cases, test_case);
	lost = cmocka_run_group_tests_name("read_csv", tests, NULL, NULL);
	return lost +
	    cmocka_run_group_tests_name("read_csv drawn", more, NULL, NULL);
}
