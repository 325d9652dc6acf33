/* SPDX-License-Identifier: MIT */
/* test_shape.c - the promises of shape.h. */
#include "rows.h"

#include <string.h>

#include "says.h"
#include "shape.h"

#define NOW 1796083200

struct shape_case {
	const char *name;
	const char *source, *target;
	int         status;
	const char *flags; /* s strict, i ignore case, d drop, l literal */
	const char *want;  /* "ASK > LOCATION" of each shape, by lines */
	const char *says;  /* or why not */
};

#define LEFT4    "(?:a*)?(?:b|a?)?(?:a*)?(?:a*)?"
#define LEFT8    LEFT4 LEFT4
#define ANYWHERE " [^ ]* https?"

static const struct shape_case shape_cases[] = {
	{ "an exact path, with its final slash", "/a", "/b", 307, "",
	    "/a/?([?][^ ]+)?[?]?" ANYWHERE " > /b$1\n", NULL },
	{ "strict", "/a/", "/b", 307, "s",
	    "/a/([?][^ ]+)?[?]?" ANYWHERE " > /b$1\n", NULL },
	{ "in any case", "/A", "https://n.example/b", 307, "i",
	    "(?i:/A/?)([?][^ ]+)?[?]?" ANYWHERE " > https://n.example/b$1\n",
	    NULL },
	{ "without the parameters", "/a", "/b?c=d", 307, "d",
	    "/a/?(?:[?][^ ]*)?" ANYWHERE " > /b?c=d\n", NULL },
	{ "before a fragment", "/a", "/b#c", 307, "",
	    "/a/?([?][^ ]+)?[?]?" ANYWHERE " > /b$1#c\n", NULL },
	{ "a host and a scheme", "https://x.example/a", "/b", 307, "d",
	    "/a/?(?:[?][^ ]*)? (?i:x[.]example)[.]?(?::[0-9]*)? https > /b\n",
	    NULL },
	{ "a wildcard", "*.x.example/a", "/b", 307, "d",
	    "/a/?(?:[?][^ ]*)? (?i:(?:[a-z0-9_-]{1,63}[.])+x[.]example)[.]?"
	    "(?::[0-9]*)? https? > /b\n",
	    NULL },
	{ "a prefix", "/a/*", "https://n.example/b/:splat", 308, "d",
	    "/a/?(?:[?][^ ]*)?" ANYWHERE " > https://n.example/b/\n"
	    "/a/([^ ?]+)(?:[?][^ ]*)?" ANYWHERE " > https://n.example/b/$1\n",
	    NULL },
	{ "a prefix to one place", "/a/*", "https://n.example/b", 307, "d",
	    "/a(?:/[^ ?]*)?(?:[?][^ ]*)?" ANYWHERE " > https://n.example/b\n",
	    NULL },
	{ "a rest that is not last", "/a/*", "https://n.example/:splat/z", 307,
	    "d",
	    "/a/?(?:[?][^ ]*)?" ANYWHERE " > https://n.example/z\n"
	    "/a/([^ ?]*[^ ?/])(?:[?][^ ]*)?" ANYWHERE
	    " > https://n.example/$1/z\n"
	    "/a/([^ ?]*[^ ?/])/(?:[?][^ ]*)?" ANYWHERE
	    " > https://n.example/$1/z\n",
	    NULL },
	{ "placeholders", "/a/:x/:y", "/b/:y/:x", 307, "",
	    "/a/([^ ?/]+)/([^ ?/]+)/?([?][^ ]+)?[?]?" ANYWHERE
	    " > /b/$2/$1$3\n",
	    NULL },
	{ "octets that mean something", "/(a).$", "/b", 307, "dl",
	    "/[(]a[)][.][$]/?(?:[?][^ ]*)?" ANYWHERE " > /b\n", NULL },
	{ "gone", "/a/*", "", 410, "",
	    "/a(?:/[^ ?]*)?(?:[?][^ ]*)?" ANYWHERE " > \n", NULL },
	{ "left alone", "/a", "-", 307, "",
	    "/a/?(?:[?][^ ]*)?" ANYWHERE " > \n", NULL },
	{ "where it is the URL that was asked for", "/a", "/a/", 307, "",
	    "/a/?([?][^ ]+)?[?]?" ANYWHERE
	    " > /a/$1, but /a/(?:[?][^ ]*)?" ANYWHERE "\n",
	    NULL },
	{ "always", "/a/*", "/a/:splat", 307, "", NULL, "gives way" },
	{ "on the target's host", "/*", "https://n.example/:splat", 307, "",
	    "/([?][^ ]+)?[?]?" ANYWHERE " > https://n.example/$1, but [^ ]* "
	    "(?i:n[.]example)[.]?(?::443)? https\n"
	    "/([^ ?]+)([?][^ ]+)?[?]?" ANYWHERE
	    " > https://n.example/$1$2, but [^ ]* "
	    "(?i:n[.]example)[.]?(?::443)? https\n",
	    NULL },
	{ "where that depends on values", "/:x/:y", "/:y/:x", 307, "", NULL,
	    "gives way" },
	{ "where a value would have to be two things", "/:x/a/:y", "/t/:y/:x",
	    307, "d",
	    "/([^ ?/]+)/a/([^ ?/]+)/?(?:[?][^ ]*)?" ANYWHERE " > /t/$2/$1\n",
	    NULL },
	{ "where it would have to be one", "/:x/a/:y", "/t/:y/a", 307, "", NULL,
	    "gives way" },
	{ "where an escape hides that", "/q/:x/a", "/%71/a/:x", 307, "", NULL,
	    "gives way" },
	{ "a query of its own that is passed on", "/a", "/b?c=d", 307, "", NULL,
	    "--query drop" },
	{ "a placeholder in a query", "/a/:x", "/b?c=:x", 307, "d", NULL,
	    "a placeholder in its target's query" },
	{ "two parameters, in any order", "/a?b&c", "/d", 307, "d",
	    "/a/?[?](?=(?:[^ &]*&){0,63}(?:%62|b)=?[& ])"
	    "(?=(?:[^ &]*&){0,63}(?:%63|c)=?[& ])[^ ]*" ANYWHERE " > /d\n",
	    NULL },
	{ "four, and the others are passed on", "/a?b&c&d&e", "/d", 307, "",
	    NULL, "more than 3 parameters" },
	{ "an expression", "~/a/(\\d+)/?", "/b/$1", 307, "d",
	    "/a/([0-9]+)/?(?:[?][^ ]*)?" ANYWHERE " > /b/$1\n", NULL },
	{ "a class, and what a path ends at", "~^/a/([^/]+)/(?:x|y.*)$",
	    "/b/$1", 307, "d",
	    "/a/([^ /\\x3F]+)/(?:x|y[^ \\x3F]*)(?:[?][^ "
	    "]*)?" ANYWHERE " > /b/$1\n",
	    NULL },
	{ "in any case: what is not in a class", "~/[^b]{2,3}", "/b", 307, "di",
	    "(?i:/[^ \\x3FBb]{2,3})(?:[?][^ ]*)?" ANYWHERE " > /b\n", NULL },
	{ "a query behind the captures", "~/a/(.*)", "/b/$1", 307, "",
	    "/a/([^ \\x3F]*)([?][^ ]+)?[?]?" ANYWHERE " > /b/$1$2\n", NULL },
	{ "a look ahead", "~/a(?=b).", "/b", 307, "", NULL, "at '(?=b).'" },
	{ "a reference back", "~/(a)\\1", "/b", 307, "", NULL, "at '\\1'" },
	{ "a name", "~/(?<host>a)", "/b", 307, "", NULL, "at '(?<host>a)'" },
	{ "what takes many steps", "~/a(.*)b(.*)c", "/b", 307, "", NULL,
	    "many steps" },
	{ "many choices", "~/a?a?a?a?a?aaaaa", "/b", 307, "", NULL,
	    "many steps" },
	{ "very many choices, in no time", "~/" LEFT8 LEFT8 LEFT8 LEFT8 "b",
	    "/c", 307, "", NULL, "many steps" },
	{ "what could be half an escape", "~/a([^x]*)/b", "/c/$1", 307, "",
	    NULL, "captures as $1" },
	{ "what could be a dot", "~/a(..)/b", "/c/$1", 307, "", NULL,
	    "captures as $1" },
	{ "what could be nothing between slashes", "~/a/(\\d*)", "/c/$1/d", 307,
	    "", NULL, "captures as $1" },
	{ "where it could lead to itself", "~/a(b*)", "/a/c$1", 307, "", NULL,
	    "gives way" },
	{ "the value of a parameter", "/a?x=:x", "/b/:x", 307, "", NULL,
	    "it takes the value of a parameter, which is not decoded there as "
	    "it is here" },
	{ "a piece that is used thrice", "/a/:x", "/b/:x/:x/:x", 307, "", NULL,
	    "longer than 4000 octets" },
};

