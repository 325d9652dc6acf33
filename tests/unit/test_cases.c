/* SPDX-License-Identifier: MIT */
/*
 * test_cases.c - tests/cases/ through the pure pipeline: no database, no
 * server.  Each request line is a test.
 *
 * The format of the files is in tests/README.md; tests/system/test_cases.py
 * sends the same lines through the programs.
 */
#include "rows.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/draft.h"
#include "decide.h"
#include "match.h"
#include "request.h"
#include "respond.h"
#include "rule.h"
#include "words.h"

#define NOW         1796083200LL /* 2026-12-01T00:00:00Z; see tests/README.md */
#define LINE_OCTETS 20000
#define WORDS_MAX   32
#define RULES_MAX   64
#define ROWS_MAX    2000

/* The options of "add" that the files may use. */
#define OPTIONS_ADD                                                           \
	OPTIONS(OPT_FOR, OPT_UNTIL, OPT_FROM, OPT_STATUS, OPT_AFTER,          \
	    OPT_QUERY, OPT_MAX_AGE, OPT_STRICT, OPT_IGNORE_CASE, OPT_LITERAL, \
	    OPT_PROTECT, OPT_SUNSET, OPT_NOTE, OPT_TAG, OPT_DISABLED,         \
	    OPT_FORCE, OPT_SHARE, OPT_RANK, OPT_DAILY, OPT_WEEKLY, OPT_ZONE,  \
	    OPT_FOR_METHOD, OPT_COOKIE, OPT_FOR_HEADER, OPT_LANGUAGE,         \
	    OPT_FROM_NET, OPT_CORS)

/* The rules of one file; a rule of a line counts for all lines. */
struct table_file {
	const char *path;
	struct rule rules[RULES_MAX];
	size_t      n;
};

struct row {
	const char              *name; /* "host.txt:12 GET ..." */
	const struct table_file *table;
	char                    *words[WORDS_MAX + 1];
};

static struct row        rows[ROWS_MAX];
static struct CMUnitTest tests[ROWS_MAX];
static size_t            rows_n;

/* ------------------------------------------------------ reading the files */

static void
give_up(const char *path, int line, const char *what)
{
	fprintf(stderr, "%s:%d: %s\n", path, line, what);
	exit(1);
}

/* "add ARGUMENT...", by the tool's own parser of its options. */
static void
add_rule(struct table_file *t, char **words, int words_n, int line)
{
	struct session s = { .now = NOW };
	struct rule   *r = &t->rules[t->n];
	enum err       rc;

	if (t->n == RULES_MAX)
		give_up(t->path, line, "too many rules");
	buf_init(&s.why, WHY_MAX);
	rule_init(r, NOW);
	r->id = (int64_t)++t->n;
	rc = args_parse(&s.args, OPTIONS_ADD, words_n, words, false, NULL,
	    &s.why);
	if (rc == ERR_OK && s.args.operands_n > 0)
		rule_set_text(r, &r->source, slice_of(s.args.operands[0]));
	if (rc == ERR_OK && s.args.operands_n > 1)
		rule_set_text(r, &r->target, slice_of(s.args.operands[1]));
	if (rc == ERR_OK)
		rc = draft_options(&s, r);
	if (rc == ERR_OK)
		rc = draft_window(&s, r);
	if (rc == ERR_OK)
		rc = rule_validate(r, &s.why);
	if (rc != ERR_OK)
		give_up(t->path, line,
		    buf_end(&s.why) == ERR_OK && s.why.len > 0 ? s.why.data :
								 err_name(rc));
	args_free(&s.args);
	buf_free(&s.why);
}

static void
add_row(const struct table_file *t, char **words, size_t n, int line,
    const char *text)
{
	struct row *r = &rows[rows_n];
	const char *base = strrchr(t->path, '/');
	char       *name;

	if (rows_n == ROWS_MAX)
		give_up(t->path, line, "too many requests");
	if (asprintf(&name, "%s:%d %.*s", base == NULL ? t->path : base + 1,
		line, (int)strcspn(text, "\n"), text) < 0)
		exit(1);
	*r = (struct row){ .name = name, .table = t };
	for (size_t i = 0; i < n; i++)
		if ((r->words[i] = strdup(words[i])) == NULL)
			exit(1);
	rows_n++;
}

