/* SPDX-License-Identifier: MIT */
/* test_args.c - the promises of args.h and nearest.h. */
#include "rows.h"

#include <stdio.h>
#include <string.h>

#include "args.h"
#include "nearest.h"
#include "says.h"

#define ALLOWED OPTIONS(OPT_FOR, OPT_STRICT, OPT_NO_STRICT, OPT_TAG)

struct args_case {
	const char *name;
	const char *argv[8]; /* after the command's name */
	const char *says;    /* of the refusal; NULL when it is understood */
	size_t      operands;
	const char *first; /* operand */
	const char *for_value;
	bool        strict;
};

static const struct args_case args_cases[] = {
	{ "nothing", { NULL }, NULL, 0, NULL, NULL, false },
	{ "operands and options are mixed", { "/a", "--for", "3d", "/b" }, NULL,
	    2, "/a", "3d", false },
	{ "a value after '='", { "--for=3d" }, NULL, 0, NULL, "3d", false },
	{ "an empty value after '='", { "--for=" }, NULL, 0, NULL, "", false },
	{ "an option instead of a value", { "--for", "--strict" },
	    "'--for' needs a value: DURATION; write --for=--strict if "
	    "'--strict' is meant as one",
	    0, NULL, NULL, false },
	{ "an option of every command instead of a value",
	    { "--tag", "--help" }, "'--tag' needs a value", 0, NULL, NULL,
	    false },
	{ "a value that is the name of an option", { "--for=--strict" }, NULL,
	    0, NULL, "--strict", false },
	{ "a value that begins as an option of others", { "--for", "--until" },
	    NULL, 0, NULL, "--until", false },
	{ "a value that only looks like one", { "--for", "--3d" }, NULL, 0,
	    NULL, "--3d", false },
	{ "the last of two values counts", { "--for", "1d", "--for", "2d" },
	    NULL, 0, NULL, "2d", false },
	{ "the last of two opposites counts", { "--no-strict", "--strict" },
	    NULL, 0, NULL, NULL, true },
	{ "the last of two opposites counts, the other way",
	    { "--strict", "--no-strict" }, NULL, 0, NULL, NULL, false },
	{ "a lone '-' is an operand", { "/a", "-" }, NULL, 2, "/a", NULL,
	    false },
	{ "'--' ends the options", { "--", "--strict" }, NULL, 1, "--strict",
	    NULL, false },

	{ "an unknown option", { "--colour" }, "unknown option '--colour'", 0,
	    NULL, NULL, false },
	{ "a slip, with what was meant", { "--strcit" },
	    "did you mean '--strict'?", 0, NULL, NULL, false },
	{ "an abbreviation is refused", { "--stri" },
	    "did you mean '--strict'?", 0, NULL, NULL, false },
	{ "an abbreviation with a value is refused", { "--fo", "3d" },
	    "did you mean '--for'?", 0, NULL, NULL, false },
	{ "an ambiguous abbreviation is refused",
	    { "--"
	      "s" },
	    "unknown option '--s'", 0, NULL, NULL, false },
	{ "a word of other programs", { "--expires", "3d" },
	    "unknown option '--expires'", 0, NULL, NULL, false },
	{ "a word of other programs for one that is here", { "--ttl=3d" },
	    "unknown option '--ttl'; did you mean '--for'?", 0, NULL, NULL,
	    false },
	{ "a word for a value", { "--json" }, "did you mean '--format json'?",
	    0, NULL, NULL, false },
	{ "an option of other commands", { "--on-conflict", "keep" },
	    "of other commands", 0, NULL, NULL, false },
	{ "a missing value, with what it is", { "--for" },
	    "'--for' needs a value: DURATION", 0, NULL, NULL, false },
	{ "a value too many", { "--strict=yes" }, "takes no value", 0, NULL,
	    NULL, false },
	{ "-h is --help", { "/a", "-h" }, NULL, 1, "/a", NULL, false },
	{ "a letter", { "-f" }, "'-f' is not an option", 0, NULL, NULL, false },
	{ "letters", { "/a", "-for" }, "'-f' is not an option", 0, NULL, NULL,
	    false },
};

static void
test_args(void **state)
{
	const struct args_case *c = *state;
	struct args             args = { 0 };
	struct buf              why;
	char                    text[8][32], *argv[10] = { text[0] };
	int                     argc = 1;

	memcpy(text[0], "add", 4);
	for (; c->argv[argc - 1] != NULL; argc++) {
		argv[argc] = text[argc];
		memcpy(text[argc], c->argv[argc - 1],
		    strlen(c->argv[argc - 1]) + 1);
	}
	buf_init(&why, WHY_MAX);
	if (c->says != NULL) {
		assert_err(args_parse(&args, ALLOWED, argc, argv, false, NULL,
			       &why),
		    ERR_SYNTAX);
		assert_says(&why, c->says);
	} else {
		assert_err(args_parse(&args, ALLOWED, argc, argv, false, NULL,
			       &why),
		    ERR_OK);
		assert_int_equal(args.operands_n, c->operands);
		if (c->first != NULL)
			assert_string_equal(args.operands[0], c->first);
		if (c->for_value != NULL)
			assert_string_equal(args_value(&args, OPT_FOR),
			    c->for_value);
		else
			assert_null(args_value(&args, OPT_FOR));
		assert_int_equal(args_switch(&args, OPT_STRICT, OPT_NO_STRICT,
				     false),
		    c->strict);
	}
	buf_free(&why);
	args_free(&args);
}