static enum err
tell(const struct shape *s, void *arg)
{
	struct buf  *out = arg;
	struct slice l = buf_slice(&s->location);

	buf_add_slice(out, buf_slice(&s->ask));
	buf_adds(out, " > ");
	for (size_t i = 0; i < l.n; i++) {
		if (l.s[i] < 10)
			buf_addf(out, "$%d", l.s[i]);
		else
			buf_addc(out, l.s[i]);
	}
	if (s->except.len > 0) {
		buf_adds(out, ", but ");
		buf_add_slice(out, buf_slice(&s->except));
	}
	buf_addc(out, '\n');
	return ERR_OK;
}

static void
make(struct rule *r, const struct shape_case *c)
{
	struct buf why;

	buf_init(&why, WHY_MAX);
	rule_init(r, NOW);
	r->status = c->status;
	r->starts_at = NOW;
	r->expires_at = WHEN_NEVER;
	r->strict = strchr(c->flags, 's') != NULL;
	r->ignore_case = strchr(c->flags, 'i') != NULL;
	r->literal = strchr(c->flags, 'l') != NULL;
	r->query = strchr(c->flags, 'd') != NULL ? QUERY_DROP : QUERY_PASS;
	rule_set_text(r, &r->source, slice_of(c->source));
	rule_set_text(r, &r->target, slice_of(c->target));
	assert_err(rule_validate(r, &why), ERR_OK);
	buf_free(&why);
}

