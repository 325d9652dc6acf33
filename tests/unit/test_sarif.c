/* SPDX-License-Identifier: MIT */
/* test_sarif.c - the promises of sarif.h; that the whole is SARIF, test_lint.py
 * asks. */
#include "rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "sarif.h"

static struct lint_finding
finding(enum lint_kind kind, enum lint_severity severity, size_t n)
{
	return (struct lint_finding){ .kind = kind,
		.severity = severity,
		.rules = { 7, 8, 9 },
		.n = n,
		.message = "why",
		.url = "/u" };
}

/* What is printed of some findings, in a file or in none. */
static json_t *
print(const char *file, const struct lint_finding *f, size_t n,
    struct lines *lines)
{
	struct sarif s;
	char        *text = NULL;
	size_t       size = 0;
	FILE        *out = open_memstream(&text, &size);
	json_t      *all;

	assert_non_null(out);
	sarif_begin(&s, out, file);
	for (size_t i = 0; i < n; i++)
		sarif_put(&s, &f[i], slice_of("/a b"), lines);
	assert_err(sarif_end(&s), ERR_OK);
	fclose(out);
	all = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(all);
	free(text);
	return all;
}

static const json_t *
at(const json_t *o, const char *path)
{
	char name[100];

	for (size_t n; o != NULL && *path != '\0'; path += n) {
		path += *path == '.';
		n = strcspn(path, ".");
		assert_true(n < sizeof(name));
		snprintf(name, sizeof(name), "%.*s", (int)n, path);
		o = json_is_array(o) ?
		    json_array_get(o, strtoul(name, NULL, 10)) :
		    json_object_get(o, name);
	}
	return o;
}

static const char *
text_at(const json_t *o, const char *path)
{
	const char *text = json_string_value(at(o, path));

	return text != NULL ? text : "none";
}

/* ----------------------------------------------------------------- findings */

struct level_case {
	const char        *name;
	enum lint_kind     kind;
	enum lint_severity severity;
	const char        *level;
};

static const struct level_case level_cases[] = {
	{ "an error is one", LINT_LOOP, LINT_ERROR, "error" },
	{ "a warning is one", LINT_CHAIN, LINT_WARNING, "warning" },
	{ "an info is a note", LINT_OPEN_ENDED, LINT_INFO, "note" },
	{ "a finding may be less severe than its kind", LINT_LOOP, LINT_WARNING,
	    "warning" },
};

static void
level_row(void **state)
{
	const struct level_case  *c = *state;
	const struct lint_finding f = finding(c->kind, c->severity, 1);
	json_t                   *all = print(NULL, &f, 1, NULL);
	const json_t             *one = at(all, "runs.0.results.0"), *rule;

	assert_string_equal(text_at(one, "level"), c->level);
	assert_string_equal(text_at(one, "ruleId"), lint_kind_name(c->kind));
	rule = json_array_get(at(all, "runs.0.tool.driver.rules"),
	    (size_t)json_integer_value(at(one, "ruleIndex")));
	assert_string_equal(text_at(rule, "id"), lint_kind_name(c->kind));
	assert_string_equal(text_at(rule, "shortDescription.text"),
	    lint_kind_help(c->kind));
	assert_string_equal(text_at(one, "message.text"), "why");
	assert_string_equal(text_at(one, "properties.url"), "/u");
	assert_int_equal(json_integer_value(at(one, "properties.rules.0")), 7);
	assert_string_equal(
	    text_at(one, "locations.0.logicalLocations.0.fullyQualifiedName"),
	    "/a b");
	json_decref(all);
}

/* -------------------------------------------------------------------- files */

struct file_case {
	const char *name;
	const char *file;
	const char *uri; /* "none": there is no place in a file */
};

static const struct file_case file_cases[] = {
	{ "a file", "rules.csv", "rules.csv" },
	{ "a space is escaped", "my rules.csv", "my%20rules.csv" },
	{ "and what is no ASCII", "r\303\244.csv", "r%C3%A4.csv" },
	{ "a ':' in the first part makes no scheme", "c:rules.csv",
	    "./c:rules.csv" },
	{ "behind a slash it could not", "a/c:rules.csv", "a/c:rules.csv" },
	{ "an absolute path", "/a/rules.csv", "/a/rules.csv" },
	{ "standard input is no file", "-", "none" },
	{ "nor is a database", NULL, "none" },
};