static void
load(const char *path)
{
	static char        text[LINE_OCTETS], copy[LINE_OCTETS];
	struct table_file *t = calloc(1, sizeof(*t));
	FILE              *f = fopen(path, "r");
	char              *words[WORDS_MAX + 1], *rest;
	int                n;

	if (t == NULL || f == NULL)
		give_up(path, 0, "cannot be read");
	t->path = path;
	for (int line = 1; fgets(text, sizeof(text), f) != NULL; line++) {
		memcpy(copy, text, sizeof(text));
		rest = copy;
		for (n = 0; n < WORDS_MAX; n++)
			if ((words[n] = word_next(&rest)) == NULL)
				break;
		words[n] = NULL;
		if (n > 1 && strcmp(words[0], "add") == 0)
			add_rule(t, words, n, line);
		else if (n > 0)
			add_row(t, words, (size_t)n, line, text);
	}
	fclose(f);
}

/* ---------------------------------------------------------------- one row */

/* The environment that a web server would make of the request's words. */
struct environment {
	char *list[WORDS_MAX];
	char  text[LINE_OCTETS];
	char *end;
};

static void
put(struct environment *e, const char *name, const char *value, size_t n)
{
	size_t i = 0;
	int    len;

	while (e->list[i] != NULL)
		i++;
	len = snprintf(e->end, (size_t)(e->text + sizeof(e->text) - e->end),
	    "%s=%.*s", name, (int)n, value);
	assert_true(len > 0 && e->end + len + 1 < e->text + sizeof(e->text));
	e->list[i] = e->end;
	e->end += len + 1;
}

/* "-H 'X-Some: value'" is HTTP_X_SOME; Host is set by the caller. */
static void
put_header(struct environment *e, const char *header)
{
	char   name[200] = "HTTP_";
	size_t n = strcspn(header, ":"), at = strlen(name);

	assert_true(n + at < sizeof(name) && header[n] == ':');
	for (size_t i = 0; i < n; i++, at++)
		name[at] = header[i] == '-' ? '_' :
		    header[i] >= 'a' && header[i] <= 'z' ?
					      (char)(header[i] - 'a' + 'A') :
					      header[i];
	put(e, name, header + n + 2, strlen(header + n + 2));
}

/* METHOD URL [-t TARGET] [-H HEADER]...; returns the words after "->". */
static char *const *
read_request(const struct row *r, struct environment *e)
{
	static char  slashed[LINE_OCTETS + 1];
	char *const *w = r->words + 2;
	const char  *url = r->words[1], *target = url;
	bool         tls = strncmp(url, "https://", 8) == 0, has_host = false;
	const char  *host = url + (tls ? 8 : 7);

	*e = (struct environment){ .end = e->text };
	put(e, "REQUEST_METHOD", r->words[0], strlen(r->words[0]));
	if (tls || strncmp(url, "http://", 7) == 0)
		target = host + strcspn(host, "/?");
	else
		host = NULL;
	for (; *w != NULL && strcmp(*w, "->") != 0; w += 2) {
		assert_non_null(w[1]);
		if (strcmp(*w, "-t") == 0) {
			target = w[1];
			continue;
		}
		assert_string_equal(*w, "-H");
		has_host = has_host || strncmp(w[1], "Host:", 5) == 0;
		put_header(e, w[1]);
	}
	if (host != NULL && !has_host)
		put(e, "HTTP_HOST", host, strcspn(host, "/?"));
	/* Clients send "/" for an empty path (RFC 9112, 3.2.1). */
	snprintf(slashed, sizeof(slashed), "/%s", target);
	if (host != NULL && (*target == '\0' || *target == '?'))
		target = slashed;
	put(e, "REQUEST_URI", target, strlen(target));
	put(e, "SERVER_PORT", tls ? "443" : "80", tls ? 3 : 2);
	if (tls)
		put(e, "HTTPS", "on", 2);
	assert_non_null(*w);
	return w + 1;
}

