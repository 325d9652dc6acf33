/* SPDX-License-Identifier: MIT */
/* test_table_near.c - rules that almost cover a key, on a real table. */
#include "tables.h"

#include "near.h"

/* What is near a URL: "3:case 1:host". */
static const char *
near_to(const char *url)
{
	static const char *const words[] = { "scheme", "host", "slash", "case",
		"param" };
	static char              text[1000];
	struct near              near[TABLE_NEAR_MAX];
	struct request           r;
	struct key               k;
	struct buf               out;
	size_t                   n = 99;
	enum err                 rc;

	key_init(&k);
	buf_init_in(&out, text, sizeof(text));
	request_from_url(url, "GET", &r);
	assert_err(key_from_request(&r, &k), ERR_OK);
	rc = table_near(table, &k, mono_ms, near, &n);
	for (size_t i = 0; rc == ERR_OK && i < n; i++) {
		buf_addf(&out, "%s%lld", i > 0 ? " " : "",
		    (long long)near[i].rule->id);
		for (unsigned bit = 0; bit < ARRAY_LEN(words); bit++)
			if (near[i].why >> bit & 1)
				buf_addf(&out, ":%s", words[bit]);
	}
	assert_err(buf_end(&out), ERR_OK);
	key_free(&k);
	return rc == ERR_OK ? text : err_name(rc);
}

static void
assert_near(const char *url, const char *want)
{
	assert_string_equal(near_to(url), want);
}

static void
exact_rules(struct scratch *s)
{
	(void)s;
	add("/a", "/x");
	add("b.example/a", "/x");
	add("https://a.example/a", "/x");
	add("/A", "/x");
	add("/ab", "/x");
	add("/a/b", "/x");
	assert_near("http://a.example/a", "3:scheme 2:host 4:case");
	assert_near("https://b.example/a", "3:host 4:case");
	assert_near("/A", "1:case 2:host:case 3:scheme:host:case");
	assert_near("/aB", "5:case");
	assert_near("/b", "");
}

static void
every_spelling(struct scratch *s)
{
	(void)s;
	/* Sorted, other paths stand between the spellings. */
	add("/About/Us", "/x");
	add("/AboutX", "/x");
	add("/about/us", "/x");
	add("/aBOUT/uS", "/x");
	add("/about/usa", "/x");
	add("/abo", "/x");
	add("/ABOUT", "/x");
	add("/zzz", "/x");
	assert_near("/about/us", "4:case 1:case");
	assert_near("/ABOUT/US/", "4:case 3:case 1:case");
	assert_near("/about", "7:case");
	assert_near("/aboutx", "2:case");
}

static void
with_parameters(struct scratch *s)
{
	(void)s;
	add("/index.php?p=12", "/x");
	add("/Index.php?p=13&q", "/x");
	add("/index.phpx", "/x");
	add("/index.php5", "/x");
	add("/index.php", "/x");
	assert_near("/index.php?p=11", "1:param 2:case:param");
	assert_near("/index.php?p=12", "2:case:param");
}

static void
held_rules(struct scratch *s)
{
	(void)s;
	add("/Docs/*", "/x");
	add("b.example/docs/*", "/x");
	add("/docs/a/*", "/x");
	add("b.example/*", "/x");
	add("www.a.example/*", "/x");
	assert_near("http://a.example/docs/x", "2:host 5:host 1:case");
	assert_near("/docs", "2:host 5:host 4:host 1:case");
}

static void
a_bounded_number(struct scratch *s)
{
	char   source[40];
	size_t n = 1;

	(void)s;
	for (int i = 0; i < 100; i++) {
		snprintf(source, sizeof(source), "h%d.example/a", i);
		add(source, "/x");
		snprintf(source, sizeof(source), "h%d.example/A/*", i);
		add(source, "/x");
	}
	near_to("/a");
	for (const char *p = near_to("/a"); *p != '\0'; p++)
		n += *p == ' ';
	assert_int_equal(n, TABLE_NEAR_MAX);
}

static void
a_find_stays_valid(struct scratch *s)
{
	const struct match *m = NULL;
	struct near         near[TABLE_NEAR_MAX];
	struct request      r;
	struct key          k;
	size_t              n = 0, near_n = 0;

	(void)s;
	add("/a", "/found");
	for (int i = 0; i < 600; i++) /* more than are kept */
		add("b.example/a", "/x");
	key_init(&k);
	request_from_url("/a", "GET", &r);
	assert_err(key_from_request(&r, &k), ERR_OK);
	assert_err(table_find(table, &k, mono_ms, &m, &n), ERR_OK);
	assert_err(table_near(table, &k, mono_ms, near, &near_n), ERR_OK);
	assert_int_equal(n, 1);
	assert_true(m[0].rule->id == 1);
	assert_true(slice_is(m[0].rule->target, "/found"));
	assert_int_equal(near_n, TABLE_NEAR_MAX);
	for (size_t i = 0; i < near_n; i++)
		assert_true(slice_is(near[i].rule->target, "/x"));
	key_free(&k);
}

static void
without_a_database(struct scratch *s)
{
	assert_near("/a", "");
	table_close(table);
	assert_int_equal(remove(s->db), 0);
	assert_err(table_open(s->db, &table), ERR_OK);
	assert_near("/a", "absent");
}

static const struct scene scenes[] = {
	{ "exact rules by host, scheme and case, the nearest first",
	    exact_rules },
	{ "a path in every spelling, and nothing else", every_spelling },
	{ "rules that require parameters", with_parameters },
	{ "rules in memory, but not everything on another host", held_rules },
	{ "however many there are, so many are told", a_bounded_number },
	{ "what was found before stays valid", a_find_stays_valid },
	{ "without a database it says so", without_a_database },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(scenes)];

	TABLE_FILL(tests, scenes, tables_run);
	return cmocka_run_group_tests_name("table_near", tests, NULL, NULL) !=
	    0;
}
