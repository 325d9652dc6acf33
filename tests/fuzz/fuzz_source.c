/* SPDX-License-Identifier: MIT */
/* fuzz_source.c - any text as a source: the first octet says how. */
#include "fuzz.h"

#include <string.h>

#include "source.h"

static bool
is_same(struct slice a, struct slice b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.s, b.s, a.n) == 0);
}

/* Put together again, it is the same source. */
static void
check_again(const struct source *s, struct source_options o)
{
	struct source again;
	struct buf    typed, text;

	buf_init(&typed, 8 * SOURCE_MAX);
	buf_init(&text, 8 * SOURCE_MAX);
	if (s->scheme != SCHEME_ANY)
		buf_addf(&typed, "%s://", scheme_name(s->scheme));
	buf_add_slice(&typed, s->host);
	if (s->kind == SOURCE_REGEX)
		buf_addc(&typed, '~');
	buf_add_slice(&typed, s->path);
	if (s->rest)
		buf_adds(&typed, "/*");
	if (s->nparams > 0) {
		buf_addc(&typed, '?');
		source_params(s, &typed);
	}
	if (typed.len <= SOURCE_MAX) {
		MUST(source_parse(buf_slice(&typed), o, &again, &text, NULL) ==
		    ERR_OK);
		MUST(again.kind == s->kind && again.wild == s->wild &&
		    again.rest == s->rest && again.nparams == s->nparams);
		MUST(is_same(again.host, s->host));
		MUST(is_same(again.path, s->path));
		MUST(is_same(again.head, s->head));
		MUST(is_same(again.lookup, s->lookup));
		MUST(is_same(again.params, s->params));
		MUST(again.segments == s->segments &&
		    again.values == s->values);
		MUST(is_same(again.literal, s->literal));
	}
	buf_free(&text);
	buf_free(&typed);
}

static void
check(const struct source *s, struct source_options o)
{
	struct buf out;

	MUST(s->path.n + s->params.n <= SOURCE_MAX);
	MUST(s->nparams <= 8 && s->lookup.n <= SOURCE_MAX + 3);
	MUST(s->values <= s->nparams && s->segments + s->values <= 9);
	MUST(s->segments == 0 || s->kind == SOURCE_PATTERN);
	MUST(s->values == 0 || s->values < s->nparams || source_is_held(s));
	MUST(s->kind == SOURCE_REGEX || s->lookup.n >= s->head.n);
	MUST(s->scheme == SCHEME_ANY || s->host.n > 0);
	for (size_t i = 0; i < s->lookup.n; i++)
		MUST(s->lookup.s[i] > ' ' && s->lookup.s[i] < 0x7f);
	buf_init(&out, 20000);
	source_describe(s, false, o.ignore_case, &out);
	MUST(buf_end(&out) == ERR_OK && out.len > 0);
	buf_free(&out);
	check_again(s, o);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct source_options o = { 0 };
	struct source         s;
	struct buf            text, why;
	enum err              rc;

	if (n == 0)
		return 0;
	o.literal = data[0] & 1;
	o.ignore_case = data[0] & 2;
	buf_init(&text, 8 * SOURCE_MAX);
	buf_init(&why, WHY_MAX);
	rc = source_parse((struct slice){ (const char *)data + 1, n - 1 }, o,
	    &s, &text, &why);
	MUST(rc == ERR_OK || rc == ERR_SYNTAX || rc == ERR_LIMIT);
	if (rc == ERR_OK)
		check(&s, o);
	else
		MUST(why.len > 0 && buf_end(&why) == ERR_OK);
	buf_free(&why);
	buf_free(&text);
	return 0;
}
