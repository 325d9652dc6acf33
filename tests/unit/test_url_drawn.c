/* SPDX-License-Identifier: MIT */
/* test_url_drawn.c - the promises of url.h, kept on drawn input. */
#include "rows.h"

#include <stdio.h>
#include <string.h>

#include "url.h"

#define DRAWS    100000
#define TEXT_MAX 64

/* xorshift64: the same draws in each run. */
static uint64_t
draw(uint64_t *seed, size_t below)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return (*seed >> 20) % below;
}

#define PIECE(literal)                          \
	{                                       \
		"" literal, sizeof(literal) - 1 \
	}

/* What goes wrong in others, in pieces. */
static const struct slice pieces[] = { PIECE("/"), PIECE("/"), PIECE("//"),
	PIECE("."), PIECE(".."), PIECE("/./"), PIECE("/../"), PIECE("/.."),
	PIECE("%2e"), PIECE("%2E"), PIECE("%2f"), PIECE("%2F"), PIECE("%5c"),
	PIECE("\\"), PIECE("%25"), PIECE("%252e"), PIECE("%61"),
	PIECE("%c3%a9"), PIECE("\xc3\xa9"), PIECE("\xff"), PIECE("a"),
	PIECE("B"), PIECE("~"), PIECE(":"), PIECE("*"), PIECE(";"), PIECE("?"),
	PIECE("#"), PIECE("&"), PIECE("="), PIECE("+"), PIECE(" "), PIECE("%"),
	PIECE("%4"), PIECE("%zz"), PIECE("%00"), PIECE("%7f"), PIECE("\0"),
	PIECE("\n"), PIECE("@evil") };

static struct slice
draw_text(uint64_t *seed, char text[TEXT_MAX], bool is_path)
{
	/* The last pieces are refused: mostly, leave them out. */
	size_t below = ARRAY_LEN(pieces) - (draw(seed, 4) == 0 ? 0 : 8);
	size_t n = 0, want = draw(seed, TEXT_MAX);

	if (is_path && draw(seed, 50) != 0)
		text[n++] = '/';
	for (;;) {
		struct slice piece = pieces[draw(seed, below)];

		if (n + piece.n > want)
			return (struct slice){ text, n };
		memcpy(text + n, piece.s, piece.n);
		n += piece.n;
	}
}

/* ----------------------------------------------- another normaliser */

static int
hex(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char       *at = c == '\0' ? NULL : strchr(digits, url_lower(c));

	return at == NULL ? -1 : (int)(at - digits);
}