static void
shape_row(void **state)
{
	const struct shape_case *c = *state;
	struct rule              r;
	struct buf               out, why;
	enum err                 rc;

	buf_init(&out, 100000);
	buf_init(&why, WHY_MAX);
	make(&r, c);
	rc = shape_each(&r, NOW, tell, &out, &why);
	assert_err(buf_end(&out), ERR_OK);
	/* What always gives way answers nothing, and needs no shape. */
	if (c->says != NULL && rc == ERR_OK) {
		assert_string_equal(out.data, "");
	} else if (c->says != NULL) {
		assert_err(rc, ERR_SYNTAX);
		assert_says(&why, c->says);
	} else {
		assert_err(rc, ERR_OK);
		assert_string_equal(out.data, c->want);
	}
	rule_free(&r);
	buf_free(&out);
	buf_free(&why);
}

/* ---------------------------------------------------------------- windows */

static enum err
tell_window(const struct shape *s, void *arg)
{
	buf_addf(arg, "%lld %lld %d %s\n",
	    s->from == WHEN_EVER ? -1 : (long long)s->from - NOW,
	    s->until == WHEN_NEVER ? -1 : (long long)s->until - NOW, s->status,
	    s->cache);
	return ERR_OK;
}

struct window_case {
	const char *name;
	int64_t     from, until; /* since NOW; 0 is never */
	const char *after;
	int         status;
	const char *want;
	const char *repeats; /* or NULL */
	const char *says;    /* or why it is refused */
};

