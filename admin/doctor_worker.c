/* SPDX-License-Identifier: MIT */
/*
 * doctor_worker.c - the worker that listens at a socket; see doctor.h.
 */
#include "doctor.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <jansson.h>

#define ANSWER_MAX 65536 /* octets of a health page */
#define WAIT_S     5     /* for a worker to answer */

/* ----------------------------------------------------------------- connect */

/* The time to wait is that of connect(), too: the queue of a worker that hangs
 * is full. */
static int
connect_at(int family, const void *address, socklen_t n)
{
	const struct timeval wait = { .tv_sec = WAIT_S };
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0), error;

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
	if (connect(fd, address, n) == 0)
		return fd;
	error = errno == EAGAIN || errno == EINPROGRESS ? ETIMEDOUT : errno;
	close(fd);
	errno = error;
	return -1;
}

static int
connect_path(const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };

	if (strlen(path) >= sizeof(a.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(a.sun_path, path, strlen(path));
	return connect_at(AF_UNIX, &a, sizeof(a));
}

/* "HOST:PORT", "[::1]:9000".  Of a name that leads nowhere *ret_why says it. */
static int
connect_host(const char *address, const char **ret_why)
{
	struct addrinfo want = { .ai_socktype = SOCK_STREAM }, *all = NULL;
	char            host[256];
	const char     *colon = strrchr(address, ':');
	size_t          n = colon != NULL ? (size_t)(colon - address) : 0;
	int             fd = -1, code;

	if (n > 1 && address[0] == '[' && address[n - 1] == ']')
		address++, n -= 2;
	errno = EINVAL;
	if (n == 0 || n >= sizeof(host))
		return -1;
	memcpy(host, address, n);
	host[n] = '\0';
	code = getaddrinfo(host, colon + 1, &want, &all);
	if (code != 0 && code != EAI_SYSTEM)
		*ret_why = gai_strerror(code);
	if (code != 0)
		return -1;
	for (struct addrinfo *a = all; a != NULL && fd < 0; a = a->ai_next)
		fd = connect_at(a->ai_family, a->ai_addr, a->ai_addrlen);
	freeaddrinfo(all);
	return fd;
}

/* What has no port is a path, also one without a '/'.  On -1 *ret_why is why,
 * or untouched where errno is. */
static int
connect_to(const char *address, const char **ret_why)
{
	if (strncmp(address, "unix:", 5) == 0)
		return connect_path(address + 5);
	if (strchr(address, '/') != NULL || strchr(address, ':') == NULL)
		return connect_path(address);
	return connect_host(address, ret_why);
}

/* --------------------------------------------------------------------- ask */

static void
add_record(struct buf *b, int type, const struct buf *content)
{
	const size_t n = content != NULL ? content->len : 0;
	const char   head[8] = { 1, (char)type, 0, 1, (char)(n >> 8),
		  (char)(n & 0xff), 0, 0 };

	buf_add(b, head, sizeof(head));
	if (n > 0)
		buf_add_slice(b, buf_slice(content));
}

static void
add_pair(struct buf *b, const char *name, const char *value)
{
	buf_addc(b, (char)strlen(name));
	buf_addc(b, (char)strlen(value));
	buf_adds(b, name);
	buf_adds(b, value);
}

/* One request for the health page, as a web server makes it (FastCGI 1.0,
 * 3.3). */
static enum err
send_request(int fd)
{
	static const char begin[8] = { 0, 1 }; /* a Responder, not kept */
	struct buf        request, part;
	enum err          rc;

	buf_init(&request, 4096);
	buf_init(&part, 4096);
	buf_add(&part, begin, sizeof(begin));
	add_record(&request, 1, &part);
	buf_reset(&part);
	add_pair(&part, "DETOUR_PAGE", "health");
	add_pair(&part, "REQUEST_METHOD", "GET");
	add_pair(&part, "REQUEST_URI", "/");
	add_pair(&part, "SERVER_PROTOCOL", "HTTP/1.1");
	add_pair(&part, "HTTP_HOST", "localhost");
	add_record(&request, 4, &part);
	add_record(&request, 4, NULL);
	add_record(&request, 5, NULL);
	rc = buf_end(&request);
	if (rc == ERR_OK &&
	    send(fd, request.data, request.len, MSG_NOSIGNAL) !=
		(ssize_t)request.len)
		rc = ERR_IO;
	buf_free(&part);
	buf_free(&request);
	return rc;
}

/* More of an answer that must be whole by then; 0 at its end. */
static ssize_t
receive(int fd, void *to, size_t n, int64_t until_ms)
{
	const int64_t left = until_ms - mono_ms();
	struct pollfd p = { .fd = fd, .events = POLLIN };

	if (left <= 0 || poll(&p, 1, (int)left) <= 0)
		return 0;
	return recv(fd, to, n, 0);
}

/* What it writes to its standard output, without the header. */
static json_t *
read_answer(int fd)
{
	const int64_t  until_ms = mono_ms() + WAIT_S * INT64_C(1000);
	unsigned char *in = malloc(ANSWER_MAX);
	char          *out = calloc(1, ANSWER_MAX), *body;
	size_t         n = 0, at = 0, len = 0;
	ssize_t        got = 0;
	json_t        *j = NULL;

	while (in != NULL && n < ANSWER_MAX &&
	    (got = receive(fd, in + n, ANSWER_MAX - n, until_ms)) > 0)
		n += (size_t)got;
	while (in != NULL && out != NULL && at + 8 <= n) {
		size_t size = (size_t)(in[at + 4] << 8 | in[at + 5]);

		if (at + 8 + size > n)
			break;
		if (in[at + 1] == 6) {
			memcpy(out + len, in + at + 8, size);
			len += size;
		}
		at += 8 + size + in[at + 6];
	}
	body = out != NULL ? memmem(out, len, "\r\n\r\n", 4) : NULL;
	if (body != NULL)
		j = json_loadb(body + 4, len - (size_t)(body + 4 - out), 0,
		    NULL);
	free(in);
	free(out);
	return j;
}

/* ------------------------------------------------------------------ rights */

/* A line of /proc/PID/status, as a number; -1 if it is not told. */
static long
status_of(pid_t pid, const char *name)
{
	char  path[64], line[256];
	long  value = -1;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%ld/status", (long)pid);
	f = fopen(path, "r");
	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, name, strlen(name)) == 0 &&
		    line[strlen(name)] == ':')
			value = strtol(line + strlen(name) + 1, NULL, 10);
	if (f != NULL)
		fclose(f);
	return value;
}