/* What stands before the command ends at the command. */
static void
test_global(void **state)
{
	char        name[] = "detour", db[] = "--db", file[] = "x.db";
	char        add[] = "add", strict[] = "--strict", yes[] = "/a";
	char       *argv[] = { name, db, file, add, strict, yes, NULL };
	struct args args = { 0 };
	int         used;

	(void)state;
	assert_err(args_parse(&args, NULL, 6, argv, true, &used, NULL), ERR_OK);
	assert_int_equal(used, 3);
	assert_err(args_parse(&args, ALLOWED, 6 - used, argv + used, false,
		       NULL, NULL),
	    ERR_OK);
	assert_string_equal(args_value(&args, OPT_DB), "x.db");
	assert_true(args_has(&args, OPT_STRICT));
	assert_int_equal(args.operands_n, 1);
	args_free(&args);
	args_free(&args); /* twice is fine */
}

/* What follows the command is looked at when its options are known. */
static void
test_dashes(void **state)
{
	char        name[] = "detour", add[] = "add", end[] = "--";
	char        dash[] = "\u2013db";
	char       *behind[] = { name, add, end, dash, NULL };
	char       *before[] = { name, dash, add, NULL };
	struct args args = { 0 };
	struct buf  why;
	int         used;

	(void)state;
	buf_init(&why, WHY_MAX);
	assert_err(args_parse(&args, NULL, 4, behind, true, &used, NULL),
	    ERR_OK);
	assert_err(args_parse(&args, ALLOWED, 4 - used, behind + used, false,
		       NULL, NULL),
	    ERR_OK);
	assert_int_equal(args.operands_n, 1);
	assert_err(args_parse(&args, NULL, 3, before, true, &used, &why),
	    ERR_SYNTAX);
	assert_says(&why, "write --db");
	buf_free(&why);
	args_free(&args);
}