static void
file_row(void **state)
{
	const struct file_case   *c = *state;
	const struct lint_finding f = finding(LINT_CHAIN, LINT_WARNING, 3);
	struct lines              lines = { 0 };
	json_t                   *all;
	const json_t             *one;
	bool                      file = strcmp(c->uri, "none") != 0;

	assert_err(lines_note(&lines, 7, 12), ERR_OK);
	assert_err(lines_note(&lines, 9, 14), ERR_OK);
	all = print(c->file, &f, 1, &lines);
	one = at(all, "runs.0.results.0");
	assert_string_equal(
	    text_at(one, "locations.0.physicalLocation.artifactLocation.uri"),
	    c->uri);
	assert_int_equal(json_integer_value(at(one,
			     "locations.0.physicalLocation.region.startLine")),
	    file ? 12 : 0);
	/* Rule 8 stands nowhere. */
	assert_int_equal(json_array_size(at(one, "relatedLocations")), file);
	assert_int_equal(json_integer_value(at(one,
			     "relatedLocations.0.physicalLocation.region."
			     "startLine")),
	    file ? 14 : 0);
	json_decref(all);
	lines_free(&lines);
}

/* ---------------------------------------------------------------- the whole */

static void
no_finding(void **state)
{
	json_t *all = print(NULL, NULL, 0, NULL);

	(void)state;
	assert_string_equal(text_at(all, "version"), "2.1.0");
	assert_int_equal(json_array_size(at(all, "runs.0.results")), 0);
	assert_int_equal(json_array_size(at(all, "runs.0.tool.driver.rules")),
	    LINT_KINDS);
	json_decref(all);
}

static void
of_no_rule(void **state)
{
	const struct lint_finding f[] = {
		finding(LINT_EXPECTATION, LINT_ERROR, 0),
		finding(LINT_EXPECTATION, LINT_ERROR, 1),
	};
	struct lines lines = { 0 };
	json_t      *all = print("rules.csv", f, ARRAY_LEN(f), &lines);

	(void)state;
	assert_int_equal(json_array_size(at(all, "runs.0.results")), 2);
	assert_int_equal(json_array_size(at(all,
			     "runs.0.results.0.properties.rules")),
	    0);
	assert_null(at(all,
	    "runs.0.results.0.locations.0.physicalLocation.region"));
	json_decref(all);
	lines_free(&lines);
}

static void
full(void **state)
{
	const struct lint_finding f = finding(LINT_LOOP, LINT_ERROR, 1);
	struct sarif              s;
	FILE                     *out = fopen("/dev/full", "we");

	(void)state;
	assert_non_null(out);
	sarif_begin(&s, out, NULL);
	sarif_put(&s, &f, slice_of("/a"), NULL);
	assert_err(sarif_end(&s), ERR_IO);
	fclose(out);
}

static size_t left; /* allocations of jansson that succeed */

static void *
take(size_t n)
{
	if (left == 0)
		return NULL;
	left--;
	return malloc(n);
}

/* With no more memory from each of its allocations on. */
static void
without_memory(void **state)
{
	const struct lint_finding f = finding(LINT_CHAIN, LINT_WARNING, 3);
	struct lines              lines = { 0 };
	struct sarif              s;
	size_t                    n = 0;
	enum err                  rc;

	(void)state;
	assert_err(lines_note(&lines, 7, 12), ERR_OK);
	assert_err(lines_note(&lines, 9, 14), ERR_OK);
	do {
		char  *text = NULL;
		size_t size = 0;
		FILE  *out = open_memstream(&text, &size);

		assert_non_null(out);
		json_set_alloc_funcs(take, free);
		left = n++;
		sarif_begin(&s, out, "rules.csv");
		sarif_put(&s, &f, slice_of("/a"), &lines);
		rc = sarif_end(&s);
		json_set_alloc_funcs(malloc, free);
		assert_true(rc == ERR_OK || rc == ERR_NOMEM);
		fclose(out);
		free(text);
	} while (rc == ERR_NOMEM);
	assert_true(n > 100);
	lines_free(&lines);
}

int
main(void)
{
	static struct CMUnitTest levels[ARRAY_LEN(level_cases)];
	static struct CMUnitTest files[ARRAY_LEN(file_cases)];
	const struct CMUnitTest  rest[] = {
		 { "without a finding it is whole", no_finding, NULL, NULL,
		     NULL },
		 { "a finding on no rule has no line", of_no_rule, NULL, NULL,
		     NULL },
		 { "what cannot be written is an error", full, NULL, NULL,
		     NULL },
		 { "without memory nothing is taken for the whole",
		     without_memory, NULL, NULL, NULL },
	};
	int failed = 0;

	TABLE_FILL(levels, level_cases, level_row);
	TABLE_FILL(files, file_cases, file_row);
	failed += cmocka_run_group_tests_name("levels", levels, NULL, NULL);
	failed += cmocka_run_group_tests_name("files", files, NULL, NULL);
	failed += cmocka_run_group_tests_name("sarif", rest, NULL, NULL);
	return failed != 0;
}
