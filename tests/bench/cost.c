/* SPDX-License-Identifier: MIT */
/* cost.c - schedstat and hardware counters of threads; see cost.h. */
#include "cost.h"

#include <dirent.h>
#include <linux/perf_event.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static int
counter_open(pid_t thread, bool kernel)
{
	struct perf_event_attr a = {
		.type = PERF_TYPE_HARDWARE,
		.size = sizeof(a),
		.config = PERF_COUNT_HW_INSTRUCTIONS,
		.exclude_hv = 1,
	};

	if (kernel)
		a.exclude_user = 1;
	else
		a.exclude_kernel = 1;
	return (int)syscall(SYS_perf_event_open, &a, thread, -1, -1,
	    PERF_FLAG_FD_CLOEXEC);
}

static void
watch_thread(struct costs *c, pid_t process, pid_t thread, bool counters)
{
	const int n = c->n;

	if (n == COST_THREADS_MAX)
		return;
	c->of[n].process = process;
	c->of[n].thread = thread;
	c->of[n].user = counters ? counter_open(thread, false) : -1;
	c->of[n].kernel = counters ? counter_open(thread, true) : -1;
	c->n++;
}

/* The children that a thread has forked. */
static void
watch_children(struct costs *c, pid_t process, pid_t thread, bool counters)
{
	char  path[64];
	int   child;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", process,
	    thread);
	f = fopen(path, "r");
	if (f == NULL)
		return;
	while (fscanf(f, "%d", &child) == 1)
		cost_watch(c, child, counters);
	fclose(f);
}

void
cost_watch(struct costs *c, pid_t process, bool counters)
{
	char           path[64];
	struct dirent *e;
	DIR           *d;
	pid_t          thread;

	snprintf(path, sizeof(path), "/proc/%d/task", process);
	d = opendir(path);
	if (d == NULL)
		return;
	while ((e = readdir(d)) != NULL) {
		thread = (pid_t)strtol(e->d_name, NULL, 10);
		if (thread <= 0)
			continue;
		watch_thread(c, process, thread, counters);
		watch_children(c, process, thread, counters);
	}
	closedir(d);
}

void
cost_close(struct costs *c)
{
	for (int i = 0; i < c->n; i++) {
		if (c->of[i].user >= 0)
			close(c->of[i].user);
		if (c->of[i].kernel >= 0)
			close(c->of[i].kernel);
	}
	c->n = 0;
}

static double
cpu_us(pid_t process, pid_t thread)
{
	unsigned long long ns = 0;
	char               path[64];
	FILE              *f;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/schedstat", process,
	    thread);
	f = fopen(path, "r");
	if (f == NULL)
		return 0;
	if (fscanf(f, "%llu", &ns) != 1)
		ns = 0;
	fclose(f);
	return (double)ns / 1000;
}

static void
add_counter(int fd, double *sum)
{
	uint64_t v;

	if (fd < 0 || read(fd, &v, sizeof(v)) != (ssize_t)sizeof(v))
		return;
	*sum = (*sum < 0 ? 0 : *sum) + (double)v;
}

struct cost
cost_read(const struct costs *c)
{
	struct cost sum = { .user = -1, .kernel = -1 };

	for (int i = 0; i < c->n; i++) {
		sum.cpu_us += cpu_us(c->of[i].process, c->of[i].thread);
		add_counter(c->of[i].user, &sum.user);
		add_counter(c->of[i].kernel, &sum.kernel);
	}
	return sum;
}
