/* SPDX-License-Identifier: MIT */
/* child.c - the life of one process that answers. */
#include "child.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "clock.h"
#include "keeper.h"
#include "log.h"
#include "loop.h"

#define STEP_MS       10   /* how often an end is looked for */
#define CLOCK_LOOK_MS 1000 /* at most how often the clocks are compared */
#define CLOCK_JUMP_MS 5000 /* by so much it must be off */

static int
signals_open(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGHUP);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* True when the process is to end. */
static bool
signals_take(int fd, struct worker *w)
{
	struct signalfd_siginfo si;
	bool                    stop = false;

	while (read(fd, &si, sizeof(si)) == (ssize_t)sizeof(si)) {
		if (si.ssi_signo == SIGHUP)
			table_reopen(w->table);
		else
			stop = true;
	}
	return stop;
}

/* Say when the database fails, and, if that was said, when it is well again. */
static void
tell_health(struct worker *w, bool *told)
{
	static int64_t logged;
	const enum err rc = table_health(w->table);

	if (rc != ERR_OK && log_may(&logged, clock_wall_s())) {
		log_event(LOG_LEVEL_WARNING, "the rules cannot be read",
		    "error", err_name(rc), "why", table_trouble(w->table),
		    "path", w->db, NULL);
		*told = true;
	} else if (rc == ERR_OK && *told) {
		log_event(LOG_LEVEL_INFO, "the rules are read again", "path",
		    w->db, NULL);
		*told = false;
	}
}

/* Say that rules are passed over: each time that there are more of them. */
static void
tell_skipped(const struct worker *w, uint64_t *last)
{
	static int64_t logged;
	const uint64_t n = table_skipped(w->table);
	char           count[24], id[24];

	if (n > *last && log_may(&logged, clock_wall_s())) {
		snprintf(count, sizeof(count), "%" PRIu64, n);
		snprintf(id, sizeof(id), "%" PRId64,
		    table_skipped_last(w->table));
		log_event(LOG_LEVEL_WARNING,
		    "rules are passed over: what is stored makes no "
		    "sense, or their time zone cannot be read",
		    "times", count, "last", id, "path", w->db, NULL);
	}
	*last = n;
}

/* Both clocks, when they were looked at last. */
struct clocks {
	int64_t wall_s;
	int64_t mono_ms; /* 0: not yet */
};

/* Say that the clock was set, by which windows begin and end.  What a time
 * server slews, at most a thousandth, is no jump. */
static void
tell_clock(int64_t now_ms, struct clocks *c)
{
	static int64_t logged;
	const int64_t  since = now_ms - c->mono_ms;
	int64_t        wall_s, jump;
	char           by[24];
	struct buf     b;

	if (c->mono_ms != 0 && since < CLOCK_LOOK_MS)
		return;
	wall_s = clock_wall_s();
	jump = (wall_s - c->wall_s) * 1000 - since;
	if (c->mono_ms != 0 && llabs(jump) > CLOCK_JUMP_MS + since / 1000 &&
	    log_may(&logged, now_ms / 1000)) {
		buf_init_in(&b, by, sizeof(by));
		buf_addi(&b, (long long)jump / 1000);
		if (buf_end(&b) == ERR_OK)
			log_event(LOG_LEVEL_WARNING, "the clock has jumped",
			    "seconds", by, NULL);
	}
	c->wall_s = wall_s;
	c->mono_ms = now_ms;
}

static void
turn_until_the_end(struct worker *w, struct loop *l, int signals,
    const struct child_place *c)
{
	struct clocks clocks = { 0 };
	uint64_t      skipped = 0;
	int64_t       handed_ms = loop_now_ms(l), stop_ms = -1, now_ms, wait_ms;
	int64_t       asked_ms = 0; /* for a sieve */
	bool          full = false; /* the pipe was, last time */
	bool          told = false; /* that the rules cannot be read */

	/* Whoever starts it with a wrong name is to hear of it now, and not
	 * with the first request. */
	table_look(w->table, loop_now_ms(l));
	table_rest(w->table);
	tell_health(w, &told);
	for (;;) {
		now_ms = loop_now_ms(l);
		tell_clock(now_ms, &clocks);
		wait_ms = -1;
		if (w->hits.used > 0) {
			if (now_ms - handed_ms >= KEEPER_HAND_MS ||
			    (w->hits.used >= KEEPER_HAND_MAX && !full)) {
				full = !keeper_hand(c->hits_fd, &w->hits);
				keeper_dropped(&w->hits, &w->counts->dropped);
				handed_ms = now_ms;
			}
			wait_ms = handed_ms + KEEPER_HAND_MS - now_ms;
		}
		if (stop_ms >= 0) {
			if (loop_is_over(l) ||
			    now_ms - stop_ms >= CHILD_STOP_MS)
				return;
			if (wait_ms < 0 || wait_ms > STEP_MS)
				wait_ms = STEP_MS;
		}
		if (loop_turn(l, wait_ms) && signals_take(signals, w) &&
		    stop_ms < 0) {
			loop_stop(l);
			stop_ms = loop_now_ms(l);
		}
		if (table_wants_sieve(w->table))
			sieving_ask(c->sieve_fd, loop_now_ms(l), &asked_ms);
		if (told || table_health(w->table) != ERR_OK)
			tell_health(w, &told);
		if (table_skipped(w->table) != skipped)
			tell_skipped(w, &skipped);
	}
}

int
child_run(const struct options *o, const struct child_place *c,
    struct listeners *listeners)
{
	struct worker w;
	struct loop  *l = NULL;
	int           signals = signals_open();
	enum err      rc;

	rc = worker_open(&w, o->db, o->hits, o->identify, clock_wall_s());
	if (rc != ERR_OK)
		goto out;
	w.sandbox = c->sandbox;
	w.counts = &c->counts[c->own];
	w.all_counts = c->counts;
	w.all_n = c->n;
	table_use_sieve(w.table, c->sieve);
	rc = signals >= 0 ? loop_open(&w, listeners, signals, &l) : ERR_IO;
	if (rc != ERR_OK)
		goto out;
	turn_until_the_end(&w, l, signals, c);
	keeper_hand_all(c->hits_fd, &w.hits, CHILD_STOP_MS);
out:
	if (rc != ERR_OK)
		log_event(LOG_LEVEL_ERROR, "cannot answer", "error",
		    err_name(rc), NULL);
	loop_close(l);
	worker_close(&w);
	if (signals >= 0)
		close(signals);
	return rc == ERR_OK ? EXIT_SUCCESS : EXIT_TROUBLE;
}
