/* SPDX-License-Identifier: MIT */
/* supervise.c - start, replace and end the children. */
#include "supervise.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "clock.h"
#include "keeper.h"
#include "log.h"
#include "walls.h"

#define FIRST_DELAY_MS 25

struct child {
	pid_t   pid; /* 0 when there is none */
	int64_t started_ms;
	int64_t due_ms; /* when to start the next one */
	int     young;  /* how many have died young, in a row */
};

struct supervisor {
	const struct options *options;
	struct listeners     *listeners;
	/* One of each worker, and the keeper's, in shared memory. */
	struct counts     *counts;
	struct keeper_pipe pipe;
	struct sieve      *sieve; /* or NULL */
	int                wake;  /* by which children ask for one, or -1 */
	int                signals;
	uint64_t           ground; /* of the walls around the children */
	bool               failed;
	int                n; /* workers; the last child is the keeper */
	struct child       child[OPTIONS_WORKERS_MAX + 1];
};

/* Be a child; returns its exit status. */
static int
be(struct supervisor *s, int i, pid_t parent)
{
	const struct options *o = s->options;
	const char           *sandbox = walls_enter(o);
	struct sieving        sieving;

	close(s->signals);
	listen_forget_locks(s->listeners);
	if (i == s->n) {
		/* Ends when nobody is left who could hand it hits. */
		close(s->pipe.write);
		listen_leave(s->listeners);
		prctl(PR_SET_NAME, "detour.keeper");
		sieving_init(&sieving, o->db, s->sieve, s->wake);
		keeper_run(s->pipe.read, o->hits, &s->counts[s->n].dropped,
		    &sieving);
		sieving_free(&sieving);
		return EXIT_SUCCESS;
	}
	sieve_protect(s->sieve);
	close(s->pipe.read);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		return EXIT_FAILURE; /* it died before it could matter */
	return child_run(o,
	    &(struct child_place){
		.sandbox = sandbox,
		.hits_fd = s->pipe.write,
		.counts = s->counts,
		.n = (size_t)s->n + 1,
		.own = (size_t)i,
		.sieve = s->sieve,
		.sieve_fd = s->wake,
	    },
	    s->listeners);
}

/* True in the child, whose exit status is *ret_status then. */
static bool
start(struct supervisor *s, int i, int *ret_status)
{
	struct child *c = &s->child[i];
	const pid_t   parent = getpid();
	pid_t         pid = fork();

	if (pid == 0) {
		*ret_status = be(s, i, parent);
		return true;
	}
	c->started_ms = clock_mono_ms();
	if (pid > 0) {
		c->pid = pid;
		return false;
	}
	c->due_ms = c->started_ms + SUPERVISE_DELAY_MS;
	log_event(LOG_LEVEL_ERROR, "cannot start a child", "why",
	    strerror(errno), NULL);
	return false;
}

/* Start who is due; true in a child. */
static bool
start_due(struct supervisor *s, int *ret_status)
{
	const int64_t now_ms = clock_mono_ms();

	for (int i = 0; i <= s->n; i++)
		if (s->child[i].pid == 0 && s->child[i].due_ms <= now_ms &&
		    start(s, i, ret_status))
			return true;
	return false;
}

/* How long until somebody is due, or -1. */
static int
wait_ms(const struct supervisor *s)
{
	const int64_t now_ms = clock_mono_ms();
	int64_t       wait = -1;

	for (int i = 0; i <= s->n; i++) {
		const struct child *c = &s->child[i];
		int64_t left = c->due_ms > now_ms ? c->due_ms - now_ms : 0;

		if (c->pid == 0 && (wait < 0 || left < wait))
			wait = left;
	}
	return (int)wait;
}

static void
tell(const struct supervisor *s, int i, int status)
{
	char pid[16], how[32];

	if (WIFSIGNALED(status))
		snprintf(how, sizeof(how), "signal %d", WTERMSIG(status));
	else
		snprintf(how, sizeof(how), "status %d", WEXITSTATUS(status));
	snprintf(pid, sizeof(pid), "%d", (int)s->child[i].pid);
	log_event(LOG_LEVEL_WARNING,
	    i == s->n ? "the keeper has died" : "a child has died", "pid", pid,
	    "by", how, NULL);
}

/* Who dies at once would only be started again and again. */
static int64_t
delay_ms(int young)
{
	int64_t delay = FIRST_DELAY_MS;

	if (young <= 1)
		return 0;
	while (--young > 1 && delay < SUPERVISE_DELAY_MS)
		delay *= 2;
	return delay < SUPERVISE_DELAY_MS ? delay : SUPERVISE_DELAY_MS;
}

/* Take note of who has died. */
static void
reap(struct supervisor *s, bool ending)
{
	const int64_t now_ms = clock_mono_ms();
	struct child *c;
	pid_t         pid;
	int           status, i;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for (i = 0; i <= s->n && s->child[i].pid != pid; i++)
			continue;
		if (i > s->n)
			continue; /* of whoever was this process before exec */
		if (status != 0 || (i == s->n && !ending))
			tell(s, i, status);
		s->failed |= ending && status != 0;
		c = &s->child[i];
		c->pid = 0;
		if (now_ms - c->started_ms < SUPERVISE_YOUNG_MS)
			c->young++;
		else
			c->young = 0;
		c->due_ms = now_ms + delay_ms(c->young);
	}
}

