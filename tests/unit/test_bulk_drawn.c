/* SPDX-License-Identifier: MIT */
/*
 * test_bulk_drawn.c - many additions are the same, whatever finds what they are
 * again: the index, or a hash with it, or without it.
 */

#include "changes.h"

#include "bulk.h"
#include "dice.h"

#define ROUNDS 3000

/* One import, with the index or without. */
struct side {
	struct store *st;
	struct ledger l;
	struct bulk   b;
	struct buf    said; /* ids that were found, of each row */
	int64_t       first;
};

static enum err
note(const struct rule *r, void *arg)
{
	struct side *s = arg;

	buf_addf(&s->said, "%lld ", (long long)r->id);
	if (s->first == 0)
		s->first = r->id;
	return ERR_OK;
}

/* As an import does: what is there already is changed, or stays. */
static void
take(struct side *s, struct rule *r, int64_t id, bool overwrite)
{
	s->first = 0;
	r->id = id;
	assert_err(bulk_again(&s->b, r, note, s), ERR_OK);
	buf_adds(&s->said, "; ");
	if (s->first != 0 && !overwrite)
		return;
	if (s->first == 0) {
		assert_err(s->b.on ? ledger_add_soon(&s->l, r) :
				     ledger_add_many(&s->l, r),
		    ERR_OK);
	} else {
		r->id = s->first;
		assert_err(ledger_change(&s->l, r), ERR_OK);
	}
	assert_err(bulk_note(&s->b, r), ERR_OK);
}

/* What few rules have, each by itself. */
static void
draw_option(struct dice *d, struct rule *r)
{
	switch (dice_below(d, 10)) {
	case 0:
		rule_set_text(r, &r->tags, SLICE("a,b"));
		break;
	case 1:
		rule_set_text(r, &r->note, SLICE("of it"));
		break;
	case 2:
		rule_set_text(r, &r->after, SLICE("gone"));
		break;
	case 3:
		r->query = QUERY_DROP;
		break;
	case 4:
		r->share = 20;
		break;
	case 5:
		r->max_age = 60;
		break;
	case 6:
		r->enabled = false;
		break;
	case 7:
		r->protect = r->sunset = true;
		break;
	case 8:
		r->literal = true;
		break;
	default:
		r->status = 308;
		r->promoted_at = 5;
		r->promoted_until = dice_once_in(d, 2) ? WHEN_NEVER : 9;
		r->expires_at = WHEN_NEVER;
	}
}

static void
draw(struct dice *d, struct rule *r)
{
	static const char *const sources[] = { "/a", "/A", "/a/", "/b",
		"h.example/a", "https://h.example/a", "*.h.example/a", "/a/*",
		"/:x", "~/a", "/a?p=1", "/a?q=1&p=1", "/*", "/a?p=:x",
		"/a?p=:y" };
	static const char *const languages[] = { "", "language: de\n" };

	rule_reset(r, SCRATCH_NOW);
	rule_set_text(r, &r->source, slice_of(DICE_ONE_OF(d, sources)));
	rule_set_text(r, &r->target,
	    slice_of(dice_once_in(d, 2) ? "/t" : "/u"));
	r->strict = dice_once_in(d, 3);
	r->ignore_case = dice_once_in(d, 3);
	r->starts_at =
	    dice_once_in(d, 4) ? WHEN_EVER : (int64_t)dice_below(d, 3) * 100;
	r->expires_at = SCRATCH_NOW;
	if (dice_once_in(d, 8))
		draw_option(d, r);
	rule_set_text(r, &r->conditions,
	    slice_of(languages[dice_once_in(d, 5)]));
	if (rule_validate(r, NULL) != ERR_OK) {
		rule_set_text(r, &r->conditions, SLICE(""));
		r->literal = false;
		assert_err(rule_validate(r, NULL), ERR_OK);
	}
}

static void
begin(struct side *s, const char *path)
{
	*s = (struct side){ .st = scratch_open(path, STORE_CREATE) };
	buf_init(&s->said, 10000000);
	assert_err(ledger_begin(&s->l, s->st, "ann", "import", SCRATCH_NOW),
	    ERR_OK);
	s->b.store = s->st;
}

