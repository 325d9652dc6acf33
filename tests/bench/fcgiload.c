/* SPDX-License-Identifier: MIT */
/*
 * fcgiload.c - ask a FastCGI worker or an HTTP server for many things, check
 * each answer, and say how long it took and what it cost.
 *
 * One thread and one epoll set; one request at a time on each connection.
 *
 *	fcgiload [options] FILE ADDRESS
 *
 * FILE is read by lines.h; ADDRESS is "unix:PATH" or "127.0.0.1:PORT".
 *	-c N		connections (8)
 *	-k		keep them; else each request takes a new one
 *	-H		speak HTTP instead of FastCGI
 *	-m		our five parameters instead of nginx's 28
 *	-n N		stop after so many requests ...
 *	-d SECONDS	... or so long (3), whichever is first
 *	-o N		begin at this line of FILE
 *	-w N		requests before the measurement begins
 *	-r RATE		requests/s on a fixed schedule; latency then counts
 *			from the scheduled instant, answered in time or not
 *	-e SECONDS	report so often: an object for each such while
 *	-p PID		a process under test, and its children; may be repeated
 *	-i		count their instructions; times are not to be trusted
 *	-s SECONDS	wait so long before costs are read, for those that come
 *			a while after the answers
 *
 * Prints one JSON object a line; latencies are microseconds, costs are of a
 *request. Exit status: 0 all is as wanted, 1 it is not, 2 usage.
 */
#include <inttypes.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "corpus.h"
#include "cost.h"
#include "drive.h"

#define PROCESSES 64

struct options {
	bool             keep, http, counters;
	enum wire_params params;
	size_t           links;
	uint64_t         n, warm, first;
	double           seconds, rate, settle, each;
	pid_t            of[PROCESSES];
	size_t           n_of;
	const char      *file, *address;
};

static bool
options_parse(int argc, char **argv, struct options *o)
{
	int c;

	*o = (struct options){ .params = WIRE_NGINX, .links = 8 };
	o->n = UINT64_MAX;
	o->seconds = 3;
	while ((c = getopt(argc, argv, "c:kHmn:d:o:w:r:e:p:is:")) != -1) {
		switch (c) {
		case 'c':
			o->links = strtoul(optarg, NULL, 10);
			break;
		case 'k':
			o->keep = true;
			break;
		case 'H':
			o->http = true;
			break;
		case 'm':
			o->params = WIRE_OURS;
			break;
		case 'n':
			o->n = strtoull(optarg, NULL, 10);
			break;
		case 'd':
			o->seconds = strtod(optarg, NULL);
			break;
		case 'o':
			o->first = strtoull(optarg, NULL, 10);
			break;
		case 'w':
			o->warm = strtoull(optarg, NULL, 10);
			break;
		case 'r':
			o->rate = strtod(optarg, NULL);
			break;
		case 'e':
			o->each = strtod(optarg, NULL);
			break;
		case 'p':
			if (o->n_of < PROCESSES)
				o->of[o->n_of++] =
				    (pid_t)strtol(optarg, NULL, 10);
			break;
		case 'i':
			o->counters = true;
			break;
		case 's':
			o->settle = strtod(optarg, NULL);
			break;
		default:
			return false;
		}
	}
	if (argc - optind != 2 || o->links == 0)
		return false;
	o->file = argv[optind];
	o->address = argv[optind + 1];
	return true;
}

static enum err
load_open(struct load *l, const struct options *o)
{
	enum err rc;

	l->n_links = o->links;
	l->rate = 0;
	l->links = malloc(o->links * sizeof(*l->links));
	l->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (l->links == NULL || l->epoll < 0)
		return ERR_NOMEM;
	rc = link_address(o->address, &l->to);
	if (rc == ERR_OK)
		rc = lines_read(o->file, &l->lines);
	if (rc == ERR_OK) {
		l->lines.next = o->first % l->lines.n;
		rc = wire_init(&l->wire, o->http, o->keep, o->params,
		    CORPUS_HOST);
	}
	for (size_t i = 0; i < o->links; i++)
		link_init(&l->links[i], &l->to, &l->wire, l->epoll);
	return rc;
}

static void
load_close(struct load *l)
{
	for (size_t i = 0; i < l->n_links; i++)
		link_close(&l->links[i]);
	wire_free(&l->wire);
	lines_free(&l->lines);
	close(l->epoll);
	free(l->links);
}

