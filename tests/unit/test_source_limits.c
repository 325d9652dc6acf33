/* SPDX-License-Identifier: MIT */
/* test_source_limits.c - the promises of source.h at their edges, and on drawn
 * sources. */
#include "rows.h"

#include <string.h>

#include "source.h"
#include "says.h"

static char typed[2 * SOURCE_MAX];

/* A text of n octets: head, and then piece over and over. */
static struct slice
long_text(const char *head, const char *piece, size_t n)
{
	size_t at = strlen(head), len = strlen(piece);

	memcpy(typed, head, at);
	for (size_t i = at; i < n; i++)
		typed[i] = piece[(i - at) % len];
	return (struct slice){ typed, n };
}

/* Parse it; a refusal is a limit, said in just this sentence. */
static bool
fits_or(struct slice s, const char *says)
{
	const struct source_options o = { 0 };
	struct source               got;
	struct buf                  text, why;
	enum err                    rc;

	buf_init(&text, 4 * SOURCE_MAX);
	buf_init(&why, WHY_MAX);
	rc = source_parse(s, o, &got, &text, &why);
	if (rc != ERR_OK) {
		assert_err(rc, ERR_LIMIT);
		assert_says(&why, says);
	}
	buf_free(&why);
	buf_free(&text);
	return rc == ERR_OK;
}

static bool
fits(struct slice s)
{
	return fits_or(s, "the limit is ");
}

