/* SPDX-License-Identifier: MIT */
/* test_key_limits.c - the promises of key.h at their edges, and on drawn
 * requests. */
#include "rows.h"

#include <string.h>

#include "key.h"

static char text[4 * URL_REQUEST_MAX];

/* A text of n octets: head, and then c. */
static const char *
long_text(const char *head, char c, size_t n)
{
	size_t at = strlen(head);

	memcpy(text, head, at);
	memset(text + at, c, n - at);
	text[n] = '\0';
	return text;
}

static enum err
ask(struct key *k, const char *uri)
{
	const struct request r = { .method = SLICE("GET"),
		.uri = slice_of(uri) };

	return key_from_request(&r, k);
}

static enum err
ask_url(struct key *k, const char *url)
{
	struct request r;

	request_from_url(url, "GET", &r);
	return key_from_request(&r, k);
}

static enum err
ask_path_info(struct key *k, const char *path_info)
{
	const struct request r = { .method = SLICE("GET"),
		.path_info = slice_of(path_info) };

	return key_from_request(&r, k);
}

static void
the_longest_target_is_served(void **state)
{
	const size_t max = URL_REQUEST_MAX;
	struct key   k;

	(void)state;
	key_init(&k);
	assert_err(ask(&k, long_text("/", 'a', max)), ERR_OK);
	assert_int_equal(k.path.n, max);
	assert_err(ask(&k, long_text("/", 'a', max + 1)), ERR_LIMIT);
	assert_err(ask(&k, long_text("/?", 'a', max)), ERR_OK);
	assert_int_equal(k.query.n, max - 2);
	assert_err(ask(&k, long_text("/?", 'a', max + 1)), ERR_LIMIT);
	assert_err(ask(&k, long_text("http://a/", 'a', max)), ERR_OK);
	assert_err(ask(&k, long_text("http://a/", 'a', max + 1)), ERR_LIMIT);
	assert_err(ask_path_info(&k, long_text("/", 'a', max)), ERR_OK);
	assert_err(ask_path_info(&k, long_text("/", 'a', max + 1)), ERR_LIMIT);
	key_free(&k);
}

/* Everything that becomes three octets, at once. */
static void
the_longest_target_may_grow(void **state)
{
	const size_t max = URL_REQUEST_MAX;
	struct key   k;

	(void)state;
	key_init(&k);
	assert_err(ask(&k, long_text("/A", '\xff', max)), ERR_OK);
	assert_int_equal(k.path.n, 2 + (max - 2) * 3);
	assert_int_equal(k.folded.n, k.path.n);
	assert_err(ask(&k, long_text("/?", '\xff', max)), ERR_OK);
	assert_int_equal(k.query.n, (max - 2) * 3);
	assert_err(ask(&k, long_text("/", '/', max)), ERR_OK);
	assert_int_equal(k.path.n, 1);
	key_free(&k);
}

/* What is encoded again is as long as the target was before it was decoded. */
static void
a_rebuilt_target_is_measured_as_it_was_sent(void **state)
{
	struct key k;

	(void)state;
	key_init(&k);
	assert_err(ask_path_info(&k, long_text("/1", '\xff', 2668)), ERR_OK);
	assert_int_equal(k.path.n, URL_REQUEST_MAX);
	assert_err(ask_path_info(&k, long_text("/12", '\xff', 2669)),
	    ERR_LIMIT);
	assert_err(ask_path_info(&k, long_text("/", '\xff', 20000)), ERR_LIMIT);
	key_free(&k);
}

/* A browser sends path and query: scheme, host and fragment do not count. */
static void
a_url_is_measured_as_it_would_be_sent(void **state)
{
	static const char host[] = "https://a.example";
	static const char head[] = "https://a.example/";
	size_t            max = URL_REQUEST_MAX + sizeof(host) - 1;
	struct key        k;

	(void)state;
	key_init(&k);
	assert_err(ask_url(&k, long_text(head, 'a', max)), ERR_OK);
	assert_int_equal(k.path.n, URL_REQUEST_MAX);
	assert_err(ask_url(&k, long_text(head, 'a', max + 1)), ERR_LIMIT);
	assert_err(ask_url(&k, long_text("/a#", 'a', max + 1)), ERR_OK);
	key_free(&k);
}

static void
the_longest_method_is_served(void **state)
{
	struct request r = { .uri = SLICE("/") };
	struct key     k;

	(void)state;
	key_init(&k);
	r.method = slice_of(long_text("", 'A', KEY_METHOD_MAX));
	assert_err(key_from_request(&r, &k), ERR_OK);
	r.method = slice_of(long_text("", 'A', KEY_METHOD_MAX + 1));
	assert_err(key_from_request(&r, &k), ERR_SYNTAX);
	key_free(&k);
}

static void
a_host_that_is_too_long_is_none(void **state)
{
	static const char label[] =
	    "a23456789-b23456789-c23456789-d23456789-e23456789-f23456789-g23";
	struct request r = { .method = SLICE("GET"), .uri = SLICE("/a") };
	struct buf     host;
	struct key     k;

	(void)state;
	key_init(&k);
	buf_init(&host, 1000);
	buf_addf(&host, "%s.%s.%s.%s", label, label, label, label);
	assert_err(buf_end(&host), ERR_OK);
	r.host = slice_of(host.data);
	assert_err(key_from_request(&r, &k), ERR_OK);
	assert_int_equal(k.host.n, URL_HOST_MAX);
	buf_addc(&host, 'x');
	assert_err(buf_end(&host), ERR_OK);
	r.host = slice_of(host.data);
	assert_err(key_from_request(&r, &k), ERR_OK);
	assert_int_equal(k.host.n, 0);
	assert_true(slice_is(k.path, "/a"));
	buf_free(&host);
	r.host = slice_of(long_text("", 'a', 2 * URL_REQUEST_MAX));
	assert_err(key_from_request(&r, &k), ERR_OK);
	assert_int_equal(k.host.n, 0);
	key_free(&k);
}

