/* SPDX-License-Identifier: MIT */
/* listen.c - the sockets that web servers connect to. */
#include "listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "net.h"
#include "room.h"

static bool
option_int(int fd, int level, int name, int *ret)
{
	socklen_t len = sizeof(*ret);

	return getsockopt(fd, level, name, ret, &len) == 0;
}

bool
listen_is(int fd)
{
	int listening;

	return option_int(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening) &&
	    listening != 0;
}

enum err
listen_add(struct listeners *ls, struct listener l, const char *address,
    struct buf *why)
{
	if (ls->n == OPTIONS_LISTEN_MAX)
		return refuse(why, ERR_LIMIT,
		    "'%s' is one address too many: at most %d are possible",
		    address, OPTIONS_LISTEN_MAX);
	ls->at[ls->n++] = l;
	return ERR_OK;
}

enum err
listen_inherit(struct listeners *ls, int fd, struct buf *why)
{
	struct listener l = { .fd = fd, .lock = -1 };
	int             domain, flags;
	char            name[32];

	snprintf(name, sizeof(name), "descriptor %d", fd);
	if (!listen_is(fd) || !option_int(fd, SOL_SOCKET, SO_DOMAIN, &domain) ||
	    (flags = fcntl(fd, F_GETFL)) < 0)
		return refuse(why, ERR_IO, "%s is not a listening socket",
		    name);
	l.local = domain == AF_UNIX;
	/*
	 * O_NONBLOCK belongs to the socket, not to the descriptor: setting it
	 * would break accept() for any other program that was given the same
	 * socket.  listen_accept() does without.
	 */
	l.waits = (flags & O_NONBLOCK) == 0;
	return listen_add(ls, l, name, why);
}

/*
 * Between poll() and accept() somebody else may have taken the connection, and
 * accept() would wait for the next one, with everybody whom we serve.  A timer
 * that fires again and again ends that: whenever the first signal comes, one
 * comes while accept() waits.  The signal is blocked everywhere else, because
 * libfcgi takes EINTR for the end of a connection.
 */
static void
on_alarm(int signo)
{
	(void)signo;
}

static int
accept_patiently(int fd)
{
	static const struct itimerval every = { { 0, 10000 }, { 0, 10000 } };
	static const struct itimerval never;
	struct sigaction              on = { .sa_handler = on_alarm };
	struct pollfd                 p = { .fd = fd, .events = POLLIN };
	sigset_t                      alarm;
	int                           peer, saved;

	if (poll(&p, 1, 0) != 1) {
		errno = EAGAIN;
		return -1;
	}
	sigemptyset(&alarm);
	sigaddset(&alarm, SIGALRM);
	sigaction(SIGALRM, &on, NULL);
	sigprocmask(SIG_UNBLOCK, &alarm, NULL);
	setitimer(ITIMER_REAL, &every, NULL);
	peer = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
	saved = errno == EINTR ? EAGAIN : errno;
	setitimer(ITIMER_REAL, &never, NULL);
	sigprocmask(SIG_BLOCK, &alarm, NULL);
	errno = saved;
	return peer;
}

int
listen_accept(const struct listener *l)
{
	/* The belt: the gate and the account of what is unread see to it that
	 * neither ever passes. */
	static const struct timeval second = { 1, 0 };
	const int                   sndbuf = ROOM_BUFFER, one = 1;
	int                         fd;

	fd = l->waits ? accept_patiently(l->fd) :
			accept4(l->fd, NULL, NULL, SOCK_CLOEXEC);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof(second));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &second, sizeof(second));
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &sndbuf, sizeof(sndbuf));
	if (!l->local)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return fd;
}

bool
listen_is_welcome(int fd, const char *peers)
{
	union {
		struct sockaddr     any;
		struct sockaddr_in  in;
		struct sockaddr_in6 in6;
	} peer = { .any = { .sa_family = AF_UNSPEC } };
	socklen_t    len = sizeof(peer);
	char         text[INET6_ADDRSTRLEN];
	struct slice rest = slice_of(peers);
	const void  *address;

	if (getpeername(fd, &peer.any, &len) != 0)
		return false;
	address = peer.any.sa_family == AF_INET6 ?
	    (const void *)&peer.in6.sin6_addr :
	    (const void *)&peer.in.sin_addr;
	if (inet_ntop(peer.any.sa_family, address, text, sizeof(text)) == NULL)
		return false;
	while (rest.n > 0)
		if (net_has(slice_trim(slice_cut(&rest, ',')), slice_of(text)))
			return true;
	return false;
}

void
listen_hide(struct listeners *ls)
{
	struct stat st;

	for (size_t i = 0; i < ls->n; i++) {
		struct listener *l = &ls->at[i];

		/* Somebody may have put another file in its place. */
		if (l->path != NULL && lstat(l->path, &st) == 0 &&
		    st.st_dev == l->dev && st.st_ino == l->ino)
			unlink(l->path);
	}
}

void
listen_leave(struct listeners *ls)
{
	for (size_t i = 0; i < ls->n; i++) {
		if (ls->at[i].fd >= 0)
			close(ls->at[i].fd);
		ls->at[i].fd = -1;
	}
}

void
listen_forget_locks(struct listeners *ls)
{
	for (size_t i = 0; i < ls->n; i++) {
		if (ls->at[i].lock >= 0)
			close(ls->at[i].lock);
		ls->at[i].lock = -1;
		ls->at[i].path = NULL;
	}
}

void
listen_unlock(struct listener *l)
{
	char lock[PATH_MAX];

	if (l->lock < 0)
		return;
	/* While it is locked: who opens it now finds out that it is gone. */
	snprintf(lock, sizeof(lock), "%s.lock", l->path);
	unlink(lock);
	close(l->lock);
	l->lock = -1;
}

void
listen_close(struct listeners *ls)
{
	listen_hide(ls);
	listen_leave(ls);
	for (size_t i = 0; i < ls->n; i++)
		listen_unlock(&ls->at[i]);
	ls->n = 0;
}