/* What was typed, and by how much it is too much. */
static void
a_refusal_says_which_limit(void **state)
{
	static const struct {
		const char *name, *head, *piece;
		size_t      n;
		const char *says;
	} rows[] = {
		{ "octets", "/", "a", SOURCE_MAX + 1,
		    "a source of 2001 octets is too long: the limit is 2000" },
		{ "octets of an expression", "~/", "a", SOURCE_MAX + 1,
		    "a source of 2001 octets is too long: the limit is 2000" },
		{ "few octets that are many when escaped", "/", "\xc3\xa9", 801,
		    "too long once it is escaped: the limit is 2000 octets" },
		{ "segments", "", "/a", 130,
		    "a source of 65 segments is too long: the limit is 64" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (fits_or(long_text(rows[i].head, rows[i].piece, rows[i].n),
			rows[i].says))
			fail_msg("%s: taken", rows[i].name);
}

static void
the_longest_source_fits(void **state)
{
	(void)state;
	assert_true(fits(long_text("/", "a", SOURCE_MAX)));
	assert_false(fits(long_text("/", "a", SOURCE_MAX + 1)));
	assert_true(fits(long_text("a.example/", "a", SOURCE_MAX)));
	assert_false(fits(long_text("a.example/", "a", SOURCE_MAX + 1)));
	assert_false(fits(long_text("/", "%", SOURCE_MAX + 1)));
}

/* Two octets of UTF-8 become six. */
static void
the_longest_source_is_measured_when_normalised(void **state)
{
	(void)state;
	assert_true(fits(long_text("/a", "\xc3\xa9", 2 + 666)));
	assert_false(fits(long_text("/abc", "\xc3\xa9", 4 + 666)));
	assert_false(fits(long_text("/a", "\xc3\xa9", SOURCE_MAX)));
	assert_true(fits(long_text("/", "./", SOURCE_MAX)));
}

static void
sixty_four_segments_fit(void **state)
{
	size_t max = 2 * (size_t)URL_SEGMENTS_MAX;

	(void)state;
	assert_true(fits(long_text("", "/a", max)));
	assert_false(fits(long_text("", "/a", max + 2)));
	assert_true(fits(long_text("/a/..", "/a", max + 5)));
	/* A final slash is none, as it is none of a request's. */
	assert_true(fits(long_text("", "/a", max + 1)));
	assert_false(fits(long_text("", "/a", max + 3)));
	/* Of a prefix the head counts. */
	long_text("", "/a", max);
	memcpy(typed + max, "/*", 2);
	assert_true(fits((struct slice){ typed, max + 2 }));
	memcpy(typed + max, "/a/*", 4);
	assert_false(fits((struct slice){ typed, max + 4 }));
}

static void
a_host_that_is_too_long_is_a_limit(void **state)
{
	static char host[URL_HOST_MAX + 3];

	(void)state;
	for (size_t i = 0; i < sizeof(host); i++)
		host[i] = i % 2 == 0 ? 'a' : '.';
	host[URL_HOST_MAX] = '/';
	assert_true(fits((struct slice){ host, URL_HOST_MAX + 1 }));
	host[URL_HOST_MAX] = '.';
	host[URL_HOST_MAX + 2] = '/';
	assert_false(fits((struct slice){ host, sizeof(host) }));
}

/* Every refusal of a text of the greatest length is a whole sentence. */
static void
the_longest_refusals_are_sentences(void **state)
{
	static const char *const heads[] = { "", "/x:a", "/a*/", "~/(*", "/?&",
		"/%", "ftp://", "a b", "http:///", "\\", "a.*/", "a:80/",
		"/\xff", "@/", "a.b:/" };
	const struct source_options o = { 0 };
	struct source               s;
	struct buf                  text, why;

	(void)state;
	buf_init(&text, 4 * SOURCE_MAX);
	buf_init(&why, WHY_MAX);
	for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
		buf_reset(&text);
		buf_reset(&why);
		assert_err(source_parse(long_text(heads[i], "x", SOURCE_MAX), o,
			       &s, &text, &why),
		    ERR_SYNTAX);
		assert_says(&why, "");
	}
	buf_free(&why);
	buf_free(&text);
}

static void
nine_placeholders_fit(void **state)
{
	(void)state;
	assert_true(fits(SLICE("/:a/:b/:c/:d/:e/:f/:g/:h/:i/*")));
	assert_false(fits(SLICE("/:a/:b/:c/:d/:e/:f/:g/:h/:i/:j")));
}

static void
eight_parameters_fit(void **state)
{
	(void)state;
	assert_true(fits(SLICE("/a?8&7&6&5&4&3&2&1")));
	assert_false(fits(SLICE("/a?8&7&6&5&4&3&2&1&0")));
}

/* They count together with the path and the '?' that joins them. */
static void
long_parameters_fit(void **state)
{
	(void)state;
	assert_true(fits(long_text("/a?", "a", SOURCE_MAX)));
	assert_false(fits(long_text("/a?", "a", SOURCE_MAX + 1)));
	/* Two octets become six. */
	assert_true(fits(long_text("/a?a", "\xc3\xa9", 4 + 664)));
	assert_false(fits(long_text("/a?a", "\xc3\xa9", 4 + 666)));
	assert_true(fits(long_text("*.a.example/*?", "a", SOURCE_MAX)));
}

static void
a_nul_is_no_end(void **state)
{
	const struct source_options o = { 0 };
	struct source               s;
	struct buf                  text;

	(void)state;
	buf_init(&text, 100);
	assert_err(source_parse(SLICE("/a\0b"), o, &s, &text, NULL),
	    ERR_SYNTAX);
	assert_err(source_parse(SLICE("a.example\0/b"), o, &s, &text, NULL),
	    ERR_SYNTAX);
	assert_err(source_parse(slice_of(NULL), o, &s, &text, NULL),
	    ERR_SYNTAX);
	buf_free(&text);
}

/* ----------------------------------------------------------------- drawn */

static uint64_t
draw(uint64_t *seed, size_t below)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return (*seed >> 20) % below;
}

static struct slice
draw_source(uint64_t *seed)
{
	static const char *const pieces[] = { "/", "/", "/*", "/:c", "a", "B",
		".", "..", "%2e", "%2F", "%c3%a9", "\xc3\xa9", "%41", "~", ":",
		":b", "1", "*", "/*", "a.example", "https://", "http://",
		"[::1]", "*.", "?x", "&p=1%2b", ";", "?", "@", "%", "%00", "#",
		"?v=:v", " ", "\\", "\n" };
	size_t                   n = 0, count = draw(seed, 9);

	if (draw(seed, 3) == 0)
		typed[n++] = '/';
	for (size_t i = 0; i < count; i++) {
		const char *one = pieces[draw(seed,
		    draw(seed, 3) == 0 ? ARRAY_LEN(pieces) : 13)];

		memcpy(typed + n, one, strlen(one));
		n += strlen(one);
	}
	return (struct slice){ typed, n };
}

