/* SPDX-License-Identifier: MIT */
/* address.c - an address, as typed, to listening sockets. */
#include "address.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "log.h"

#define BACKLOG 4096 /* the kernel takes less where somaxconn says so */

/* "cannot do this with 'that': what the system says". */
static enum err
cannot(struct buf *why, const char *what, const char *with)
{
	return refuse(why, ERR_IO, "cannot %s '%s': %s", what, with,
	    strerror(errno));
}

/*
 * Lock PATH.lock, so that two workers which are started at once do not both
 * take the socket file for a dead one.  Whoever holds the lock may remove the
 * file, so the one that is locked must still be the one that is there.
 */
static enum err
lock_beside(const char *path, int *ret_fd, struct buf *why)
{
	char        lock[PATH_MAX];
	struct stat ours, there;
	int         fd;

	snprintf(lock, sizeof(lock), "%s.lock", path);
	for (;;) {
		fd =
		    open(lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
		if (fd < 0)
			return cannot(why, "make", lock);
		if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
			close(fd);
			return refuse(why, ERR_IO,
			    "another worker listens on '%s': it holds '%s'",
			    path, lock);
		}
		if (fstat(fd, &ours) == 0 && lstat(lock, &there) == 0 &&
		    ours.st_dev == there.st_dev && ours.st_ino == there.st_ino)
			break;
		close(fd);
	}
	*ret_fd = fd;
	return ERR_OK;
}

/* Remove the socket file of a worker that died; nothing else. */
static enum err
clear_way(const struct sockaddr_un *at, struct buf *why)
{
	struct stat st;
	int         fd;
	bool        dead;

	if (lstat(at->sun_path, &st) != 0)
		return errno == ENOENT ? ERR_OK :
					 cannot(why, "look at", at->sun_path);
	if (!S_ISSOCK(st.st_mode))
		return refuse(why, ERR_IO,
		    "'%s' is there already, and is not a socket", at->sun_path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return cannot(why, "make a socket for", at->sun_path);
	/* Any other answer (a full queue, no permission, datagrams) means that
	 * there is somebody. */
	dead = connect(fd, (const struct sockaddr *)at, sizeof(*at)) != 0 &&
	    errno == ECONNREFUSED;
	close(fd);
	if (!dead)
		return refuse(why, ERR_IO,
		    "another program listens on '%s'; stop it first, or "
		    "choose another path",
		    at->sun_path);
	if (unlink(at->sun_path) != 0)
		return cannot(why, "remove the dead socket", at->sun_path);
	return ERR_OK;
}

/* Bind with no rights for anybody, then give them, then listen. */
static enum err
bind_with_rights(int fd, const struct sockaddr_un *at, const struct options *o,
    struct stat *st, struct buf *why)
{
	struct group *group;
	gid_t         gid = (gid_t)-1;
	mode_t        mask;
	int           bound;

	if (o->socket_group != NULL) {
		group = getgrnam(o->socket_group);
		if (group == NULL)
			return refuse(why, ERR_SYNTAX,
			    "--socket-group '%s': there is no such group",
			    o->socket_group);
		gid = group->gr_gid;
	}
	mask = umask(0777);
	bound = bind(fd, (const struct sockaddr *)at, sizeof(*at));
	umask(mask);
	if (bound != 0)
		return cannot(why, "make the socket", at->sun_path);
	if (gid != (gid_t)-1 && lchown(at->sun_path, (uid_t)-1, gid) != 0)
		cannot(why, "give to the group the socket", at->sun_path);
	else if (chmod(at->sun_path, o->socket_mode) != 0)
		cannot(why, "set the mode of", at->sun_path);
	else if (lstat(at->sun_path, st) != 0)
		cannot(why, "look at", at->sun_path);
	else if (listen(fd, BACKLOG) != 0)
		cannot(why, "listen on", at->sun_path);
	else
		return ERR_OK;
	unlink(at->sun_path);
	return ERR_IO;
}

static enum err
listen_unix(struct listeners *ls, const char *path, const struct options *o,
    struct buf *why)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	struct listener    l = { .fd = -1, .local = true, .path = path };
	struct stat        st = { 0 };
	size_t             n = strlen(path);
	enum err           rc;

	if (n == 0)
		return refuse(why, ERR_SYNTAX,
		    "'unix:' needs a path, like unix:/run/detour.sock");
	if (n >= sizeof(at.sun_path))
		return refuse(why, ERR_LIMIT,
		    "the path of the socket '%s' is too long: at most %zu "
		    "octets are possible",
		    path, sizeof(at.sun_path) - 1);
	memcpy(at.sun_path, path, n + 1);
	rc = lock_beside(path, &l.lock, why);
	if (rc != ERR_OK)
		return rc;
	rc = clear_way(&at, why);
	if (rc != ERR_OK)
		goto out;
	l.fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (l.fd < 0) {
		rc = cannot(why, "make a socket for", path);
		goto out;
	}
	rc = bind_with_rights(l.fd, &at, o, &st, why);
	if (rc != ERR_OK)
		goto out;
	l.dev = st.st_dev;
	l.ino = st.st_ino;
	rc = listen_add(ls, l, path, why);
	if (rc == ERR_OK)
		log_event(LOG_LEVEL_INFO, "listening", "on", path, NULL);
	else
		unlink(path);
out:
	if (rc != ERR_OK) {
		if (l.fd >= 0)
			close(l.fd);
		listen_unlock(&l);
	}
	return rc;
}

