/* SPDX-License-Identifier: MIT */
/*
 * fuzz_key.c - any request, its parts a line each, at rules of every kind: the
 * path is canonical, the answer well-formed.
 */
#include "fuzz.h"

#include <string.h>

#include "decide.h"
#include "heads.h"
#include "key.h"
#include "respond.h"

#define PARTS 9

static const char *const sources[] = { "/", "/a", "/a/*", "/:x/b", "/*",
	"/a/:x/*?p=1", "/a?p=1&q", "a.example/a", "*.a.example/*",
	"https://a.example/:x", "~/a/([a-z]+)(.*)", "*.example~.*\\.php" };

static struct rule rules[ARRAY_LEN(sources)];

static void
make_rules(void)
{
	for (size_t i = 0; i < ARRAY_LEN(sources); i++) {
		rule_init(&rules[i], 1);
		rules[i].id = (int64_t)i + 1;
		rules[i].share = i % 3 == 2 ? 50 : 100;
		rules[i].ignore_case = i % 2;
		rule_set_text(&rules[i], &rules[i].source,
		    slice_of(sources[i]));
		rule_set_text(&rules[i], &rules[i].target,
		    strchr(sources[i], '(') != NULL ? SLICE("/x/$1$2?q=$2") :
			strchr(sources[i], '*') == sources[i] ||
			    strstr(sources[i], "/*") == NULL ?
						      SLICE("/x") :
						      SLICE("/x/:splat"));
		MUST(rule_validate(&rules[i], NULL) == ERR_OK);
	}
}

static void
check_path(struct slice path)
{
	struct buf again;

	buf_init(&again, 4 * URL_REQUEST_MAX);
	MUST(url_path(path, &again) == ERR_OK);
	MUST(again.len == path.n && memcmp(again.data, path.s, path.n) == 0);
	buf_free(&again);
}

static void
check_answer(const struct decision *d)
{
	struct buf  out;
	const char *end;

	buf_init(&out, RESPOND_MAX);
	respond(d, (struct respond_options){ ROLE_CGI, true }, &out);
	MUST(buf_end(&out) == ERR_OK);
	end = strstr(out.data, "\r\n\r\n");
	MUST(end != NULL && strncmp(out.data, "Status: ", 8) == 0);
	for (const char *s = out.data; s < end; s++)
		MUST((*s >= ' ' && *s < 0x7f) || (*s == '\r' && s[1] == '\n') ||
		    (*s == '\n' && s[-1] == '\r'));
	MUST(d->status < 500);
	buf_free(&out);
}

static void
answer(struct key *k, struct decision *d)
{
	struct match m[ARRAY_LEN(sources)];
	size_t       n = 0;

	for (size_t i = 0; i < ARRAY_LEN(sources) && !k->asterisk; i++)
		if (match_rule(&rules[i], k, &m[n]) == MATCH_YES)
			n++;
	match_sort(m, n);
	MUST(decide(k, m, n, when_exactly(2), NULL, d) == ERR_OK);
	check_answer(d);
}

/* NUL-terminated copies of the lines; an empty one is no variable. */
static void
read_parts(struct slice rest, char *text, const char *ret[PARTS])
{
	for (size_t i = 0; i < PARTS; i++) {
		struct slice line = fuzz_line(&rest);

		ret[i] = line.n > 0 ? text : NULL;
		for (size_t j = 0; j < line.n; j++)
			if (line.s[j] != '\0')
				*text++ = line.s[j];
		*text++ = '\0';
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char     *part[PARTS];
	char           *text = malloc(n + PARTS);
	struct request  r = { 0 };
	struct decision d;
	struct key      k;

	MUST(text != NULL);
	if (rules[0].id == 0)
		make_rules();
	read_parts((struct slice){ (const char *)data, n }, text, part);
	r = (struct request){ .method = slice_of(part[0]),
		.uri = slice_of(part[1]),
		.host = slice_of(part[2]),
		.https = slice_of(part[3]),
		.script_name = slice_of(part[4]),
		.path_info = slice_of(part[5]),
		.query_string = slice_of(part[6]),
		.agent = slice_of(part[7]),
		.path_from = slice_of(part[8]) };
	key_init(&k);
	decision_init(&d);
	if (key_from_request(&r, &k) == ERR_OK) {
		check_path(k.path);
		answer(&k, &d);
	} else {
		decide_without_key(ERR_SYNTAX, &d);
		check_answer(&d);
	}
	decision_free(&d);
	key_free(&k);
	free(text);
	return 0;
}