/* From the environment to the bytes; now stands still. */
static void
answer_row(const struct table_file *t, char *const *env, struct buf *out)
{
	struct match    m[RULES_MAX];
	struct request  request;
	struct decision d;
	struct key      k;
	size_t          n = 0;
	enum err        rc;

	key_init(&k);
	decision_init(&d);
	request_from_env((struct env){ .strings = env }, &request);
	rc = key_from_request(&request, &k);
	if (rc == ERR_OK) {
		for (size_t i = 0; i < t->n; i++)
			if (match_rule(&t->rules[i], &k, &m[n]) == MATCH_YES)
				n++;
		match_sort(m, n);
		assert_err(decide(&k, m, n, when_exactly(NOW), NULL, &d),
		    ERR_OK);
	} else {
		decide_without_key(rc, &d);
	}
	respond(&d, (struct respond_options){ .role = ROLE_CGI }, out);
	assert_err(buf_end(out), ERR_OK);
	decision_free(&d);
	key_free(&k);
}

/* A header's value, copied; "" when it is not there, and it is only once. */
static const char *
header(const char *answer, const char *name)
{
	static char value[LINE_OCTETS];
	const char *end = strstr(answer, "\r\n\r\n"), *at;
	size_t      n = strlen(name);
	unsigned    seen = 0;

	value[0] = '\0';
	assert_non_null(end);
	for (at = answer; at < end + 2; at = strstr(at, "\r\n") + 2) {
		if (strncasecmp(at, name, n) != 0 || at[n] != ':')
			continue;
		seen++;
		snprintf(value, sizeof(value), "%.*s",
		    (int)(strstr(at, "\r\n") - at - (ptrdiff_t)n - 2),
		    at + n + 2);
	}
	assert_true(seen <= 1);
	return value;
}

/* STATUS [LOCATION] [HEADER=VALUE]... [body=PART] [!DRIVER] */
static void
check_answer(char *const *want, const char *answer)
{
	char   status[4], name[100];
	size_t n;

	snprintf(status, sizeof(status), "%s", header(answer, "Status"));
	assert_string_equal(status, *want);
	want++;
	if (status[0] == '3')
		assert_non_null(*want);
	assert_string_equal(header(answer, "Location"),
	    status[0] == '3' ? *want++ : "");
	assert_string_not_equal(header(answer, "Cache-Control"), "");
	for (; *want != NULL; want++) {
		if (**want == '!')
			continue;
		n = strcspn(*want, "=");
		assert_true((*want)[n] == '=' && n < sizeof(name));
		if (n == 4 && strncmp(*want, "body", 4) == 0) {
			assert_non_null(strstr(answer, *want + 5));
			continue;
		}
		snprintf(name, sizeof(name), "%.*s", (int)n, *want);
		assert_string_equal(header(answer, name), *want + n + 1);
	}
}

static void
test_row(void **state)
{
	const struct row  *r = *state;
	struct environment e;
	struct buf         out;
	char *const       *want = read_request(r, &e);

	buf_init(&out, RESPOND_MAX);
	answer_row(r->table, e.list, &out);
	check_answer(want, out.data);
	buf_free(&out);
}

int
main(void)
{
	static glob_t files; /* rules point into it */

	if (glob("tests/cases/*.txt", 0, NULL, &files) != 0)
		give_up("tests/cases", 0, "no such files here");
	for (size_t i = 0; i < files.gl_pathc; i++)
		load(files.gl_pathv[i]);
	for (size_t i = 0; i < rows_n; i++)
		tests[i] = (struct CMUnitTest){
			.name = rows[i].name,
			.test_func = test_row,
			.initial_state = &rows[i],
		};
	return _cmocka_run_group_tests("cases", tests, rows_n, NULL, NULL) != 0;
}
