/* SPDX-License-Identifier: MIT */
/* beside.c - one thing at a time by a second thread; see beside.h. */
#include "beside.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>

struct beside {
	pthread_t       thread;
	pthread_mutex_t mutex; /* of all below */
	pthread_cond_t  changed;
	enum err (*fn)(void *); /* what is to be done, or is being done */
	void    *arg;
	enum err result;
	bool     over;
};

/* Which of the two waits, the other one knows: so one condition is enough. */
static void *
serve(void *arg)
{
	struct beside *b = arg;
	enum err       rc;

	pthread_mutex_lock(&b->mutex);
	for (;;) {
		while (b->fn == NULL && !b->over)
			pthread_cond_wait(&b->changed, &b->mutex);
		if (b->fn == NULL)
			break;
		pthread_mutex_unlock(&b->mutex);
		rc = b->fn(b->arg);
		pthread_mutex_lock(&b->mutex);
		b->result = rc;
		b->fn = NULL;
		pthread_cond_signal(&b->changed);
	}
	pthread_mutex_unlock(&b->mutex);
	return NULL;
}

struct beside *
beside_begin(void)
{
	struct beside *b = calloc(1, sizeof(*b));
	sigset_t       all, before;
	int            rc;

	if (b == NULL)
		return NULL;
	pthread_mutex_init(&b->mutex, NULL);
	pthread_cond_init(&b->changed, NULL);
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	rc = pthread_create(&b->thread, NULL, serve, b);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (rc == 0)
		return b;
	free(b);
	return NULL;
}

void
beside_do(struct beside *b, enum err (*fn)(void *), void *arg)
{
	pthread_mutex_lock(&b->mutex);
	b->fn = fn;
	b->arg = arg;
	pthread_cond_signal(&b->changed);
	pthread_mutex_unlock(&b->mutex);
}

enum err
beside_wait(struct beside *b)
{
	enum err rc;

	if (b == NULL)
		return ERR_OK;
	pthread_mutex_lock(&b->mutex);
	while (b->fn != NULL)
		pthread_cond_wait(&b->changed, &b->mutex);
	rc = b->result;
	b->result = ERR_OK;
	pthread_mutex_unlock(&b->mutex);
	return rc;
}

void
beside_end(struct beside *b)
{
	if (b == NULL)
		return;
	pthread_mutex_lock(&b->mutex);
	b->over = true;
	pthread_cond_signal(&b->changed);
	pthread_mutex_unlock(&b->mutex);
	pthread_join(b->thread, NULL);
	pthread_cond_destroy(&b->changed);
	pthread_mutex_destroy(&b->mutex);
	free(b);
}