/* The same once more, as literal text: a prefix is the folder it is of. */
static void
check_again(const struct source *s, struct slice path, struct source_options o)
{
	struct source again;
	struct buf    in, text;

	o.literal = true;
	buf_init(&in, 4 * SOURCE_MAX);
	buf_init(&text, 4 * SOURCE_MAX);
	if (s->scheme != SCHEME_ANY)
		buf_addf(&in, "%s://", scheme_name(s->scheme));
	buf_add_slice(&in, s->host);
	buf_add_slice(&in, path);
	if (s->nparams > 0) {
		buf_addc(&in, '?');
		buf_add_slice(&in, s->params);
	}
	assert_err(source_parse(buf_slice(&in), o, &again, &text, NULL),
	    ERR_OK);
	assert_int_equal(again.kind, SOURCE_EXACT);
	assert_int_equal(again.scheme, s->scheme);
	assert_true(slice_eq(again.host, s->host));
	assert_true(slice_eq(again.path, path));
	if (s->values == 0) /* literal, a placeholder is a value */
		assert_true(slice_eq(again.params, s->params));
	assert_int_equal(again.nparams, s->nparams);
	assert_int_equal(again.wild, s->wild);
	if (s->kind != SOURCE_PATTERN && s->params.n == 0)
		assert_true(slice_eq(again.lookup,
		    s->lookup.n > 0 ? s->lookup : SLICE("/")));
	buf_free(&text);
	buf_free(&in);
}

static void
check_source(const struct source *s, struct source_options o)
{
	struct buf canonical, path;

	buf_init(&canonical, 4 * SOURCE_MAX);
	buf_init(&path, 4 * SOURCE_MAX);
	buf_add_slice(&path, s->path);
	if (s->rest)
		buf_addc(&path, '/');
	assert_err(url_path(buf_slice(&path), &canonical), ERR_OK);
	assert_true(slice_eq(buf_slice(&path), buf_slice(&canonical)));
	assert_true(s->scheme == SCHEME_ANY || s->host.n > 0);
	check_again(s, buf_slice(&path), o);
	if (o.ignore_case)
		url_fold(path.data, path.len);
	/* The head is what the path begins with, in whole segments. */
	assert_true(path.len >= s->head.n &&
	    memcmp(path.data, s->head.s, s->head.n) == 0);
	assert_true(path.len == s->head.n || path.data[s->head.n] == '/' ||
	    s->head.n == 0);
	if (s->kind != SOURCE_PATTERN && s->params.n == 0)
		if (s->params.n == 0)
			assert_true(slice_eq(s->lookup,
			    s->kind == SOURCE_PREFIX ?
				(struct slice){ path.data, path.len - 1 } :
				url_trim(buf_slice(&path))));
	buf_free(&path);
	buf_free(&canonical);
}

static void
what_is_understood_is_canonical(void **state)
{
	uint64_t   seed = 0x5eed;
	struct buf text, why;
	size_t     kinds[4] = { 0 }, refused = 0;

	(void)state;
	buf_init(&text, 4 * SOURCE_MAX);
	buf_init(&why, WHY_MAX);
	for (int n = 0; n < 50000; n++) {
		struct source_options o = { .literal = draw(&seed, 4) == 0,
			.ignore_case = draw(&seed, 2) == 0 };
		struct source         s;
		enum err              rc;

		buf_reset(&text);
		buf_reset(&why);
		rc = source_parse(draw_source(&seed), o, &s, &text, &why);
		if (rc != ERR_OK) {
			assert_err(rc, ERR_SYNTAX);
			assert_says(&why, "");
			refused++;
			continue;
		}
		kinds[s.kind]++;
		if (s.kind != SOURCE_REGEX)
			check_source(&s, o);
	}
	assert_true(refused > 5000);
	assert_true(kinds[SOURCE_EXACT] > 5000);
	assert_true(kinds[SOURCE_PREFIX] > 500);
	assert_true(kinds[SOURCE_PATTERN] > 500);
	assert_true(kinds[SOURCE_REGEX] > 50);
	buf_free(&why);
	buf_free(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_refusal_says_which_limit),
		cmocka_unit_test(the_longest_source_fits),
		cmocka_unit_test(
		    the_longest_source_is_measured_when_normalised),
		cmocka_unit_test(sixty_four_segments_fit),
		cmocka_unit_test(a_host_that_is_too_long_is_a_limit),
		cmocka_unit_test(the_longest_refusals_are_sentences),
		cmocka_unit_test(nine_placeholders_fit),
		cmocka_unit_test(eight_parameters_fit),
		cmocka_unit_test(long_parameters_fit),
		cmocka_unit_test(a_nul_is_no_end),
		cmocka_unit_test(what_is_understood_is_canonical),
	};

	return cmocka_run_group_tests_name("source, limits", tests, NULL,
		   NULL) != 0;
}