static const struct window_case window_cases[] = {
	{ "in force, without an end", -1, 0, "decline", 307,
	    "-1 -1 307 no-cache\n", NULL, NULL },
	{ "in force", -1, 9, "decline", 307, "-1 9 307 no-cache\n", NULL,
	    NULL },
	{ "scheduled", 5, 9, "decline", 302, "5 9 302 no-cache\n", NULL, NULL },
	{ "then gone", 5, 9, "gone", 307,
	    "5 9 307 no-cache\n9 -1 410 no-cache\n", NULL, NULL },
	{ "then elsewhere", 5, 9, "/c", 307,
	    "5 9 307 no-cache\n9 -1 307 no-cache\n", NULL, NULL },
	{ "over", -9, -1, "decline", 307, "", NULL, NULL },
	{ "over, and gone", -9, -1, "gone", 307, "-1 -1 410 no-cache\n", NULL,
	    NULL },
	{ "permanent", -7200, 0, "decline", 308, "-1 -1 308 max-age=7200\n",
	    NULL, NULL },
	{ "permanent since a minute", -60, 0, "decline", 308,
	    "-1 -1 308 max-age=3600\n", NULL, NULL },
	{ "closed", -1, 9, "decline", 503, "-1 9 503 no-store\n", NULL, NULL },
	{ "each time that it repeats, and then", -9, 172800, "gone", 307,
	    "3600 7200 307 no-cache\n90000 93600 307 no-cache\n"
	    "172800 -1 410 no-cache\n",
	    "daily 01:00-02:00 UTC", NULL },
	{ "as it repeats, cut off by its window", 4000, 91000, "decline", 307,
	    "4000 7200 307 no-cache\n90000 91000 307 no-cache\n",
	    "daily 01:00-02:00 UTC", NULL },
	{ "by the clocks of a place", -9, 86400, "decline", 503,
	    "-1 18000 503 no-store\n75600 86400 503 no-store\n",
	    "daily 22:00-06:00 Europe/Berlin", NULL },
	{ "as often as can be", -9, 400 * 86400, "decline", 307, NULL,
	    "daily 01:00-02:00 UTC", NULL },
	{ "once more", -9, 400 * 86400 + 7200, "decline", 307, "",
	    "daily 01:00-02:00 UTC", "more than 400 times" },
	{ "for ever", -9, 0, "decline", 307, "", "daily 01:00-02:00 UTC",
	    "more than 400 times" },
};

static void
window_row(void **state)
{
	const struct window_case *c = *state;
	struct shape_case         made = { "", "/a", "/b", 307, "", "", NULL };
	struct rule               r;
	struct buf                out, why;
	enum err                  rc;

	if (c->status == 503)
		made.target = "";
	made.status = c->status;
	buf_init(&out, 100000);
	buf_init(&why, WHY_MAX);
	make(&r, &made);
	r.starts_at = NOW + c->from;
	r.created_at = NOW + c->from;
	r.expires_at = c->until == 0 ? WHEN_NEVER : NOW + c->until;
	rule_set_text(&r, &r.after, slice_of(c->after));
	if (c->repeats != NULL)
		rule_set_text(&r, &r.repeats, slice_of(c->repeats));
	assert_err(rule_validate(&r, NULL), ERR_OK);
	rc = shape_each(&r, NOW, tell_window, &out, &why);
	assert_err(rc, c->says != NULL ? ERR_SYNTAX : ERR_OK);
	if (c->says != NULL)
		assert_says(&why, c->says);
	assert_err(buf_end(&out), ERR_OK);
	if (c->want != NULL)
		assert_string_equal(out.data, c->want);
	rule_free(&r);
	buf_free(&out);
	buf_free(&why);
}

int
main(void)
{
	struct CMUnitTest shapes[ARRAY_LEN(shape_cases)];
	struct CMUnitTest windows[ARRAY_LEN(window_cases)];
	int               failed;

	TABLE_FILL(shapes, shape_cases, shape_row);
	TABLE_FILL(windows, window_cases, window_row);
	failed = cmocka_run_group_tests(shapes, NULL, NULL);
	failed += cmocka_run_group_tests(windows, NULL, NULL);
	return failed != 0;
}
