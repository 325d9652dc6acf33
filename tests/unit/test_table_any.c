/* SPDX-License-Identifier: MIT */
/*
 * test_table_any.c - random rules of every kind in a real database, and random
 * requests: the table finds what a plain look at every rule finds, in the
 * documented order.
 */
#include "tables.h"

#include "dice.h"
#include "linear.h"

#define ROUNDS   12
#define RULES    150
#define REQUESTS 400
#define PIECES(...)                                        \
	((const char *const[]){ __VA_ARGS__ }),            \
	    sizeof((const char *const[]){ __VA_ARGS__ }) / \
	    sizeof(const char *)

static struct linear specs[RULES];

/* By how many things they look at. */
static const char *const conditions[] = { "", "cookie a=1\ncookie a=2",
	"method POST\nlanguage de\nlanguage fr",
	"cookie a\ncookie b\nheader X" };

/* Up to four of some words, each behind a text. */
static void
draw(struct dice *d, char *out, const char *before, size_t most,
    const char *const *words, size_t n)
{
	char *end = out + strlen(out);

	for (size_t i = dice_below(d, most + 1); i > 0; i--) {
		end = stpcpy(end, before);
		end = stpcpy(end, words[dice_below(d, n)]);
	}
}

static void
draw_path(struct dice *d, char *out, bool is_source)
{
	*out = '\0';
	draw(d, out, "/", 3, PIECES("a", "b", "A", "ab"));
	if (is_source && dice_once_in(d, 3)) {
		/* Names differ: each stands once. */
		draw(d, out, "/", 1, PIECES(":x", ":y"));
		draw(d, out, "/", 1, PIECES("a", "b"));
		draw(d, out, "/", 1, PIECES(":z"));
	}
	if (is_source && dice_once_in(d, 3))
		stpcpy(out + strlen(out), "/*");
	else if (*out == '\0' || dice_once_in(d, 3))
		stpcpy(out + strlen(out), "/");
}

static void
draw_params(struct dice *d, char *out, bool is_source)
{
	*out = '\0';
	if (is_source) { /* each once */
		draw(d, out, "&", 1, PIECES("p=1", "p=2"));
		draw(d, out, "&", 1, PIECES("q", "q=:v", "q=1"));
		draw(d, out, "&", 1, PIECES("r=1", "p=3"));
	} else {
		draw(d, out, "&", 4,
		    PIECES("p=1", "p=2", "q", "q=1", "q=2", "r=1", "s"));
	}
	if (*out != '\0')
		memmove(out, out + 1, strlen(out));
}

/* Each part means the same to PCRE2 and POSIX. */
static void
draw_regex(struct dice *d, char *out)
{
	*out = '\0';
	draw(d, out, "/", 2, PIECES("a", "b", "A", "[ab]+", "(a|b)"));
	draw(d, out, "", 2,
	    PIECES("/a", "(/a)?", "/(b|ab)", ".*", "(/[a-z]*)*", "/?", "b*"));
	if (*out == '\0' || strchr("/.(", *out) == NULL)
		stpcpy(out, "/.*");
}

static void
draw_spec(struct dice *d, int64_t id, struct linear *l)
{
	static const char *const hosts[] = { "", "", "h.example", "a.h.example",
		"*.h.example", "*.example", "*.a.h.example" };

	*l = (struct linear){
		.id = id,
		.strict = dice_once_in(d, 4),
		.ignore_case = dice_once_in(d, 4),
		.starts_at = SCRATCH_NOW + (int64_t)dice_below(d, 3),
	};
	snprintf(l->host, sizeof(l->host), "%s", DICE_ONE_OF(d, hosts));
	if (*l->host != '\0' && dice_once_in(d, 4))
		stpcpy(l->scheme, dice_once_in(d, 2) ? "http" : "https");
	draw_path(d, l->path, true);
	if (dice_once_in(d, 3))
		l->conditions = 1 + (int)dice_below(d, 3);
	if (dice_once_in(d, 6)) {
		draw_regex(d, l->regex);
		l->rank = (int)dice_below(d, 3);
		return;
	}
	l->rank = RULE_RANK_DEFAULT;
	if (dice_once_in(d, 3))
		draw_params(d, l->params, true);
}

