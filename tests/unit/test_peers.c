/* SPDX-License-Identifier: MIT */
/* test_peers.c - the promises of peers.h. */
#include "rows.h"

#include "peers.h"

#define START 1000000LL /* some instant, in milliseconds */

/* One peer that has been in a state since START. */
struct deadline_case {
	const char     *name;
	enum peer_state state;
	int             after_ms;
	int             wait_ms;
	bool            stopping; /* since START as well */
	bool            late;
};

static const struct deadline_case deadline_cases[] = {
	{ "idle ones stay for ever", PEER_IDLE, INT32_MAX, -1, false, false },
	{ "a head in a few pieces has 20 milliseconds", PEER_HEAD, 19, 1, false,
	    false },
	{ "a head in a few pieces has no more", PEER_HEAD, 20, 0, false, true },
	{ "a torn head has 5 seconds", PEER_TORN, 4999, 1, false, false },
	{ "a torn head has no more than 5 seconds", PEER_TORN, 5000, 0, false,
	    true },
	{ "the end of stdin has 20 milliseconds", PEER_BODY, 19, 1, false,
	    false },
	{ "the end of stdin has no more", PEER_BODY, 20, 0, false, true },
	{ "lingering lasts 2 seconds", PEER_LINGER, 1999, 1, false, false },
	{ "lingering lasts no longer", PEER_LINGER, 2000, 0, false, true },
	{ "idle ones have 100 milliseconds at the end", PEER_IDLE, 99, 1, true,
	    false },
	{ "idle ones have no more at the end", PEER_IDLE, 100, 0, true, true },
	{ "a head has its 5 seconds at the end, too", PEER_TORN, 4999, 1, true,
	    false },
	{ "a deadline long past is no negative wait", PEER_HEAD, 99999, 0,
	    false, true },
};

static void
deadline_row(void **state)
{
	const struct deadline_case *c = *state;
	struct peers                ps;
	struct peer                *p;

	peers_init(&ps);
	p = peers_add(&ps, 7, START);
	peers_move(&ps, p, c->state, START);
	if (c->stopping)
		peers_stop(&ps, START);
	assert_ptr_equal(peers_late(&ps, START + c->after_ms),
	    c->late ? p : NULL);
	assert_int_equal(peers_wait_ms(&ps, START + c->after_ms), c->wait_ms);
	peers_free(&ps);
}

static void
nobody_has_no_deadline(void **state)
{
	struct peers ps;

	(void)state;
	peers_init(&ps);
	assert_null(peers_late(&ps, START));
	assert_int_equal(peers_wait_ms(&ps, START), -1);
	assert_null(peers_victim(&ps));
	peers_free(&ps);
}

static void
the_first_deadline_counts(void **state)
{
	struct peers ps;
	struct peer *head, *body;

	(void)state;
	peers_init(&ps);
	head = peers_add(&ps, 1, START);
	peers_move(&ps, head, PEER_TORN, START);
	body = peers_add(&ps, 2, START + 100);
	peers_move(&ps, body, PEER_BODY, START + 100);
	assert_int_equal(peers_wait_ms(&ps, START + 100), 20);
	assert_ptr_equal(peers_late(&ps, START + 120), body);
	peers_remove(&ps, body);
	assert_null(peers_late(&ps, START + 120));
	assert_int_equal(peers_wait_ms(&ps, START + 120), 4880);
	assert_int_equal(ps.n, 1);
	peers_free(&ps);
}

static void
a_move_gives_the_whole_time_again(void **state)
{
	struct peers ps;
	struct peer *first, *second;

	(void)state;
	peers_init(&ps);
	first = peers_add(&ps, 1, START);
	peers_move(&ps, first, PEER_LINGER, START);
	second = peers_add(&ps, 2, START + 1);
	peers_move(&ps, second, PEER_LINGER, START + 1);
	peers_move(&ps, first, PEER_LINGER, START + 500);
	assert_ptr_equal(peers_late(&ps, START + 2001), second);
	peers_remove(&ps, second);
	assert_null(peers_late(&ps, START + 2499));
	assert_ptr_equal(peers_late(&ps, START + 2500), first);
	peers_free(&ps);
}

static void
whoever_is_served_at_the_end_has_time_again(void **state)
{
	struct peers ps;
	struct peer *p;

	(void)state;
	peers_init(&ps);
	p = peers_add(&ps, 1, START);
	peers_stop(&ps, START + 1000);
	assert_int_equal(peers_wait_ms(&ps, START + 1000), 100);
	peers_move(&ps, p, PEER_IDLE, START + 1050);
	assert_null(peers_late(&ps, START + 1149));
	assert_ptr_equal(peers_late(&ps, START + 1150), p);
	peers_free(&ps);
}

static void
the_longest_idle_makes_room_first(void **state)
{
	struct peers ps;
	struct peer *p[5];
	const int    order[] = { 1, 2, 3, 4, 0 };

	(void)state;
	peers_init(&ps);
	for (int i = 0; i < 5; i++)
		p[i] = peers_add(&ps, i, START + i);
	peers_move(&ps, p[0], PEER_HEAD, START);
	peers_move(&ps, p[3], PEER_LINGER, START);
	peers_move(&ps, p[4], PEER_TORN, START);
	for (int i = 0; i < 5; i++) {
		assert_ptr_equal(peers_victim(&ps), p[order[i]]);
		peers_remove(&ps, peers_victim(&ps));
	}
	assert_null(peers_victim(&ps));
	assert_int_equal(ps.n, 0);
	peers_free(&ps);
}

static void
memory_is_used_again(void **state)
{
	struct peers ps;
	struct peer *p, *q;

	(void)state;
	peers_init(&ps);
	p = peers_add(&ps, 1, START);
	p->unread = 99;
	p->watched = true;
	p->asides = 1;
	peers_remove(&ps, p);
	assert_int_equal(p->fd, 1);
	q = peers_add(&ps, 2, START);
	assert_ptr_equal(q, p);
	assert_int_equal(q->fd, 2);
	assert_int_equal(q->unread, 0);
	assert_false(q->asides != 0 || q->watched);
	assert_int_equal(q->state, PEER_IDLE);
	peers_free(&ps);
}

int
main(void)
{
	static struct CMUnitTest rows[ARRAY_LEN(deadline_cases)];
	const struct CMUnitTest  tests[] = {
		 cmocka_unit_test(nobody_has_no_deadline),
		 cmocka_unit_test(the_first_deadline_counts),
		 cmocka_unit_test(a_move_gives_the_whole_time_again),
		 cmocka_unit_test(whoever_is_served_at_the_end_has_time_again),
		 cmocka_unit_test(the_longest_idle_makes_room_first),
		 cmocka_unit_test(memory_is_used_again),
	};
	int failed = 0;

	TABLE_FILL(rows, deadline_cases, deadline_row);
	failed += cmocka_run_group_tests_name("deadlines", rows, NULL, NULL);
	failed += cmocka_run_group_tests_name("peers", tests, NULL, NULL);
	return failed != 0;
}
