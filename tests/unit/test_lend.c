/* SPDX-License-Identifier: MIT */
/* test_lend.c - the promises of lend.h, on real sockets. */
#include "rows.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gate.h"
#include "lend.h"
#include "wire.h"

static unsigned char octets[GATE_PEEK_MAX], got[GATE_PEEK_MAX + 1];

/* Lend all of octets, and read half of it, or the whole and its end. */
static void
lend_and_read(struct lend *l, bool whole)
{
	const size_t n = whole ? sizeof(octets) : sizeof(octets) / 2;

	memset(octets, 'x', sizeof(octets));
	octets[6] = 0; /* no padding */
	assert_true(lend_out(l, octets, sizeof(octets)));
	memset(got, 0, sizeof(got));
	assert_int_equal(recv(l->reader, got, n, MSG_WAITALL), n);
	assert_memory_equal(got, octets, n);
	if (whole)
		assert_int_equal(recv(l->reader, got, 1, 0), 0);
}

struct lend_case {
	const char *name;
	bool        whole;  /* all of it is read */
	bool        closed; /* and reader is closed already */
	size_t      answer; /* octets */
};

static const struct lend_case lend_cases[] = {
	{ "it is read whole and its answer arrives", true, false,
	    sizeof(octets) },
	{ "who has read it may close it", true, true, 100 },
	{ "the answer to what is not read to its end arrives", false, false,
	    100 },
	{ "there may be no answer", true, false, 0 },
};

static void
lend_row(void **state)
{
	const struct lend_case *c = *state;
	struct lend             l;
	int                     peer[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, peer), 0);
	lend_and_read(&l, c->whole);
	assert_int_equal(send(l.reader, octets, c->answer, 0), c->answer);
	if (c->closed) {
		close(l.reader);
		l.reader = -1;
	}
	assert_true(lend_back(&l, peer[0]));
	close(peer[0]);
	assert_int_equal(recv(peer[1], got, sizeof(got), MSG_WAITALL),
	    c->answer);
	assert_memory_equal(got, octets, c->answer);
	close(peer[1]);
}

struct padded_case {
	const char *name;
	const char *wire;
	size_t      n;
	const char *want;
	size_t      want_n;
};

#define WANT(literal) .want = (literal), .want_n = sizeof(literal) - 1

static const struct padded_case padded_cases[] = {
	{ "without padding all of it is lent", WIRE(HEAD), WANT(HEAD) },
	{ "a padding of one octet is not",
	    WIRE(PADDED_BEGIN("\001", "x") PARAMS("\005") PAIR PARAMS_END),
	    WANT(HEAD) },
	{ "nor one that overlaps what moves",
	    WIRE(PADDED_BEGIN("\007", "paddin\000") PARAMS_END),
	    WANT(RESPONDER PARAMS_END) },
	{ "nor one that is longer than that",
	    WIRE(PADDED_BEGIN("\024", "12345678901234567890") PARAMS_END),
	    WANT(RESPONDER PARAMS_END) },
	{ "padding elsewhere is",
	    WIRE(RESPONDER RECORD("\004", "\001", "\005", "\001") PAIR
		"x" PARAMS_END),
	    WANT(RESPONDER RECORD("\004", "\001", "\005", "\001") PAIR
		"x" PARAMS_END) },
};

static void
padded_row(void **state)
{
	const struct padded_case *c = *state;
	struct lend               l;
	int                       peer[2];

	memcpy(octets, c->wire, c->n);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, peer), 0);
	assert_true(lend_out(&l, octets, c->n));
	assert_int_equal(recv(l.reader, got, sizeof(got), MSG_WAITALL),
	    c->want_n);
	assert_memory_equal(got, c->want, c->want_n);
	assert_true(lend_back(&l, peer[0]));
	close(peer[0]);
	close(peer[1]);
}

static void
an_answer_that_nobody_takes_is_told(void **state)
{
	struct lend l;
	int         peer[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, peer), 0);
	close(peer[1]);
	lend_and_read(&l, true);
	assert_int_equal(send(l.reader, "x", 1, 0), 1);
	assert_false(lend_back(&l, peer[0]));
	close(peer[0]);
}

static void
nothing_stays_open(void **state)
{
	struct lend l;
	int         peer[2], before = dup(0), after;

	(void)state;
	close(before);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, peer), 0);
	for (int i = 0; i < 10; i++) {
		lend_and_read(&l, true);
		assert_true(lend_back(&l, peer[0]));
	}
	close(peer[0]);
	close(peer[1]);
	after = dup(0);
	close(after);
	assert_int_equal(after, before);
}

int
main(void)
{
	static struct CMUnitTest rows[ARRAY_LEN(lend_cases)];
	static struct CMUnitTest padded[ARRAY_LEN(padded_cases)];
	const struct CMUnitTest  tests[] = {
		 cmocka_unit_test(an_answer_that_nobody_takes_is_told),
		 cmocka_unit_test(nothing_stays_open),
	};
	int failed = 0;

	TABLE_FILL(rows, lend_cases, lend_row);
	TABLE_FILL(padded, padded_cases, padded_row);
	failed += cmocka_run_group_tests_name("lend, rows", rows, NULL, NULL);
	failed +=
	    cmocka_run_group_tests_name("lend, padded", padded, NULL, NULL);
	failed += cmocka_run_group_tests_name("lend", tests, NULL, NULL);
	return failed != 0;
}