/* The first child of a process, which is one that answers; or itself. */
static pid_t
child_of(pid_t pid)
{
	char  path[64];
	long  child = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%ld/task/%ld/children", (long)pid,
	    (long)pid);
	f = fopen(path, "r");
	if (f == NULL)
		return pid;
	if (fgets(path, sizeof(path), f) != NULL)
		child = strtol(path, NULL, 10); /* 0 if there is none */
	fclose(f);
	return child > 0 ? (pid_t)child : pid;
}

/* Who listens, if it is told: of a Unix socket. */
static void
look_at_rights(struct doctor *d, int fd)
{
	struct ucred         who;
	socklen_t            n = sizeof(who);
	const struct passwd *pw;
	pid_t                pid;
	long                 seccomp, no_new;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &n) != 0 ||
	    who.pid <= 0) {
		doctor_say(d, "sandbox", MARK_UNKNOWN, "ask at its Unix socket",
		    "with whose rights it runs is not told here");
		return;
	}
	pid = child_of(who.pid);
	no_new = status_of(pid, "NoNewPrivs");
	seccomp = status_of(pid, "Seccomp");
	n = (socklen_t)status_of(pid, "Uid");
	if (status_of(pid, "Uid") >= 0)
		who.uid = (uid_t)n;
	pw = getpwuid(who.uid);
	if (d->user == NULL && pw != NULL) {
		d->uid = who.uid;
		d->gid = pw->pw_gid;
		d->user = pw->pw_name;
	}
	if (seccomp < 0 || no_new < 0)
		doctor_say(d, "sandbox", MARK_UNKNOWN, NULL,
		    "it runs as user %ld; what else it may do is not told here",
		    (long)who.uid);
	else if (who.uid == 0)
		doctor_say(d, "sandbox", MARK_WARNING,
		    "start it as a user of its own: docs/install.md",
		    "it runs as root");
	else if (no_new == 0 || seccomp == 0)
		doctor_say(d, "sandbox", MARK_WARNING,
		    "start it by the units of docs/systemd, or with a sandbox",
		    "it runs as user %ld with %s%s%s", (long)who.uid,
		    no_new == 0 ? "no_new_privs off" : "",
		    no_new == 0 && seccomp == 0 ? " and " : "",
		    seccomp == 0 ? "no filter of system calls" : "");
	else
		doctor_say(d, "sandbox", MARK_OK, NULL,
		    "it runs as user %ld, cannot gain rights, and its system "
		    "calls are filtered",
		    (long)who.uid);
}

static void
look_at_health(struct doctor *d, int fd)
{
	json_t     *j = send_request(fd) == ERR_OK ? read_answer(fd) : NULL;
	const char *version = json_string_value(json_object_get(j, "version"));
	const char *status = json_string_value(json_object_get(j, "status"));
	const char *sandbox = json_string_value(json_object_get(j, "sandbox"));
	const char *trouble = json_string_value(json_object_get(j, "trouble"));

	if (version == NULL || status == NULL)
		doctor_say(d, "worker", MARK_PROBLEM,
		    "look at its log; is it detour.fcgi that listens there?",
		    "it does not answer with a health page");
	else if (strcmp(status, "ok") != 0)
		doctor_say(d, "worker", MARK_PROBLEM,
		    "it goes on by itself when this is cured",
		    "version %s cannot read its rules: %s", version,
		    trouble != NULL ? trouble : "it does not say why");
	else if (strcmp(version, DETOUR_VERSION) != 0)
		doctor_say(d, "worker", MARK_WARNING,
		    "restart it: systemctl restart detour",
		    "version %s answers, and this is version %s", version,
		    DETOUR_VERSION);
	else
		doctor_say(d, "worker", MARK_OK, NULL,
		    "version %s answers; its sandbox: %s", version,
		    sandbox != NULL ? sandbox : "it does not say");
	json_decref(j);
}

void
doctor_worker(struct doctor *d, const char *address)
{
	const char *why = NULL;
	int         fd;

	if (address == NULL) {
		doctor_say(d, "worker", MARK_UNKNOWN,
		    "--socket PATH asks the one that listens there",
		    "none was named");
		return;
	}
	fd = connect_to(address, &why);
	if (fd < 0) {
		doctor_say(d, "worker", MARK_PROBLEM,
		    "start it, or name the socket that it listens at",
		    "nobody answers at '%s': %s", address,
		    why != NULL ? why : strerror(errno));
		return;
	}
	look_at_health(d, fd);
	look_at_rights(d, fd);
	close(fd);
}