/* --between takes two words, wherever it stands among the operands. */
static void
test_two_values(void **state)
{
	static const char *const lines[][6] = {
		{ "/url", "--between", "a", "b" },
		{ "--between", "a", "b", "/url" },
		{ "--between=a", "b", "/url" },
		{ "/url", "--between", "x", "y", "--between=a", "b" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		char        text[8][32] = { "explain" }, *argv[8] = { text[0] };
		struct args args = { 0 };
		int         argc = 1;

		for (; argc <= 6 && lines[i][argc - 1] != NULL; argc++) {
			argv[argc] = text[argc];
			snprintf(text[argc], sizeof(text[argc]), "%s",
			    lines[i][argc - 1]);
		}
		assert_err(args_parse(&args, OPTIONS(OPT_BETWEEN), argc, argv,
			       false, NULL, NULL),
		    ERR_OK);
		assert_int_equal(args.operands_n, 1);
		assert_string_equal(args.operands[0], "/url");
		assert_string_equal(args_value(&args, OPT_BETWEEN), "a");
		assert_string_equal(args_second(&args, OPT_BETWEEN), "b");
		args_free(&args);
	}
}

static void
test_one_of_two_values(void **state)
{
	char        name[] = "explain", between[] = "--between", one[] = "a";
	char       *argv[] = { name, between, one, NULL };
	struct args args = { 0 };
	struct buf  why;

	(void)state;
	buf_init(&why, WHY_MAX);
	assert_err(args_parse(&args, OPTIONS(OPT_BETWEEN), 3, argv, false, NULL,
		       &why),
	    ERR_SYNTAX);
	assert_says(&why, "'--between' needs two values: TIME TIME");
	buf_free(&why);
	args_free(&args);
}

/* Runs of blanks and line ends become one blank. */
static void
unfold(char *text)
{
	char *to = text;

	for (; *text != '\0'; text++)
		if (*text != '\n' && *text != ' ')
			*to++ = *text;
		else if (to[-1] != ' ')
			*to++ = ' ';
	*to = '\0';
}

/*
 * Every option has a name and a help, and help shows it, however long, in lines
 * that a terminal has room for.
 */
static void
test_rows(void **state)
{
	struct buf  out;
	const char *line;
	size_t      i, n;

	(void)state;
	for (i = 0; i < OPT_COUNT; i++) {
		assert_non_null(option_rows[i].name);
		assert_non_null(option_rows[i].help);
		buf_init(&out, 1000);
		options_print(OPTIONS((enum opt)i), &out);
		assert_err(buf_end(&out), ERR_OK);
		for (line = out.data; *line != '\0'; line += n + 1) {
			n = strcspn(line, "\n");
			assert_true(n <= 80);
		}
		unfold(out.data + 1);
		assert_non_null(strstr(out.data, option_rows[i].name));
		assert_non_null(strstr(out.data, option_rows[i].help));
		buf_free(&out);
	}
}

struct number_case {
	const char *name;
	const char *typed;
	int64_t     least, most;
	enum err    err;
	int64_t     want;
};

static const struct number_case number_cases[] = {
	{ "a number", "12", 1, 99, ERR_OK, 12 },
	{ "the least", "1", 1, 99, ERR_OK, 1 },
	{ "the most", "99", 1, 99, ERR_OK, 99 },
	{ "zeros before it", "007", 1, 99, ERR_OK, 7 },
	{ "the largest of all", "9223372036854775807", 1, INT64_MAX, ERR_OK,
	    INT64_MAX },
	{ "less than the least is refused", "0", 1, 99, ERR_SYNTAX, 0 },
	{ "more than the most is refused", "100", 1, 99, ERR_SYNTAX, 0 },
	{ "more than the largest is refused", "9223372036854775808", 1,
	    INT64_MAX, ERR_SYNTAX, 0 },
	{ "nothing is refused", "", 0, 99, ERR_SYNTAX, 0 },
	{ "a sign is refused", "-1", 0, 99, ERR_SYNTAX, 0 },
	{ "a plus is refused", "+1", 0, 99, ERR_SYNTAX, 0 },
	{ "a space is refused", " 1", 0, 99, ERR_SYNTAX, 0 },
	{ "a fraction is refused", "1.0", 0, 99, ERR_SYNTAX, 0 },
	{ "hexadecimal is refused", "0x1", 0, 99, ERR_SYNTAX, 0 },
	{ "a word is refused", "seven", 0, 99, ERR_SYNTAX, 0 },
};

static void
test_number(void **state)
{
	const struct number_case *c = *state;
	struct buf                why;
	int64_t                   n = -7;

	buf_init(&why, WHY_MAX);
	assert_err(number_parse(c->typed, "an id", c->least, c->most, &n, &why),
	    c->err);
	if (c->err == ERR_OK) {
		assert_int_equal(n, c->want);
	} else {
		assert_int_equal(n, -7); /* untouched */
		assert_says(&why, "is not an id");
	}
	buf_free(&why);
}

struct near_case {
	const char *name;
	const char *typed;
	const char *best; /* of demo, add, edit, remove, promote; or NULL */
};

static const struct near_case near_cases[] = {
	{ "a letter missing", "promte", "promote" },
	{ "a letter too many", "addd", "add" },
	{ "another letter", "edid", "edit" },
	{ "two letters swapped", "reomve", "remove" },
	{ "a beginning", "pro", "promote" },
	{ "a beginning of two letters", "ed", "edit" },
	{ "a beginning, though another word is a letter away", "remo",
	    "remove" },
	{ "too much is wrong", "delete", NULL },
	{ "nothing is near to nothing", "", NULL },
	{ "a long word is near to none", "promotepromotepromotepromotepromote",
	    NULL },
};

static void
test_near(void **state)
{
	const struct near_case *c = *state;
	struct nearest          n = NEAREST(c->typed);

	nearest_offer(&n, "demo");
	nearest_offer(&n, "add");
	nearest_offer(&n, "edit");
	nearest_offer(&n, "remove");
	nearest_offer(&n, "promote");
	if (c->best == NULL)
		assert_null(n.best);
	else
		assert_string_equal(n.best, c->best);
}

static void
test_tie(void **state)
{
	struct nearest n = NEAREST("list");

	(void)state;
	nearest_offer(&n, "lint");
	nearest_offer(&n, "lisp");
	assert_string_equal(n.best, "lint");
	nearest_offer(&n, "list");
	assert_string_equal(n.best, "list");
}

int
main(void)
{
	struct CMUnitTest       rows[ARRAY_LEN(args_cases)];
	struct CMUnitTest       numbers[ARRAY_LEN(number_cases)];
	struct CMUnitTest       near[ARRAY_LEN(near_cases)];
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(test_global),
		cmocka_unit_test(test_dashes),
		cmocka_unit_test(test_two_values),
		cmocka_unit_test(test_one_of_two_values),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_tie),
	};
	int failed = 0;

	TABLE_FILL(rows, args_cases, test_args);
	TABLE_FILL(numbers, number_cases, test_number);
	TABLE_FILL(near, near_cases, test_near);
	failed += cmocka_run_group_tests_name("args_parse", rows, NULL, NULL);
	failed += cmocka_run_group_tests_name("number", numbers, NULL, NULL);
	failed += cmocka_run_group_tests_name("nearest", near, NULL, NULL);
	failed += cmocka_run_group_tests_name("args", rest, NULL, NULL);
	return failed != 0;
}