static bool
is_one_of(unsigned char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

static bool
is_unreserved(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z') || is_one_of(c, "-._~");
}

/*
 * The same in other words, segment by segment, as slow as it is plain: write
 * one segment's canonical form to out.  False when it has none.
 */
static bool
plain_segment(struct slice in, char *out)
{
	for (size_t i = 0; i < in.n; i++) {
		unsigned char c = (unsigned char)in.s[i];
		bool          escaped = c == '%';

		if (escaped) {
			if (in.n - i < 3 || hex(in.s[i + 1]) < 0 ||
			    hex(in.s[i + 2]) < 0)
				return false;
			c = (unsigned char)(hex(in.s[i + 1]) * 16 +
			    hex(in.s[i + 2]));
			i += 2;
		}
		if (c < 0x20 || c == 0x7f)
			return false;
		if (is_unreserved(c) ||
		    (!escaped && is_one_of(c, "!$&'()*+,;=:@")))
			*out++ = (char)c;
		else
			out += snprintf(out, 4, "%%%02X", (unsigned)c);
	}
	*out = '\0';
	return true;
}

static bool
plain_path(struct slice in, struct buf *out)
{
	char   segments[TEXT_MAX][3 * TEXT_MAX + 1];
	size_t depth = 0, start = 1;
	bool   slash = true; /* whether the last segment is empty */

	if (in.n == 0 || in.s[0] != '/')
		return false;
	for (size_t i = 1; i <= in.n; i++) {
		char *last = segments[depth];

		if (i < in.n && in.s[i] != '/')
			continue;
		if (!plain_segment((struct slice){ in.s + start, i - start },
			last))
			return false;
		start = i + 1;
		slash = true;
		if (strcmp(last, "..") == 0)
			depth -= depth > 0;
		else if (last[0] != '\0' && strcmp(last, ".") != 0) {
			depth++;
			slash = i < in.n;
		}
	}
	for (size_t d = 0; d < depth; d++) {
		buf_addc(out, '/');
		buf_adds(out, segments[d]);
	}
	if (slash)
		buf_addc(out, '/');
	return buf_end(out) == ERR_OK;
}

/* ------------------------------------------------------------ properties */

static bool
has_dot_segment(struct slice path)
{
	size_t start = 1;

	for (size_t i = 1; i <= path.n; i++) {
		struct slice one = { path.s + start, i - start };

		if (i < path.n && path.s[i] != '/')
			continue;
		if (slice_is(one, ".") || slice_is(one, ".."))
			return true;
		start = i + 1;
	}
	return false;
}

static void
check_form(struct slice path)
{
	assert_true(path.n > 0 && path.s[0] == '/');
	for (size_t i = 0; i < path.n; i++) {
		assert_in_range(path.s[i], 0x21, 0x7e);
		assert_false(i > 0 && path.s[i] == '/' && path.s[i - 1] == '/');
		assert_null(strchr("?#\\", path.s[i]));
	}
	assert_false(has_dot_segment(path));
}

static void
a_path_has_one_canonical_form(void **state)
{
	uint64_t   seed = 0x5eed;
	struct buf out, again, plain;
	size_t     good = 0, bad = 0, looks = 0;

	(void)state;
	buf_init(&out, 3 * TEXT_MAX);
	buf_init(&again, 3 * TEXT_MAX);
	buf_init(&plain, 3 * TEXT_MAX);
	for (int n = 0; n < DRAWS; n++) {
		char         text[TEXT_MAX];
		struct slice in = draw_text(&seed, text, true);
		enum err     rc;

		buf_reset(&out);
		buf_reset(&again);
		buf_reset(&plain);
		rc = url_path(in, &out);
		assert_int_equal(rc == ERR_OK, plain_path(in, &plain));
		if (rc != ERR_OK) {
			assert_err(rc, ERR_SYNTAX);
			assert_false(url_is_canonical(in));
			bad++;
			continue;
		}
		good++;
		assert_string_equal(out.data, plain.data);
		check_form(buf_slice(&out));
		assert_err(url_path(buf_slice(&out), &again), ERR_OK);
		assert_true(slice_eq(buf_slice(&out), buf_slice(&again)));
		if (url_is_canonical(in)) {
			looks++;
			assert_true(slice_eq(in, buf_slice(&out)));
		}
	}
	/* The draws saw something of everything. */
	assert_true(good > DRAWS / 2 && bad > DRAWS / 10);
	assert_true(looks > DRAWS / 1000);
	buf_free(&plain);
	buf_free(&again);
	buf_free(&out);
}

static void
an_encoded_path_means_what_was_decoded(void **state)
{
	uint64_t   seed = 0x5eed;
	struct buf out;

	(void)state;
	buf_init(&out, 3 * TEXT_MAX);
	for (int n = 0; n < DRAWS / 10; n++) {
		char         text[TEXT_MAX], back[TEXT_MAX];
		struct slice in = draw_text(&seed, text, true);
		size_t       len = 0;

		buf_reset(&out);
		url_encode(in, &out);
		for (size_t i = 0; i < out.len; i++) {
			assert_in_range(out.data[i], 0x21, 0x7e);
			back[len] = out.data[i];
			if (back[len] == '%') {
				back[len] = (char)(hex(out.data[i + 1]) * 16 +
				    hex(out.data[i + 2]));
				i += 2;
			}
			len++;
		}
		assert_true(slice_eq(in, (struct slice){ back, len }));
	}
	buf_free(&out);
}

static void
a_query_is_fit_for_a_location(void **state)
{
	uint64_t   seed = 0x5eed;
	struct buf once, twice;

	(void)state;
	buf_init(&once, 3 * TEXT_MAX);
	buf_init(&twice, 3 * TEXT_MAX);
	url_query(slice_of(NULL), &once); /* no query is none */
	assert_int_equal(once.len, 0);
	for (int n = 0; n < DRAWS / 10; n++) {
		char         text[TEXT_MAX];
		struct slice in = draw_text(&seed, text, false);

		buf_reset(&once);
		buf_reset(&twice);
		url_query(in, &once);
		for (size_t i = 0; i < once.len; i++) {
			assert_in_range(once.data[i], 0x21, 0x7e);
			assert_null(strchr("#\\\"<>^`{|}", once.data[i]));
		}
		url_query(buf_slice(&once), &twice);
		assert_true(slice_eq(buf_slice(&once), buf_slice(&twice)));
	}
	buf_free(&twice);
	buf_free(&once);
}

static void
folding_keeps_the_form(void **state)
{
	uint64_t   seed = 0x5eed;
	struct buf out, again;

	(void)state;
	buf_init(&out, 3 * TEXT_MAX);
	buf_init(&again, 3 * TEXT_MAX);
	for (int n = 0; n < DRAWS / 10; n++) {
		char         text[TEXT_MAX];
		struct slice in = draw_text(&seed, text, true);

		buf_reset(&out);
		buf_reset(&again);
		if (url_path(in, &out) != ERR_OK)
			continue;
		url_fold(out.data, out.len);
		for (size_t i = 0; i < out.len; i++)
			if (out.data[i] == '%')
				i += 2;
			else
				assert_false(out.data[i] >= 'A' &&
				    out.data[i] <= 'Z');
		assert_err(url_path(buf_slice(&out), &again), ERR_OK);
		assert_true(slice_eq(buf_slice(&out), buf_slice(&again)));
	}
	buf_free(&again);
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest drawn[] = {
		cmocka_unit_test(a_path_has_one_canonical_form),
		cmocka_unit_test(an_encoded_path_means_what_was_decoded),
		cmocka_unit_test(a_query_is_fit_for_a_location),
		cmocka_unit_test(folding_keeps_the_form),
	};

	return cmocka_run_group_tests_name("url, drawn", drawn, NULL, NULL) !=
	    0;
}