/* Cut "HOST:PORT" or "[IPV6]:PORT" in two. */
static enum err
split(const char *typed, char *host, size_t size, const char **ret_port,
    struct buf *why)
{
	const char *colon = strrchr(typed, ':'), *from = typed, *end = colon;
	const char *port;

	if (colon == NULL)
		return refuse(why, ERR_SYNTAX,
		    "--listen '%s' is not an address: give unix:/path, "
		    "127.0.0.1:9000 or [::1]:9000",
		    typed);
	if (colon == typed)
		return refuse(why, ERR_SYNTAX,
		    "--listen '%s' names no host: that would be everybody's; "
		    "give 127.0.0.1%s",
		    typed, typed);
	port = colon + 1;
	if (from[0] == '[' && end[-1] == ']' && end - from > 2) {
		from++;
		end--;
	} else if (memchr(from, ':', (size_t)(end - from)) != NULL) {
		return refuse(why, ERR_SYNTAX,
		    "--listen '%s': an IPv6 address goes in brackets, like "
		    "[::1]:9000",
		    typed);
	}
	/* getaddrinfo() takes 99999 for 34463. */
	if (port[0] == '\0' || strlen(port) > 5 ||
	    strspn(port, "0123456789") != strlen(port) ||
	    strtol(port, NULL, 10) > 65535)
		return refuse(why, ERR_SYNTAX,
		    "--listen '%s': '%s' is not a port", typed, port);
	if ((size_t)(end - from) >= size)
		return refuse(why, ERR_LIMIT, "--listen '%s' is too long",
		    typed);
	memcpy(host, from, (size_t)(end - from));
	host[end - from] = '\0';
	*ret_port = port;
	return ERR_OK;
}

union address {
	struct sockaddr     any;
	struct sockaddr_in  v4;
	struct sockaddr_in6 v6;
};

static bool
is_loopback(const union address *at)
{
	if (at->any.sa_family == AF_INET)
		return ntohl(at->v4.sin_addr.s_addr) >> 24 == 127;
	return memcmp(&at->v6.sin6_addr, &in6addr_loopback,
		   sizeof(in6addr_loopback)) == 0;
}

/* Say where it listens: the port may be the kernel's choice. */
static void
announce(int fd)
{
	union address at = { .v6 = { 0 } };
	socklen_t     len = sizeof(at);
	char          host[64], port[8], text[80];

	if (getsockname(fd, &at.any, &len) != 0 ||
	    getnameinfo(&at.any, len, host, sizeof(host), port, sizeof(port),
		NI_NUMERICHOST | NI_NUMERICSERV) != 0)
		return;
	snprintf(text, sizeof(text),
	    at.any.sa_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host, port);
	log_event(LOG_LEVEL_INFO, "listening", "on", text, NULL);
	if (!is_loopback(&at))
		log_event(LOG_LEVEL_WARNING,
		    "whoever reaches this address can ask the worker", "on",
		    text, NULL);
}

static int
tcp_socket(const struct addrinfo *a)
{
	const int one = 1;
	int       fd, saved;

	fd =
	    socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (a->ai_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one));
	if (bind(fd, a->ai_addr, a->ai_addrlen) == 0 &&
	    listen(fd, BACKLOG) == 0)
		return fd;
	saved = errno;
	close(fd);
	errno = saved;
	return -1;
}

static enum err
listen_tcp(struct listeners *ls, const char *typed, struct buf *why)
{
	const struct addrinfo hints = {
		.ai_family = AF_UNSPEC,
		.ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICSERV,
	};
	struct addrinfo *all, *a;
	struct listener  l = { .lock = -1 };
	char             host[256];
	const char      *port = NULL;
	size_t           before = ls->n;
	enum err         rc;
	int              code;

	rc = split(typed, host, sizeof(host), &port, why);
	if (rc != ERR_OK)
		return rc;
	code = getaddrinfo(host, port, &hints, &all);
	if (code != 0)
		return refuse(why, ERR_SYNTAX, "--listen '%s': %s", typed,
		    gai_strerror(code));
	for (a = all; a != NULL && rc == ERR_OK; a = a->ai_next) {
		l.fd = tcp_socket(a);
		/* "localhost" has an IPv6 address even where IPv6 is off. */
		if (l.fd < 0 &&
		    (errno == EADDRNOTAVAIL || errno == EAFNOSUPPORT))
			continue;
		if (l.fd < 0) {
			rc = cannot(why, "listen on", typed);
			break;
		}
		rc = listen_add(ls, l, typed, why);
		if (rc == ERR_OK)
			announce(l.fd);
		else
			close(l.fd);
	}
	freeaddrinfo(all);
	if (rc == ERR_OK && ls->n == before)
		rc = refuse(why, ERR_IO,
		    "cannot listen on '%s': no network has this address",
		    typed);
	return rc;
}

enum err
address_listen(struct listeners *ls, const char *typed, const struct options *o,
    struct buf *why)
{
	if (strncmp(typed, "unix:", 5) == 0)
		return listen_unix(ls, typed + 5, o, why);
	return listen_tcp(ls, typed, why);
}
