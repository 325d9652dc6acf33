/* SPDX-License-Identifier: MIT */
/* link.c - one connection to the server under test; see link.h. */
#include "link.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/un.h>
#include <unistd.h>

enum err
link_address(const char *typed, struct link_address *ret)
{
	struct sockaddr_un local = { .sun_family = AF_UNIX };
	struct sockaddr_in inet = { .sin_family = AF_INET };
	const char        *colon = strrchr(typed, ':');
	char               host[INET_ADDRSTRLEN];

	if (strncmp(typed, "unix:", 5) == 0) {
		if (strlen(typed + 5) >= sizeof(local.sun_path))
			return ERR_SYNTAX;
		memcpy(local.sun_path, typed + 5, strlen(typed + 5));
		memcpy(&ret->at, &local, sizeof(local));
		ret->len = sizeof(local);
		return ERR_OK;
	}
	if (colon == NULL || (size_t)(colon - typed) >= sizeof(host))
		return ERR_SYNTAX;
	memcpy(host, typed, (size_t)(colon - typed));
	host[colon - typed] = '\0';
	inet.sin_port = htons((uint16_t)strtoul(colon + 1, NULL, 10));
	if (inet_pton(AF_INET, host, &inet.sin_addr) != 1)
		return ERR_SYNTAX;
	memcpy(&ret->at, &inet, sizeof(inet));
	ret->len = sizeof(inet);
	return ERR_OK;
}

void
link_init(struct link *l, const struct link_address *to,
    const struct wire *wire, int epoll)
{
	l->to = to;
	l->wire = wire;
	l->epoll = epoll;
	l->fd = -1;
	l->asked = l->again = l->waits = false;
	l->opened = l->failed = 0;
}

void
link_close(struct link *l)
{
	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
	l->in_n = 0;
	l->waits = false;
}

/* It was lost on its way: it is sent again, on another connection. */
static void
fail(struct link *l)
{
	link_close(l);
	l->failed++;
	l->out_at = 0;
	l->again = true;
}

static void
watch(struct link *l, int how, bool waits)
{
	struct epoll_event e = { .events = EPOLLIN, .data.ptr = l };

	if (waits)
		e.events |= EPOLLOUT;
	l->waits = waits;
	epoll_ctl(l->epoll, how, l->fd, &e);
}

static void
flush(struct link *l)
{
	ssize_t n;

	while (l->out_at < l->out_n) {
		n = send(l->fd, l->out + l->out_at, l->out_n - l->out_at,
		    MSG_NOSIGNAL);
		if (n < 0 && errno == EAGAIN) {
			if (!l->waits)
				watch(l, EPOLL_CTL_MOD, true);
			return;
		}
		if (n < 0) {
			fail(l);
			return;
		}
		l->out_at += (size_t)n;
	}
	if (l->waits)
		watch(l, EPOLL_CTL_MOD, false);
}

void
link_retry(struct link *l)
{
	const int family = l->to->at.ss_family, one = 1;
	bool      waits;

	l->again = false;
	l->in_n = 0;
	l->fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (l->fd < 0) {
		l->again = true;
		return;
	}
	if (family == AF_INET)
		setsockopt(l->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	waits = connect(l->fd, (const struct sockaddr *)&l->to->at,
		    l->to->len) != 0;
	if (waits && errno != EINPROGRESS) {
		/* EAGAIN: its queue is full, which is no failure. */
		l->failed += errno != EAGAIN;
		link_close(l);
		l->again = true;
		return;
	}
	l->opened++;
	watch(l, EPOLL_CTL_ADD, waits);
	if (!waits)
		flush(l);
}

void
link_ask(struct link *l, const struct line *line, uint64_t due_ns)
{
	l->line = line;
	l->due_ns = due_ns;
	l->asked = true;
	l->out_n = wire_ask(l->wire, line, l->out);
	l->out_at = 0;
	if (l->fd < 0)
		link_retry(l);
	else
		flush(l);
}

bool
link_ready(struct link *l, uint32_t events, struct wire_answer *ret)
{
	ssize_t n;

	if (l->fd < 0)
		return false; /* closed since the event was told */
	if ((events & EPOLLOUT) != 0)
		flush(l);
	if (l->fd < 0 || (events & ~(uint32_t)EPOLLOUT) == 0)
		return false;
	n = recv(l->fd, l->in + l->in_n, WIRE_IN_MAX - l->in_n, 0);
	if (n < 0 && errno == EAGAIN)
		return false;
	if (n <= 0 || !l->asked) {
		if (l->asked)
			fail(l);
		else
			link_close(l); /* it need not be kept */
		return false;
	}
	l->in_n += (size_t)n;
	switch (wire_look(l->wire, l->in, l->in_n, ret)) {
	case WIRE_WHOLE:
		return true;
	case WIRE_BROKEN:
		fail(l);
		break;
	case WIRE_MORE:
		if (l->in_n == WIRE_IN_MAX)
			fail(l);
		break;
	}
	return false;
}

void
link_answered(struct link *l, const struct wire_answer *a)
{
	l->asked = false;
	if (!l->wire->keep || a->close) {
		link_close(l);
		return;
	}
	memmove(l->in, l->in + a->len, l->in_n - a->len);
	l->in_n -= a->len;
}
