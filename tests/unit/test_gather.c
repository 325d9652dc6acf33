/* SPDX-License-Identifier: MIT */
/* test_gather.c - the promises of gather.h, on real sockets. */
#include "rows.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gather.h"

#define ENOUGH 1000 /* pieces; the kernel takes some 280 of one octet */

/* A gather of n octets, as a peer has sent them. */
static struct gather *
gathered(const char *octets, size_t n)
{
	struct gather *g = gather_new();
	int            fd[2];

	assert_non_null(g);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	assert_int_equal(send(fd[0], octets, n, 0), n);
	close(fd[0]);
	gather_take(g, fd[1]);
	assert_int_equal(g->bytes.len, n);
	close(fd[1]);
	return g;
}

static void
any_number_of_pieces_is_taken(void **state)
{
	struct gather *g = gather_new();
	int            fd[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	for (int i = 0; i < ENOUGH; i++) {
		assert_int_equal(send(fd[0], "x", 1, MSG_DONTWAIT), 1);
		gather_take(g, fd[1]);
	}
	assert_int_equal(g->bytes.len, ENOUGH);
	close(fd[0]);
	close(fd[1]);
	gather_free(g);
}

static void
no_more_is_taken_than_is_looked_at(void **state)
{
	static char    octets[GATE_PEEK_MAX + 100];
	struct gather *g = gather_new();
	int            fd[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	assert_int_equal(send(fd[0], octets, sizeof(octets), 0),
	    sizeof(octets));
	gather_take(g, fd[1]);
	assert_int_equal(g->bytes.len, GATE_PEEK_MAX);
	assert_int_equal(recv(fd[1], octets, sizeof(octets), 0), 100);
	close(fd[0]);
	close(fd[1]);
	gather_free(g);
}

static void
what_is_done_with_goes(void **state)
{
	struct gather *g = gathered("abcdef", 6);

	(void)state;
	gather_cut(g, 4);
	assert_int_equal(g->bytes.len, 2);
	assert_memory_equal(g->bytes.data, "ef", 2);
	gather_cut(g, 2);
	assert_int_equal(g->bytes.len, 0);
	gather_free(g);
	gather_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_number_of_pieces_is_taken),
		cmocka_unit_test(no_more_is_taken_than_is_looked_at),
		cmocka_unit_test(what_is_done_with_goes),
	};

	return cmocka_run_group_tests_name("gather", tests, NULL, NULL);
}