static void
add_specs(struct dice *d, int64_t first)
{
	struct ledger l;
	struct rule   r;
	struct buf    source;

	buf_init(&source, 1000);
	rule_init(&r, 0);
	start(&l, "add");
	for (int64_t i = 0; i < RULES; i++) {
		draw_spec(d, first + i, &specs[i]);
		buf_reset(&source);
		linear_source(&specs[i], &source);
		rule_reset(&r, specs[i].starts_at);
		r.strict = specs[i].strict;
		r.ignore_case = specs[i].ignore_case;
		r.rank = specs[i].rank;
		rule_set_text(&r, &r.source, buf_slice(&source));
		rule_set_text(&r, &r.target, SLICE("/to"));
		rule_set_text(&r, &r.conditions,
		    slice_of(conditions[specs[i].conditions]));
		assert_err(rule_validate(&r, NULL), ERR_OK);
		assert_err(ledger_add_many(&l, &r), ERR_OK);
	}
	assert_err(ledger_end(&l, true), ERR_OK);
	rule_free(&r);
	buf_free(&source);
}

/* The ids of what covers it, in order, one look at every rule for each. */
static void
look_at_all(const struct linear_ask *q, struct buf *out)
{
	bool told[RULES] = { false };

	for (;;) {
		const struct linear *best = NULL;

		for (size_t i = 0; i < RULES; i++)
			if (!told[i] && linear_covers(&specs[i], q) &&
			    (best == NULL || linear_before(&specs[i], best)))
				best = &specs[i];
		if (best == NULL)
			break;
		told[best - specs] = true;
		buf_addf(out, "%s%lld", out->len > 0 ? " " : "",
		    (long long)best->id);
	}
	assert_err(buf_end(out), ERR_OK);
}

static size_t
ask(struct dice *d)
{
	static const char *const hosts[] = { "h.example", "a.h.example",
		"b.h.example", "b.a.h.example", "example", "i.example" };
	char                     path[100], query[100], url[300];
	struct linear_ask        q = {
		       .scheme = dice_once_in(d, 2) ? "http" : "https",
		       .host = DICE_ONE_OF(d, hosts),
		       .path = path,
		       .query = query,
	};
	struct buf want;
	size_t     n;

	draw_path(d, path, false);
	draw_params(d, query, false);
	snprintf(url, sizeof(url), "%s://%s%s%s%s", q.scheme, q.host, path,
	    *query != '\0' ? "?" : "", query);
	buf_init(&want, 2000);
	look_at_all(&q, &want);
	if (strcmp(found(url), want.data) != 0)
		fail_msg("%s: found '%s', not '%s'", url, found(url),
		    want.data);
	n = want.len;
	buf_free(&want);
	return n;
}

static void
agrees_with_a_look_at_every_rule(struct scratch *s)
{
	struct dice d = { 20261201 };
	size_t      some = 0;

	(void)s;
	for (int64_t round = 0; round < ROUNDS; round++) {
		scratch_sql(s->db, "DELETE FROM rule");
		add_specs(&d, round * RULES + 1);
		for (int i = 0; i < REQUESTS; i++)
			some += ask(&d) > 3;
	}
	assert_true(some > ROUNDS * REQUESTS / 2);
}

static const struct scene scenes[] = {
	{ "whatever a look at every rule finds, is found in this order",
	    agrees_with_a_look_at_every_rule },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(scenes)];

	TABLE_FILL(tests, scenes, tables_run);
	return cmocka_run_group_tests_name("table, any", tests, NULL, NULL) !=
	    0;
}