static void
signal_workers(const struct supervisor *s, int signo)
{
	for (int i = 0; i < s->n; i++)
		if (s->child[i].pid != 0)
			kill(s->child[i].pid, signo);
}

/* Wait until these children have ended; false when it takes too long. */
static bool
wait_for(struct supervisor *s, int from, int to)
{
	const int64_t           end_ms = clock_mono_ms() + SUPERVISE_KILL_MS;
	struct pollfd           p = { .fd = s->signals, .events = POLLIN };
	struct signalfd_siginfo si;
	int64_t                 left_ms;
	int                     i;

	for (;;) {
		reap(s, true);
		for (i = from; i < to && s->child[i].pid == 0; i++)
			continue;
		left_ms = end_ms - clock_mono_ms();
		if (i == to || left_ms <= 0)
			return i == to;
		if (poll(&p, 1, (int)left_ms) > 0 &&
		    read(p.fd, &si, sizeof(si)) < 0)
			return false;
	}
}

/* True in a keeper that had to be started for the end. */
static bool
end(struct supervisor *s, int *ret_status)
{
	/* First nobody finds the sockets any more, then the children take
	 * whoever has found them before. */
	listen_hide(s->listeners);
	listen_leave(s->listeners);
	signal_workers(s, SIGTERM);
	if (!wait_for(s, 0, s->n)) {
		signal_workers(s, SIGKILL);
		s->failed = true;
	}
	if (s->child[s->n].pid == 0 && start(s, s->n, ret_status))
		return true;
	close(s->pipe.write);
	s->pipe.write = -1;
	if (!wait_for(s, s->n, s->n + 1)) {
		log_event(LOG_LEVEL_WARNING, "the keeper is still writing",
		    NULL);
		s->failed = true;
	}
	*ret_status = s->failed ? EXIT_FAILURE : EXIT_SUCCESS;
	return false;
}

/* A sieve of its own for a keeper; without memory everybody does without. */
static void
renew_sieve(struct supervisor *s)
{
	sieve_close(s->sieve);
	s->sieve =
	    s->wake < 0 ? NULL : sieve_open(SIEVING_RULES_MAX, worker_secret());
}

/*
 * SIGHUP: open the database again.  Walls let in the folders that were there
 * when they were built.  Where one of these was replaced, only new children can
 * open what is in it: the old ones finish what is in flight, and the old keeper
 * ends with them.  It empties its sieve then, so that the new one needs
 * another: what it had added there already would seem to have no rule.
 */
static void
open_again(struct supervisor *s)
{
	const uint64_t     ground = walls_ground(s->options);
	struct keeper_pipe fresh;

	if (ground == s->ground || !keeper_pipe_open(&fresh)) {
		signal_workers(s, SIGHUP);
		return;
	}
	log_event(LOG_LEVEL_INFO,
	    "a folder was replaced: other children take over", "path",
	    s->options->db, NULL);
	s->ground = ground;
	close(s->pipe.read);
	close(s->pipe.write);
	s->pipe = fresh;
	renew_sieve(s);
	s->child[s->n].pid = 0;
	s->child[s->n].due_ms = 0;
	signal_workers(s, SIGTERM);
}

/* Until it is to end; true in a child. */
static bool
watch(struct supervisor *s, int *ret_status)
{
	struct pollfd           p = { .fd = s->signals, .events = POLLIN };
	struct signalfd_siginfo si;

	for (;;) {
		if (start_due(s, ret_status))
			return true;
		if (poll(&p, 1, wait_ms(s)) <= 0 ||
		    read(p.fd, &si, sizeof(si)) != (ssize_t)sizeof(si))
			continue;
		switch (si.ssi_signo) {
		case SIGCHLD:
			reap(s, false);
			break;
		case SIGHUP:
			open_again(s);
			break;
		default:
			return end(s, ret_status);
		}
	}
}

/*
 * No signal interrupts anything from here on; the processes ask for those
 * that they want, of SIGUSR1 before libfcgi does.  SIGALRM is for
 * listen_accept().
 */
static int
signals_open(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	sigaddset(&set, SIGALRM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	/* Whoever ignored it before exec would let the children vanish. */
	signal(SIGCHLD, SIG_DFL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a write that is too much says so */
	return signalfd(-1, &set, SFD_CLOEXEC);
}

int
supervise(const struct options *o, struct listeners *listeners)
{
	struct supervisor s = {
		.options = o,
		.listeners = listeners,
		.pipe = { -1, -1 },
		.n = o->workers,
	};
	const size_t size = ((size_t)s.n + 1) * sizeof(*s.counts);
	int          status = EXIT_TROUBLE;

	s.counts = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	s.wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	renew_sieve(&s);
	s.signals = signals_open();
	s.ground = walls_ground(o);
	if (s.counts == MAP_FAILED || s.signals < 0 ||
	    !keeper_pipe_open(&s.pipe)) {
		log_event(LOG_LEVEL_ERROR, "cannot start", "why",
		    strerror(errno), NULL);
		listen_close(listeners);
		return status;
	}
	if (!watch(&s, &status)) {
		listen_close(listeners);
		close(s.pipe.read);
		close(s.signals);
		close(s.wake);
		log_event(LOG_LEVEL_INFO, "stopped", NULL);
	}
	munmap(s.counts, size);
	sieve_close(s.sieve);
	return status;
}