static uint64_t
sum(const struct load *l, size_t offset)
{
	uint64_t s = 0;

	for (size_t i = 0; i < l->n_links; i++)
		s += *(const uint64_t *)((const char *)&l->links[i] + offset);
	return s;
}

static void
report(const struct load *l, double seconds, const struct cost *c)
{
	const double          n = l->finished > 0 ? (double)l->finished : 1;
	const struct spread  *s = &l->spread;
	static const unsigned kinds[] = { 2, 3, 4, 5 };

	printf("{\"requests\": %" PRIu64 ", \"seconds\": %.4f, \"rps\": %.0f",
	    l->finished, seconds, (double)l->finished / seconds);
	printf(", \"p50\": %.1f, \"p90\": %.1f, \"p99\": %.1f, \"p999\": %.1f",
	    spread_quantile(s, .5) / 1e3, spread_quantile(s, .9) / 1e3,
	    spread_quantile(s, .99) / 1e3, spread_quantile(s, .999) / 1e3);
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		printf(", \"%uxx\": %" PRIu64, kinds[i], l->status[kinds[i]]);
	printf(", \"wrong\": %" PRIu64 ", \"failed\": %" PRIu64
	       ", \"connections\": %" PRIu64 ", \"stalled\": %d",
	    l->wrong, sum(l, offsetof(struct link, failed)),
	    sum(l, offsetof(struct link, opened)), l->stalled);
	printf(", \"cpu_us\": %.3f", c->cpu_us / n);
	if (c->user >= 0)
		printf(", \"user\": %.0f", c->user / n);
	if (c->kernel >= 0)
		printf(", \"kernel\": %.0f", c->kernel / n);
	puts("}");
	fflush(stdout);
}

static void
wait_for(double seconds)
{
	const struct timespec t = {
		.tv_sec = (time_t)seconds,
		.tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9),
	};

	nanosleep(&t, NULL);
}

/* Ask for so long, and report; true when every answer was as wanted. */
static bool
measure(struct load *l, const struct options *o, double seconds,
    const struct costs *costs)
{
	struct cost    before, after;
	const uint64_t start = drive_now_ns();

	for (size_t i = 0; i < l->n_links; i++)
		l->links[i].opened = l->links[i].failed = 0;
	before = cost_read(costs);
	drive(l, o->n, seconds);
	seconds = (double)(drive_now_ns() - start) / 1e9;
	wait_for(o->settle);
	after = cost_read(costs);
	after.cpu_us -= before.cpu_us;
	if (after.user >= 0)
		after.user -= before.user;
	if (after.kernel >= 0)
		after.kernel -= before.kernel;
	report(l, seconds, &after);
	return l->finished > 0 && l->wrong == 0 && !l->stalled &&
	    sum(l, offsetof(struct link, failed)) == 0;
}

/* The whole measurement, in one piece or in many. */
static bool
measure_all(struct load *l, const struct options *o)
{
	static struct costs costs;
	uint64_t            start, now;
	double              left = o->seconds, piece;
	bool                well = true;

	if (o->warm > 0)
		drive(l, o->warm, 60);
	for (size_t i = 0; i < o->n_of; i++)
		cost_watch(&costs, o->of[i], o->counters);
	l->rate = o->rate;
	l->due_ns = 0;
	start = drive_now_ns();
	do {
		piece = o->each > 0 && o->each < left ? o->each : left;
		well &= measure(l, o, piece, &costs);
		now = drive_now_ns();
		left = o->seconds - (double)(now - start) / 1e9;
	} while (o->each > 0 && left > 0 && !l->stalled);
	cost_close(&costs);
	return well;
}

int
main(int argc, char **argv)
{
	static struct load load;
	struct options     o;
	enum err           rc;
	bool               well = false;

	if (!options_parse(argc, argv, &o)) {
		fputs("usage: fcgiload [-kHmi] [-c N] [-n N] [-d SECONDS] "
		      "[-e SECONDS] [-s SECONDS] [-o N] [-w N]\n\t"
		      "[-r RATE] [-p PID]... "
		      "FILE ADDRESS\n",
		    stderr);
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	rc = load_open(&load, &o);
	if (rc == ERR_OK)
		well = measure_all(&load, &o);
	else
		fprintf(stderr, "fcgiload: %s, %s: %s\n", o.file, o.address,
		    err_name(rc));
	load_close(&load);
	return rc != ERR_OK ? 2 : !well;
}
