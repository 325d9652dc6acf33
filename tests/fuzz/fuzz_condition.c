/* SPDX-License-Identifier: MIT */
/*
 * fuzz_condition.c - any text as a condition, and any headers against it.
 *
 * The first octet is the kind, the first line what is typed, then a method, and
 * each other line a variable of the request.
 */
#include "fuzz.h"

#include <string.h>

#include "condition.h"
#include "cors.h"
#include "language.h"
#include "net.h"

#define TEXT_MAX 20000
#define ENV_MAX  16

/* The stored form is final. */
static void
check_stored(struct slice text, enum condition_kind kind)
{
	struct conditions c;
	struct buf        typed, again, words;

	buf_init(&typed, TEXT_MAX);
	buf_init(&again, TEXT_MAX);
	buf_init(&words, TEXT_MAX);
	MUST(text.n <= CONDITIONS_TEXT_MAX);
	MUST(conditions_parse(text, &c, NULL) == ERR_OK);
	MUST(text.n == 0 || c.looks == 1U << kind);
	conditions_get(text, kind, &typed);
	MUST(buf_end(&typed) == ERR_OK);
	MUST(conditions_set(SLICE(""), kind, buf_slice(&typed), &again, NULL) ==
	    ERR_OK);
	MUST(slice_eq(text, buf_slice(&again)));
	conditions_describe(text, &words);
	MUST(buf_end(&words) == ERR_OK);
	buf_free(&words);
	buf_free(&again);
	buf_free(&typed);
}

/* Whole lines of plain text, each a field. */
static void
check_fields(struct slice fields)
{
	MUST(fields.n <= CORS_FIELDS_MAX);
	for (size_t i = 0; i < fields.n; i++)
		MUST((fields.s[i] >= ' ' && fields.s[i] < 0x7f) ||
		    (fields.s[i] == '\r' && i + 1 < fields.n &&
			fields.s[i + 1] == '\n') ||
		    (fields.s[i] == '\n' && fields.s[i - 1] == '\r'));
	MUST(fields.n == 0 ||
	    (slice_starts(fields, "Access-Control-") &&
		fields.s[fields.n - 1] == '\n'));
}

static void
check_held(struct slice text, enum condition_kind kind, const struct key *k)
{
	enum condition_kind failed = kind;
	struct slice        value = { NULL, 0 }, rest = text;
	struct buf          fields, vary;
	struct key          anybody = *k;
	bool                held;

	anybody.anybody = true;
	MUST(conditions_hold(text, &anybody, &failed, &value));
	held = conditions_hold(text, k, &failed, &value);
	MUST(held || (failed == kind && value.n > 0));
	while (condition_next(&rest, &failed, &value))
		if (kind == CONDITION_FROM_NET)
			MUST(!net_has(value, k->address) || held);
	buf_init(&fields, TEXT_MAX);
	buf_init(&vary, TEXT_MAX);
	conditions_vary(text, &vary);
	cors_fields(text, k, 50, &fields, &vary);
	MUST(buf_end(&fields) == ERR_OK && buf_end(&vary) == ERR_OK);
	check_fields(buf_slice(&fields));
	buf_free(&vary);
	buf_free(&fields);
}

static void
read_request(char *text, struct slice *method, char *env[ENV_MAX + 1])
{
	size_t n = 0;
	char  *line;

	*method = slice_of(strsep(&text, "\n"));
	while (n < ENV_MAX && (line = strsep(&text, "\n")) != NULL)
		env[n++] = line;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	enum condition_kind kind;
	struct slice        rest = { (const char *)data, n }, typed;
	struct request r = { .uri = SLICE("/a"), .host = SLICE("b.example") };
	char          *env[ENV_MAX + 1] = { NULL }, *text;
	struct buf     stored, why;
	struct key     k;
	enum err       rc;

	if (n == 0)
		return 0;
	kind = (enum condition_kind)(data[0] % CONDITION_KINDS);
	rest.s++;
	rest.n--;
	typed = fuzz_line(&rest);
	text = calloc(rest.n + 1, 1);
	MUST(text != NULL);
	if (rest.n > 0)
		memcpy(text, rest.s, rest.n);
	read_request(text, &r.method, env);
	r.env.strings = env;
	r.address = slice_of(env[0]);
	buf_init(&stored, TEXT_MAX);
	buf_init(&why, WHY_MAX);
	key_init(&k);
	rc = conditions_set(SLICE(""), kind, typed, &stored, &why);
	if (rc == ERR_OK)
		check_stored(buf_slice(&stored), kind);
	else
		MUST(buf_end(&why) == ERR_OK && why.len > 0);
	if (rc == ERR_OK && key_from_request(&r, &k) == ERR_OK)
		check_held(buf_slice(&stored), kind, &k);
	key_free(&k);
	buf_free(&why);
	buf_free(&stored);
	free(text);
	return 0;
}
