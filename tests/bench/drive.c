/* SPDX-License-Identifier: MIT */
/* drive.c - when each request is sent, and what became of it; see drive.h. */
#include "drive.h"

#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>

#define EVENTS   256
#define STALL_NS UINT64_C(5000000000) /* nothing comes back for so long */

uint64_t
drive_now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void
check(struct load *l, const struct line *line, const struct wire_answer *a)
{
	const int  kind = a->status / 100;
	const bool right = (line->status == 0 || line->status == a->status) &&
	    (line->location.n == 0 || slice_eq(line->location, a->location));

	l->status[kind > 0 && kind < 6 ? kind : 0]++;
	if (!right && l->wrong++ < 3)
		fprintf(stderr, "fcgiload: %.*s: status %d, location '%.*s'\n",
		    (int)line->uri.n, line->uri.s, a->status,
		    (int)a->location.n, a->location.n > 0 ? a->location.s : "");
}

/* When a run ends, and where it stands. */
struct run {
	uint64_t n;      /* requests to send */
	uint64_t end_ns; /* none is sent later */
	uint64_t due_ns; /* of the next one, if there is a rate */
};

static bool
may_ask(const struct load *l, const struct run *r, uint64_t now)
{
	return l->started < r->n && now < r->end_ns &&
	    (l->rate <= 0 || r->due_ns <= now);
}

static void
ask(struct load *l, struct run *r, struct link *k, uint64_t now)
{
	uint64_t due = now;

	if (l->rate > 0) {
		/* The schedule does not wait for an answer that is late. */
		due = r->due_ns;
		r->due_ns += (uint64_t)(1e9 / l->rate);
	}
	l->started++;
	link_ask(k, lines_next(&l->lines), due);
}

/* Send what is due on each connection that is free, and begin with another one
 * each time, so that a low rate is for all of them; how many are busy. */
static size_t
ask_all(struct load *l, struct run *r, uint64_t now, bool *ret_again)
{
	size_t busy = 0;

	*ret_again = false;
	for (size_t i = 0; i < l->n_links; i++) {
		struct link *k = &l->links[(l->turn + i) % l->n_links];

		if (k->again)
			link_retry(k);
		else if (!k->asked && may_ask(l, r, now))
			ask(l, r, k, now);
		busy += k->asked;
		*ret_again |= k->again;
	}
	l->turn = (l->turn + 1) % l->n_links;
	return busy;
}

static void
take_events(struct load *l, struct run *r, const struct epoll_event *e, int n)
{
	struct wire_answer a;

	for (int i = 0; i < n; i++) {
		struct link *k = e[i].data.ptr;
		uint64_t     now;

		if (!link_ready(k, e[i].events, &a))
			continue;
		now = drive_now_ns();
		check(l, k->line, &a);
		spread_add(&l->spread, now - k->due_ns);
		l->finished++;
		link_answered(k, &a);
		/* At once, without another turn for it. */
		if (l->rate <= 0 && may_ask(l, r, now))
			ask(l, r, k, now);
	}
}

/* How long to wait for events at most. */
static struct timespec
patience(const struct load *l, const struct run *r, uint64_t now, bool again,
    bool free_link)
{
	uint64_t ns = again ? 100000 : 50000000;

	if (l->rate > 0 && free_link && r->due_ns < r->end_ns &&
	    l->started < r->n)
		ns = r->due_ns <= now    ? 0 :
		    r->due_ns - now < ns ? r->due_ns - now :
					   ns;
	return (struct timespec){ .tv_nsec = (long)ns };
}

void
drive(struct load *l, uint64_t n, double seconds)
{
	const uint64_t     start = drive_now_ns();
	struct epoll_event e[EVENTS];
	struct run         r = { .n = n };
	uint64_t           now, finished = 0, progress = start;
	size_t             busy;
	bool               again;

	r.due_ns = l->rate > 0 && l->due_ns != 0 ? l->due_ns : start;
	r.end_ns = start + (uint64_t)(seconds * 1e9);
	l->started = l->finished = l->wrong = 0;
	l->stalled = false;
	memset(l->status, 0, sizeof(l->status));
	memset(&l->spread, 0, sizeof(l->spread));
	for (;;) {
		struct timespec wait;
		int             got;

		now = drive_now_ns();
		busy = ask_all(l, &r, now, &again);
		if (busy == 0 && (l->started == r.n || now >= r.end_ns)) {
			l->due_ns = r.due_ns;
			return;
		}
		if (l->finished != finished) {
			finished = l->finished;
			progress = now;
		}
		if (busy > 0 && now - progress > STALL_NS) {
			l->stalled = true;
			return;
		}
		wait = patience(l, &r, now, again, busy < l->n_links);
		got = epoll_pwait2(l->epoll, e, EVENTS, &wait, NULL);
		take_events(l, &r, e, got);
	}
}