/* What follows is another import, in bulk. */
static void
again(struct side *s, size_t most, int64_t few)
{
	assert_err(ledger_end(&s->l, true), ERR_OK);
	assert_err(ledger_begin(&s->l, s->st, "ann", "import", SCRATCH_NOW),
	    ERR_OK);
	bulk_free(&s->b);
	assert_err(bulk_begin(&s->b, s->st, most, few), ERR_OK);
	assert_int_equal(s->b.on, few != BULK_NEVER);
}

static char *
end(struct side *s)
{
	assert_err(bulk_end(&s->b), ERR_OK);
	assert_err(ledger_end(&s->l, true), ERR_OK);
	buf_addc(&s->said, '\n');
	assert_err(rules_each(s->st, print_rule, &s->said), ERR_OK);
	assert_err(buf_end(&s->said), ERR_OK);
	bulk_free(&s->b);
	store_close(s->st);
	return s->said.data;
}

/* To the last column; but for the event that added it, if there were two. */
static void
same_rows(const char *single, const char *other, bool two)
{
	char attach[1000];

	snprintf(attach, sizeof(attach),
	    "ATTACH '%s' AS one;"
	    "UPDATE rule SET added = %s;"
	    "UPDATE one.rule SET added = %s;"
	    "CREATE TABLE differ AS SELECT * FROM rule"
	    " EXCEPT SELECT * FROM one.rule;"
	    "INSERT INTO differ SELECT * FROM one.rule"
	    " EXCEPT SELECT * FROM rule",
	    single, two ? "0" : "added", two ? "0" : "added");
	scratch_sql(other, attach);
	assert_int_equal(scratch_number(other, "SELECT count(*) FROM differ"),
	    0);
	assert_true(scratch_number(other, "SELECT count(*) FROM rule") > 50);
}

/* The same rows, one by one, and in bulk; what was found, and what is there. */
static void
same(struct scratch *s, size_t most, int64_t few, bool with_ids, int before)
{
	struct dice d = { 7 + most };
	struct side one, many;
	struct rule r;
	char        single[700], other[700];

	snprintf(single, sizeof(single), "%s/one.db", s->dir);
	snprintf(other, sizeof(other), "%s/many.db", s->dir);
	begin(&one, single);
	begin(&many, other);
	rule_init(&r, SCRATCH_NOW);
	for (int i = 0; i < ROUNDS; i++) {
		const bool    overwrite = dice_once_in(&d, 3);
		const int64_t id = with_ids && dice_once_in(&d, 2) ?
		    (int64_t)dice_below(&d, 500) :
		    0;

		if (i == before)
			again(&many, most, few);
		draw(&d, &r);
		take(&one, &r, id, overwrite);
		take(&many, &r, id, overwrite);
	}
	rule_free(&r);
	assert_string_equal(end(&many), end(&one));
	same_rows(single, other, before > 0);
	assert_int_equal(scratch_number(other,
			     "SELECT count(*) = 0 FROM pragma_integrity_check"
			     " WHERE integrity_check <> 'ok'"),
	    1);
	buf_free(&one.said);
	buf_free(&many.said);
}

static void
drawn(struct scratch *s)
{
	same(s, BULK_MAX, ROUNDS, false, 0);
}

static void
drawn_ids(struct scratch *s)
{
	same(s, BULK_MAX, ROUNDS, true, 0);
}

static void
drawn_most(struct scratch *s)
{
	same(s, 50, ROUNDS, true, 0);
}

static void
drawn_more(struct scratch *s)
{
	same(s, BULK_MAX, ROUNDS, true, 60);
}

static void
drawn_kept(struct scratch *s)
{
	same(s, BULK_MAX, BULK_NEVER, false, 0);
}

static void
drawn_kept_ids(struct scratch *s)
{
	same(s, BULK_MAX, BULK_NEVER, true, 60);
}

static void
drawn_kept_most(struct scratch *s)
{
	same(s, 50, BULK_NEVER, true, 0);
}

static const struct scene scenes[] = {
	{ "the same is found, and the same is there", drawn },
	{ "also where rows bring their ids", drawn_ids },
	{ "also when the most is reached on the way", drawn_most },
	{ "also where some are there before", drawn_more },
	{ "the same while the index stays", drawn_kept },
	{ "also then where rows bring their ids, and some are there before",
	    drawn_kept_ids },
	{ "also then when the most is reached on the way", drawn_kept_most },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(scenes)];

	TABLE_FILL(tests, scenes, changes_run);
	return cmocka_run_group_tests_name("bulk_drawn", tests, NULL, NULL) !=
	    0;
}
