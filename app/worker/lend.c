/* SPDX-License-Identifier: MIT */
/* lend.c - a request out, and its answer back; see lend.h. */
#include "lend.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "record.h"

bool
lend_out(struct lend *l, unsigned char *octets, size_t n)
{
	const size_t padding = octets[6];
	int          ends[2];

	octets[6] = 0;
	memmove(octets + padding, octets, RECORD_HEADER + RECORD_BEGIN_LEN);
	octets += padding;
	n -= padding;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return false;
	*l = (struct lend){ .reader = ends[1], .answer = ends[0] };
	if (send(ends[0], octets, n, MSG_DONTWAIT | MSG_NOSIGNAL) ==
		(ssize_t)n &&
	    shutdown(ends[0], SHUT_WR) == 0)
		return true;
	close(ends[0]);
	close(ends[1]);
	return false;
}

bool
lend_back(struct lend *l, int peer)
{
	static unsigned char piece[65536]; /* as a rule all of it */
	bool                 sent = true;
	ssize_t              n;

	if (l->reader >= 0)
		close(l->reader);
	/* At the end stands an error where not all that was lent was read. */
	while (sent && (n = recv(l->answer, piece, sizeof(piece), 0)) > 0)
		sent = send(peer, piece, (size_t)n,
			   MSG_DONTWAIT | MSG_NOSIGNAL) == n;
	close(l->answer);
	return sent;
}
