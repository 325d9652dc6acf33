/* SPDX-License-Identifier: MIT */
/* keeper.c - both ends of the pipe that carries hits. */
#include "keeper.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "clock.h"
#include "log.h"
#include "worker.h"

#define PIPE_SIZE (1 << 20)

/* As many records as a write to a pipe takes whole or not at all. */
#define HAND_MAX (PIPE_BUF / sizeof(struct hit))

#define READ_MAX 1024 /* records that are read at a time */
#define SORT_MAX 8192 /* records that are sorted, and then written */
#define RETRY_MS 1000 /* after a failure */
#define LAST_MS  5000 /* how long the end waits for a locked database */

struct keeper {
	const char   *path;
	struct store *store; /* NULL while it cannot be opened */
	struct hits   hits;  /* not written yet */
	int64_t       warned;
};

bool
keeper_pipe_open(struct keeper_pipe *p)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) != 0)
		return false;
	*p = (struct keeper_pipe){ fds[0], fds[1] };
	/* Less room only means that counts wait in the children sooner. */
	(void)fcntl(p->write, F_SETPIPE_SZ, PIPE_SIZE);
	return fcntl(p->write, F_SETFL, O_NONBLOCK) == 0;
}

bool
keeper_hand(int write_fd, struct hits *hits)
{
	struct hit batch[HAND_MAX];
	size_t     n;

	while ((n = hits_take(hits, batch, HAND_MAX)) > 0) {
		if (write(write_fd, batch, n * sizeof(batch[0])) > 0)
			continue;
		for (size_t i = 0; i < n; i++)
			hits_merge(hits, &batch[i]);
		return false;
	}
	return true;
}

void
keeper_hand_all(int write_fd, struct hits *hits, int ms)
{
	struct pollfd p = { .fd = write_fd, .events = POLLOUT };

	while (!keeper_hand(write_fd, hits))
		if (poll(&p, 1, ms) != 1 || (p.revents & POLLERR) != 0)
			return;
}

void
keeper_dropped(struct hits *hits, uint64_t *sum)
{
	*sum += hits->dropped;
	hits->dropped = 0;
}

static void
warn(struct keeper *k, enum err rc, struct buf *why)
{
	const char *sentence = k->store != NULL ? store_message(k->store) :
	    buf_end(why) == ERR_OK              ? why->data :
						  "";

	if (log_may(&k->warned, clock_wall_s()))
		log_event(LOG_LEVEL_WARNING, "hits cannot be written yet",
		    "error", err_name(rc), "why", sentence, "path", k->path,
		    NULL);
}

/* In the order of the table, so that neighbours are written together. */
static int
compare(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;

	return x->rule != y->rule ? (x->rule > y->rule) - (x->rule < y->rule) :
				    (x->day > y->day) - (x->day < y->day);
}

/* Write some, a piece at a time; what cannot be written stays counted. */
static enum err
write_sorted(struct keeper *k, struct hit *batch, size_t n)
{
	enum err rc = ERR_OK;
	size_t   at = 0, piece;

	qsort(batch, n, sizeof(batch[0]), compare);
	for (; at < n; at += piece) {
		piece = n - at < HITS_WRITE_MAX ? n - at : HITS_WRITE_MAX;
		rc = hits_write(k->store, batch + at, piece);
		if (rc != ERR_OK)
			break;
	}
	for (; at < n; at++)
		hits_merge(&k->hits, &batch[at]);
	return rc;
}

/*
 * Leave a file that has another one in its place, or whose -wal or -shm were
 * taken for litter: what is written there nobody would see.  What only the
 * removed -wal has is saved, if it is still the newest.
 */
static void
leave_replaced(struct keeper *k)
{
	enum store_beside beside;

	if (k->store == NULL)
		return;
	beside = store_beside(k->store);
	if (store_is_current(k->store)) {
		if (beside == BESIDE_SAME)
			return;
		if (beside == BESIDE_GONE)
			store_empty_wal(k->store);
	}
	store_close(k->store);
	k->store = NULL;
}

/* Write all that is counted. */
static enum err
keep(struct keeper *k)
{
	static struct hit batch[SORT_MAX];
	struct buf        why;
	enum err          rc = ERR_OK;
	size_t            n;

	if (k->hits.used == 0)
		return ERR_OK;
	buf_init(&why, WHY_MAX);
	leave_replaced(k);
	if (k->store == NULL)
		rc = store_open(k->path, HITS_WRITE, &k->store, &why);
	while (rc == ERR_OK && (n = hits_take(&k->hits, batch, SORT_MAX)) > 0)
		rc = write_sorted(k, batch, n);
	if (rc != ERR_OK) {
		warn(k, rc, &why);
		store_close(k->store);
		k->store = NULL;
	}
	buf_free(&why);
	return rc;
}

/* Everybody has gone: now or never. */
static void
finish(struct keeper *k)
{
	const int64_t end = clock_mono_ms() + LAST_MS;
	char          lost[24];

	while (keep(k) == ERR_BUSY && clock_mono_ms() < end)
		poll(NULL, 0, RETRY_MS / 10);
	if (k->hits.used == 0)
		return;
	snprintf(lost, sizeof(lost), "%zu", k->hits.used);
	log_event(LOG_LEVEL_ERROR, "hits are lost", "rules", lost, NULL);
}

/* Count what is in the pipe, all of it; false at its end. */
static bool
take(struct keeper *k, struct pollfd *p)
{
	/* Every write is whole records, and so is the room for a read: then
	 * every read is, too. */
	static struct hit batch[READ_MAX];
	ssize_t           n;

	do {
		n = read(p->fd, batch, sizeof(batch));
		for (ssize_t i = 0; i < n / (ssize_t)sizeof(batch[0]); i++)
			hits_merge(&k->hits, &batch[i]);
	} while (n > 0 && poll(p, 1, 0) > 0);
	return n > 0;
}

void
keeper_run(int read_fd, const char *path, uint64_t *dropped,
    struct sieving *sieving)
{
	struct keeper k = { .path = path };
	struct pollfd p[] = { { .fd = read_fd, .events = POLLIN },
		{ .fd = sieving->fd, .events = POLLIN } };
	int64_t now_ms, wait_ms, due_ms = 0; /* when it is written, if any */
	bool    idle;

	store_limit_memory(WORKER_SQLITE_MAX);
	hits_init(&k.hits);
	for (;;) {
		now_ms = clock_mono_ms();
		idle = k.hits.used == 0;
		wait_ms = idle ? -1 : due_ms > now_ms ? due_ms - now_ms : 0;
		wait_ms =
		    clock_sooner(wait_ms, sieving_wait_ms(sieving, now_ms));
		if (poll(p, ARRAY_LEN(p), (int)wait_ms) > 0) {
			if (p[0].revents != 0 && !take(&k, &p[0]))
				break;
			if (p[1].revents != 0)
				sieving_heard(sieving, now_ms);
		}
		keeper_dropped(&k.hits, dropped);
		sieving_work(sieving, clock_mono_ms());
		now_ms = clock_mono_ms();
		if (idle)
			due_ms = now_ms + KEEPER_WRITE_MS;
		else if (due_ms <= now_ms && keep(&k) != ERR_OK)
			due_ms = now_ms + RETRY_MS;
	}
	finish(&k);
	store_close(k.store);
	hits_free(&k.hits);
}
