/* SPDX-License-Identifier: MIT */
/*
 * main.c - start-up: how was this program started, and on which sockets is it
 * to listen?
 */
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "address.h"
#include "cgi.h"
#include "listen.h"
#include "log.h"
#include "options.h"
#include "sandbox.h"
#include "supervise.h"

#define SYSTEMD_FIRST 3 /* sd_listen_fds(3) */

/* Else the database could become descriptor 2, and be written errors to. */
static void
open_standard_fds(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

static void
raise_fd_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

/*
 * Where a web server shares a processor with us, each request that it sends
 * would wake us in its place, and each answer it in ours: two switches a
 * request.  This way it first does what it has in hand, and then we answer all
 * of that.  Nobody waits longer: a processor that is idle takes us at once.
 * Who has started us by another policy has a reason.
 */
static void
let_others_finish(void)
{
	const struct sched_param none = { 0 };

	if (sched_getscheduler(0) == SCHED_OTHER)
		sched_setscheduler(0, SCHED_BATCH, &none);
}

/* How many sockets systemd, or whoever does as it does, has passed on. */
static int
passed_sockets(void)
{
	const char *pid = getenv("LISTEN_PID"), *n = getenv("LISTEN_FDS");

	if (pid == NULL || n == NULL || strtol(pid, NULL, 10) != getpid())
		return 0;
	return (int)strtol(n, NULL, 10);
}

/* Open or take over the sockets; nothing is done half. */
static enum err
find_listeners(const struct options *o, struct listeners *ls, struct buf *why)
{
	enum err rc = ERR_OK;
	int      n = passed_sockets();

	for (size_t i = 0; rc == ERR_OK && i < o->n_listen; i++)
		rc = address_listen(ls, o->listen[i], o, why);
	if (o->n_listen > 0)
		return rc;
	for (int i = 0; rc == ERR_OK && i < n; i++)
		rc = listen_inherit(ls, SYSTEMD_FIRST + i, why);
	if (rc == ERR_OK && n <= 0 && listen_is(STDIN_FILENO))
		rc = listen_inherit(ls, STDIN_FILENO, why);
	if (rc == ERR_OK && ls->n == 0)
		rc = refuse(why, ERR_SYNTAX,
		    "nothing to listen on: give --listen unix:/path or "
		    "--listen 127.0.0.1:9000, or start it from a web server; "
		    "see --help");
	return rc;
}

static int
complain(struct buf *why, enum err rc)
{
	log_sentence(buf_end(why) == ERR_OK && why->len > 0 ? why->data :
							      err_name(rc));
	return rc == ERR_SYNTAX || rc == ERR_LIMIT ? EXIT_USAGE : EXIT_TROUBLE;
}

/* FastCGI: listen, and supervise those who answer. */
static int
run(int argc, char **argv, struct options *o, struct buf *why)
{
	struct listeners ls = { .n = 0 };
	enum err         rc;
	int              status;

	rc = options_parse(argc, argv, o, &status, why);
	if (rc == ERR_OK && status >= 0) {
		if (status == EXIT_USAGE)
			complain(why, ERR_SYNTAX);
		return status;
	}
	raise_fd_limit();
	let_others_finish();
	ls.peers = o->peers;
	if (rc == ERR_OK)
		rc = find_listeners(o, &ls, why);
	if (rc == ERR_OK)
		rc = sandbox_become(o->user, why);
	if (rc != ERR_OK) {
		listen_close(&ls);
		return complain(why, rc);
	}
	return supervise(o, &ls);
}

int
main(int argc, char **argv)
{
	struct options o;
	struct buf     why;
	enum err       rc;
	int            status;

	open_standard_fds();
	log_open();
	buf_init(&why, WHY_MAX);
	/* As CGI the command line comes from the client: "/?--db" is one. */
	if (getenv("GATEWAY_INTERFACE") != NULL && !listen_is(STDIN_FILENO)) {
		rc = options_from_env(&o);
		status = rc == ERR_OK ? cgi_run(&o) : complain(&why, rc);
	} else {
		status = run(argc, argv, &o, &why);
	}
	options_free(&o);
	buf_free(&why);
	return status;
}
