/* SPDX-License-Identifier: MIT */
/* test_room.c - the promises of room.h, on real sockets. */
#include "rows.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "reply.h"
#include "respond.h"
#include "room.h"

#define LIBFCGI_PIECE 8192 /* octets that it writes at a time */
#define WHOLE         (RESPOND_MAX + REPLY_ANSWER_MORE)

struct room_case {
	const char *name;
	bool        tcp;
	size_t      answer; /* octets of each answer */
};

static const struct room_case room_cases[] = {
	{ "short answers, unread, Unix", false, 100 },
	{ "usual answers, unread, Unix", false, 400 },
	{ "an awkward size, unread, Unix", false, 4097 },
	{ "answers of one piece, unread, Unix", false, 8184 },
	{ "the longest answers, unread, Unix", false, RESPOND_MAX },
	{ "short answers, unread, TCP", true, 100 },
	{ "usual answers, unread, TCP", true, 400 },
	{ "answers of one piece, unread, TCP", true, 8184 },
	{ "the longest answers, unread, TCP", true, RESPOND_MAX },
};

static void
connect_pair(bool tcp, int fd[2])
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t          len = sizeof(at);
	const int          size = ROOM_BUFFER;
	int                listener;

	if (!tcp) {
		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	} else {
		at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		listener = socket(AF_INET, SOCK_STREAM, 0);
		assert_int_equal(bind(listener, (struct sockaddr *)&at,
				     sizeof(at)),
		    0);
		assert_int_equal(listen(listener, 1), 0);
		assert_int_equal(getsockname(listener, (struct sockaddr *)&at,
				     &len),
		    0);
		fd[1] = socket(AF_INET, SOCK_STREAM, 0);
		assert_int_equal(connect(fd[1], (struct sockaddr *)&at,
				     sizeof(at)),
		    0);
		fd[0] = accept(listener, NULL, NULL);
		close(listener);
	}
	assert_int_equal(setsockopt(fd[0], SOL_SOCKET, SO_SNDBUF, &size,
			     sizeof(size)),
	    0);
}

/* An answer as libfcgi writes it, in pieces, or as we do; false when a write
 * would have waited. */
static bool
write_answer(int fd, size_t n, size_t pieces)
{
	static const char octets[WHOLE];
	size_t            piece;

	for (n += 32; n > 0; n -= piece) {
		piece = n < pieces ? n : pieces;
		if (send(fd, octets, piece, MSG_DONTWAIT) != (ssize_t)piece)
			return false;
	}
	return true;
}

/* As long as it says that there is room, no write waits; and it does not say
 * so for ever. */
static void
fill(const struct room_case *c, size_t pieces)
{
	size_t unread = 0;
	int    fd[2], answers = 0;

	connect_pair(c->tcp, fd);
	while (answers < 100000 && room_is_enough(fd[0], &unread)) {
		assert_true(write_answer(fd[0], c->answer, pieces));
		unread += room_charge(c->answer);
		answers++;
	}
	/* The longest comes at any time. */
	assert_true(answers >= 1);
	/* What a TCP peer's kernel has taken in is none of our buffer. */
	assert_true(answers < (c->tcp ? 100000 : 100));
	close(fd[0]);
	close(fd[1]);
}

static void
room_row(void **state)
{
	fill(*state, LIBFCGI_PIECE);
	fill(*state, WHOLE);
}

static void
a_peer_that_reads_has_room_for_ever(void **state)
{
	static char waste[RESPOND_MAX * 2];
	size_t      unread = 0;
	int         fd[2];

	(void)state;
	connect_pair(false, fd);
	for (int i = 0; i < 1000; i++) {
		assert_true(room_is_enough(fd[0], &unread));
		assert_true(write_answer(fd[0], 10000, LIBFCGI_PIECE));
		unread += room_charge(10000);
		for (size_t n = 0; n < 10032;)
			n += (size_t)recv(fd[1], waste, sizeof(waste), 0);
	}
	close(fd[0]);
	close(fd[1]);
}

static void
the_longest_fits_behind_what_is_unread(void **state)
{
	size_t unread = 0;
	int    fd[2];

	(void)state;
	connect_pair(false, fd);
	/* Up to the last answer before which it would ask the kernel. */
	while (unread + room_charge(300) <= (size_t)64 * 1024) {
		assert_true(room_is_enough(fd[0], &unread));
		assert_true(write_answer(fd[0], 300, WHOLE));
		unread += room_charge(300);
	}
	assert_true(room_is_enough(fd[0], &unread));
	assert_true(write_answer(fd[0], RESPOND_MAX, WHOLE));
	close(fd[0]);
	close(fd[1]);
}

int
main(void)
{
	static struct CMUnitTest rows[ARRAY_LEN(room_cases)];
	const struct CMUnitTest  tests[] = {
		 cmocka_unit_test(a_peer_that_reads_has_room_for_ever),
		 cmocka_unit_test(the_longest_fits_behind_what_is_unread),
	};
	int failed = 0;

	TABLE_FILL(rows, room_cases, room_row);
	failed += cmocka_run_group_tests_name("unread", rows, NULL, NULL);
	failed += cmocka_run_group_tests_name("room", tests, NULL, NULL);
	return failed != 0;
}
