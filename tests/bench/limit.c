/* SPDX-License-Identifier: MIT */
/*
 * limit.c - the least that a FastCGI worker can do: one read, a look for two
 * parameters, one write, with a fixed answer.  Trusts its peer, and is no
 * model for anything but speed.  It listens on descriptor 0.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define IN_MAX (72 * 1024)
#define EVENTS 64
#define HEADER 8

/* FastCGI 1.0, section 8. */
enum { BEGIN = 1, END = 3, PARAMS = 4, STDIN = 5, STDOUT = 6, KEEP_CONN = 1 };

static const char fixed[] =
    "Status: 307 Temporary Redirect\r\n"
    "Location: https://www.example.com/docs/summer-guide/12345?from=old\r\n"
    "Content-Length: 0\r\n"
    "\r\n";

struct conn {
	int           fd;
	size_t        n;
	bool          keep;
	struct conn  *next; /* of those that are free */
	unsigned char in[IN_MAX];
};

static struct conn *spare;

static size_t
take_length(const unsigned char **p)
{
	size_t n = *(*p)++;

	if ((n & 0x80) == 0)
		return n;
	n = (n & 0x7f) << 24 | (size_t)(*p)[0] << 16 | (size_t)(*p)[1] << 8 |
	    (*p)[2];
	*p += 3;
	return n;
}

/* Whether there is all that a redirect needs. */
static bool
has_params(const unsigned char *p, size_t len)
{
	const unsigned char *end = p + len;
	bool                 host = false, uri = false;

	while (p < end) {
		size_t name = take_length(&p), value = take_length(&p);

		host |= name == 9 && memcmp(p, "HTTP_HOST", 9) == 0;
		uri |= name == 11 && memcmp(p, "REQUEST_URI", 11) == 0;
		p += name + value;
	}
	return host && uri;
}

static bool
answer(const struct conn *c)
{
	enum { LEN = sizeof(fixed) - 1, PAD = -LEN & 7 };
	unsigned char       out[HEADER + LEN + PAD + 2 * HEADER] = { 0 };
	const unsigned char head[HEADER] = { 1, STDOUT, 0, 1, LEN >> 8,
		LEN & 255, PAD, 0 };
	const unsigned char tail[HEADER] = { 1, END, 0, 1, 0, 8, 0, 0 };

	memcpy(out, head, HEADER);
	memcpy(out + HEADER, fixed, LEN);
	memcpy(out + HEADER + LEN + PAD, tail, HEADER);
	return send(c->fd, out, sizeof(out), MSG_NOSIGNAL) ==
	    (ssize_t)sizeof(out);
}

static void
drop(struct conn *c)
{
	close(c->fd);
	c->fd = -1;
	c->next = spare;
	spare = c;
}

/* Octets of the whole request, or 0; the parameters are one record. */
static size_t
look(struct conn *c, const unsigned char **params, size_t *params_n)
{
	size_t at = 0, len;

	while (c->n - at >= HEADER) {
		const unsigned char *r = c->in + at;

		len = (size_t)r[4] << 8 | r[5];
		at += HEADER + len + r[6];
		if (at > c->n)
			return 0;
		if (r[1] == BEGIN)
			c->keep = (r[HEADER + 2] & KEEP_CONN) != 0;
		if (r[1] == PARAMS && len > 0) {
			*params = r + HEADER;
			*params_n = len;
		}
		if (r[1] == STDIN && len == 0)
			return at;
	}
	return 0;
}

static void
serve(struct conn *c)
{
	const unsigned char *params = NULL;
	size_t               params_n = 0, len;
	ssize_t n = recv(c->fd, c->in + c->n, IN_MAX - c->n, MSG_DONTWAIT);

	if (n <= 0) {
		drop(c);
		return;
	}
	c->n += (size_t)n;
	len = look(c, &params, &params_n);
	if (len == 0)
		return;
	if (!has_params(params, params_n) || !answer(c) || !c->keep) {
		drop(c);
		return;
	}
	memmove(c->in, c->in + len, c->n - len);
	c->n -= len;
}

static void
admit(int epoll)
{
	struct epoll_event e = { .events = EPOLLIN };
	struct conn       *c = spare != NULL ? spare : malloc(sizeof(*c));

	if (c == NULL)
		return;
	spare = spare != NULL ? spare->next : NULL;
	c->fd = accept4(0, NULL, NULL, SOCK_CLOEXEC);
	c->n = 0;
	if (c->fd < 0) {
		c->next = spare;
		spare = c;
		return;
	}
	e.data.ptr = c;
	epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &e);
}

int
main(void)
{
	const int          epoll = epoll_create1(EPOLL_CLOEXEC);
	struct epoll_event e[EVENTS] = { { .events = EPOLLIN } };
	int                n;

	if (epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &e[0]) != 0)
		return 1;
	while ((n = epoll_wait(epoll, e, EVENTS, -1)) >= 0)
		for (int i = 0; i < n; i++) {
			if (e[i].data.ptr == NULL)
				admit(epoll);
			else
				serve(e[i].data.ptr);
		}
	return 0;
}
