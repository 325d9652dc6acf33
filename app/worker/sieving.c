/* SPDX-License-Identifier: MIT */
/* sieving.c - a sieve now and then, a piece at a time; see sieving.h. */
#include "sieving.h"

#include <unistd.h>

#include "clock.h"

#define RETRY_MS 1000 /* after a failure */

void
sieving_ask(int fd, int64_t now_ms, int64_t *asked_ms)
{
	const uint64_t one = 1;

	if (now_ms - *asked_ms < SIEVING_ASK_MS)
		return;
	*asked_ms = now_ms;
	(void)!write(fd, &one, sizeof(one));
}

void
sieving_init(struct sieving *s, const char *path, struct sieve *sieve, int fd)
{
	*s = (struct sieving){ .fd = fd };
	sift_init(&s->sift, path, sieve);
}

void
sieving_free(struct sieving *s)
{
	sift_free(&s->sift);
}

void
sieving_heard(struct sieving *s, int64_t now_ms)
{
	uint64_t asks;

	(void)!read(s->fd, &asks, sizeof(asks));
	if (s->going || s->sift.sieve == NULL)
		return;
	s->going = true;
	if (s->due_ms < now_ms + SIEVING_SETTLE_MS)
		s->due_ms = now_ms + SIEVING_SETTLE_MS;
}

int64_t
sieving_wait_ms(const struct sieving *s, int64_t now_ms)
{
	if (!s->going)
		return -1;
	return s->due_ms > now_ms ? s->due_ms - now_ms : 0;
}

void
sieving_work(struct sieving *s, int64_t now_ms)
{
	bool     done;
	enum err rc;

	if (!s->going || now_ms < s->due_ms)
		return;
	rc = sift_piece(&s->sift, &done);
	s->spent_ms += clock_mono_ms() - now_ms;
	if (rc == ERR_OK && !done)
		return;
	/* Who still needs one asks again. */
	s->going = false;
	s->due_ms = now_ms + s->spent_ms * SIEVING_PART;
	if (rc != ERR_OK && rc != ERR_BUSY)
		s->due_ms = now_ms + RETRY_MS;
	s->spent_ms = 0;
}