static void
capitals_are_folded_and_escapes_are_not(void **state)
{
	struct key k;

	(void)state;
	key_init(&k);
	assert_err(ask(&k, "/Caf%c3%a9/%2fX"), ERR_OK);
	assert_true(slice_is(k.path, "/Caf%C3%A9/%2FX"));
	assert_true(slice_is(k.folded, "/caf%C3%A9/%2Fx"));
	assert_err(ask(&k, "/plain"), ERR_OK);
	assert_true(slice_is(k.folded, "/plain"));
	key_free(&k);
}

static void
a_refused_request_leaves_nothing_of_the_last(void **state)
{
	struct request r = { .method = SLICE("HEAD"),
		.uri = SLICE("/secret?s"),
		.host = SLICE("a.example:81"),
		.server_port = SLICE("82"),
		.https = SLICE("on") };
	struct key     k;

	(void)state;
	key_init(&k);
	assert_err(key_from_request(&r, &k), ERR_OK);
	assert_err(ask(&k, "/%zz?x"), ERR_SYNTAX);
	assert_int_equal(k.host.n, 0);
	assert_int_equal(k.query.n, 0);
	assert_int_equal(k.port, 0);
	assert_int_equal(k.server_port, 0);
	assert_true(slice_is(k.path, "/"));
	assert_true(slice_is(k.folded, "/"));
	assert_err(ask(&k, "/b"), ERR_OK);
	assert_int_equal(k.host.n, 0);
	assert_int_equal(k.method, METHOD_OTHER);
	assert_int_equal(k.scheme, SCHEME_HTTP);
	assert_false(k.has_query);
	key_free(&k);
	key_free(&k);
}

/* ----------------------------------------------------------------- drawn */

#define DRAWS 50000

static size_t
draw(uint64_t *seed, size_t below)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return (*seed >> 20) % below;
}

/* A text of 0 to 30 octets, or none at all. */
static const char *
draw_text(uint64_t *seed, char *to)
{
	static const char alphabet[] =
	    "//////..%%25aAfF0?#&=+:@[]*\\ \n\x7f\xff"
	    "ehttps://a.b";
	size_t n = draw(seed, 31);

	if (n == 30)
		return NULL;
	for (size_t i = 0; i < n; i++)
		to[i] = alphabet[draw(seed,
		    draw(seed, 3) == 0 ? sizeof(alphabet) - 1 : 20)];
	to[n] = '\0';
	return to;
}

static void
check_key(const struct key *k)
{
	struct buf again;

	buf_init(&again, URL_REQUEST_MAX);
	assert_err(url_path(k->path, &again), ERR_OK);
	assert_true(slice_eq(buf_slice(&again), k->path));
	assert_int_equal(k->folded.n, k->path.n);
	for (size_t i = 0; i < k->path.n; i++) {
		assert_in_range(k->path.s[i], 0x21, 0x7e);
		assert_int_equal(url_lower(k->path.s[i]),
		    url_lower(k->folded.s[i]));
	}
	for (size_t i = 0; i < k->query.n; i++) {
		assert_in_range(k->query.s[i], 0x21, 0x7e);
		assert_int_not_equal(k->query.s[i], '#');
	}
	for (size_t i = 0; i < k->host.n; i++)
		assert_non_null(strchr("abcdefghijklmnopqrstuvwxyz0123456789"
				       "-_.[]:",
		    k->host.s[i]));
	assert_in_range(k->port, 0, 65535);
	assert_true(k->scheme == SCHEME_HTTP || k->scheme == SCHEME_HTTPS);
	buf_free(&again);
}

static void
whatever_is_asked_the_key_is_sane(void **state)
{
	uint64_t   seed = 0x5eed;
	struct key k;
	size_t     good = 0;

	(void)state;
	key_init(&k);
	for (int n = 0; n < DRAWS; n++) {
		char           t[6][32];
		struct request r = { .method = SLICE("GET") };
		enum err       rc;

		r.uri = slice_of(draw_text(&seed, t[0]));
		r.host = slice_of(draw_text(&seed, t[1]));
		r.script_name = slice_of(draw_text(&seed, t[2]));
		r.path_info = slice_of(draw_text(&seed, t[3]));
		r.query_string = slice_of(draw_text(&seed, t[4]));
		if (draw(&seed, 8) == 0)
			r.url = slice_of(draw_text(&seed, t[5]));
		rc = key_from_request(&r, &k);
		assert_true(rc == ERR_OK || rc == ERR_SYNTAX);
		good += rc == ERR_OK;
		if (rc == ERR_OK)
			check_key(&k);
	}
	assert_in_range(good, DRAWS / 20, DRAWS - DRAWS / 20);
	key_free(&k);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_longest_target_is_served),
		cmocka_unit_test(the_longest_target_may_grow),
		cmocka_unit_test(a_rebuilt_target_is_measured_as_it_was_sent),
		cmocka_unit_test(a_url_is_measured_as_it_would_be_sent),
		cmocka_unit_test(the_longest_method_is_served),
		cmocka_unit_test(a_host_that_is_too_long_is_none),
		cmocka_unit_test(capitals_are_folded_and_escapes_are_not),
		cmocka_unit_test(a_refused_request_leaves_nothing_of_the_last),
		cmocka_unit_test(whatever_is_asked_the_key_is_sane),
	};

	return cmocka_run_group_tests_name("key, limits", tests, NULL, NULL) !=
	    0;
}
