/* SPDX-License-Identifier: MIT */
/* door.c - the listeners in a process's epoll set. */
#include "door.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include "clock.h"
#include "log.h"

/* Descriptors that connections leave: the database must be able to open its
 * files again at any time. */
#define RESERVE ((rlim_t)48)

size_t
door_peers_max(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return 1024 - RESERVE;
	return limit.rlim_cur > 2 * RESERVE ? limit.rlim_cur - RESERVE :
					      limit.rlim_cur / 2;
}

static void
door_switch(struct door *d, bool open)
{
	/* Exclusive: one process wakes up for a connection, not all. */
	struct epoll_event e = { .events = EPOLLIN | EPOLLEXCLUSIVE };

	if (d->open == open)
		return;
	d->open = open;
	for (size_t i = 0; i < d->listeners->n; i++) {
		e.data.u64 = i;
		epoll_ctl(d->epoll, open ? EPOLL_CTL_ADD : EPOLL_CTL_DEL,
		    d->listeners->at[i].fd, &e);
	}
}

void
door_init(struct door *d, struct listeners *ls, int epoll)
{
	*d = (struct door){ .listeners = ls, .epoll = epoll, .stop_ms = -1 };
	door_switch(d, true);
}

int
door_next(struct door *d, size_t listener, int64_t now_ms)
{
	static int64_t         logged, refused, stuck;
	const struct listener *l = &d->listeners->at[listener];
	int                    fd;

	do {
		fd = listen_accept(l);
	} while (fd < 0 && errno == ECONNABORTED);
	if (fd >= 0 && !l->local && d->listeners->peers != NULL &&
	    !listen_is_welcome(fd, d->listeners->peers)) {
		close(fd);
		if (log_may(&refused, clock_wall_s()))
			log_event(LOG_LEVEL_WARNING,
			    "a stranger was turned away", "allowed",
			    d->listeners->peers, NULL);
		return DOOR_NOBODY; /* who else waits is let in next turn */
	}
	if (fd >= 0) {
		d->came_ms = now_ms;
		return fd;
	}
	if (errno == EAGAIN)
		return DOOR_NOBODY;
	if (errno != EMFILE && errno != ENFILE && errno != ENOBUFS &&
	    errno != ENOMEM) {
		if (log_may(&stuck, clock_wall_s()))
			log_event(LOG_LEVEL_WARNING,
			    "no connection can be taken", "why",
			    strerror(errno), NULL);
		return DOOR_STUCK;
	}
	if (log_may(&logged, clock_wall_s()))
		log_event(LOG_LEVEL_WARNING, "too many connections", NULL);
	return DOOR_FULL;
}

void
door_pause(struct door *d, int64_t now_ms)
{
	door_switch(d, false);
	d->pause_ms = now_ms + DOOR_PAUSE_MS;
}

void
door_stop(struct door *d, int64_t now_ms)
{
	if (d->stop_ms < 0)
		d->stop_ms = now_ms;
}

/* When it is to be left. */
static int64_t
leave_at(const struct door *d)
{
	int64_t quiet = d->came_ms > d->stop_ms ? d->came_ms : d->stop_ms;

	quiet += DOOR_QUIET_MS;
	return quiet < d->stop_ms + DOOR_LEAVE_MS ? quiet :
						    d->stop_ms + DOOR_LEAVE_MS;
}

void
door_tend(struct door *d, int64_t now_ms)
{
	if (d->left)
		return;
	if (d->pause_ms != 0 && d->pause_ms <= now_ms) {
		d->pause_ms = 0;
		door_switch(d, true);
	}
	if (d->stop_ms >= 0 && leave_at(d) <= now_ms) {
		door_switch(d, false);
		listen_leave(d->listeners);
		d->left = true;
	}
}

int64_t
door_wait_ms(const struct door *d, int64_t now_ms)
{
	int64_t at = INT64_MAX;

	if (d->left)
		return -1;
	if (d->pause_ms != 0)
		at = d->pause_ms;
	if (d->stop_ms >= 0 && leave_at(d) < at)
		at = leave_at(d);
	if (at == INT64_MAX)
		return -1;
	return at > now_ms ? at - now_ms : 0;
}
