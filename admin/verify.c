/* SPDX-License-Identifier: MIT */
/*
 * verify.c - questions over HTTP, by libcurl.
 */
#include "verify.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <curl/curl.h>

#include "net.h"

#define TICK_MS 200 /* at most between two looks */

/* Those of one host, next to each other. */
struct group {
	struct verify_ask *next, *end;
	int64_t            ready_ms; /* not before */
	bool               busy;
};

struct slot {
	CURL              *easy;
	struct verify_ask *ask; /* NULL: it is free */
	struct group      *group;
	bool               allow_private;
	bool               refused; /* an address that is not public */
	bool               get;
	char               error[CURL_ERROR_SIZE];
};

struct run {
	const struct verify_options *options;
	CURLM                       *multi;
	struct slot                  slots[VERIFY_AT_ONCE_MAX];
	struct group                *groups;
	size_t                       ngroups;
	size_t                       busy; /* slots */
	size_t                       left; /* questions */
	verify_fn                   *fn;
	void                        *arg;
};

static int64_t
clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ----------------------------------------------------------------- one
 * question
 */

static curl_socket_t
open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *to)
{
	struct slot *slot = arg;
	char         text[INET6_ADDRSTRLEN];
	const void  *address = NULL;

	(void)purpose;
	if (to->family == AF_INET)
		address = &((const struct sockaddr_in *)(const void *)&to->addr)
			       ->sin_addr;
	else if (to->family == AF_INET6)
		address =
		    &((const struct sockaddr_in6 *)(const void *)&to->addr)
			 ->sin6_addr;
	if (address == NULL ||
	    inet_ntop(to->family, address, text, sizeof(text)) == NULL)
		return CURL_SOCKET_BAD;
	if (!slot->allow_private && !net_is_public(slice_of(text))) {
		slot->refused = true;
		return CURL_SOCKET_BAD;
	}
	return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

/* The head is enough. */
static size_t
no_body(char *data, size_t size, size_t n, void *arg)
{
	(void)data, (void)size, (void)n, (void)arg;
	return 0;
}

static CURLcode
set_up(struct slot *s, const struct verify_options *o)
{
	CURL    *e = s->easy;
	CURLcode rc = CURLE_OK;

	curl_easy_reset(e);
	s->error[0] = '\0';
#define SET(option, value)  \
	if (rc == CURLE_OK) \
	rc = curl_easy_setopt(e, option, value)
	SET(CURLOPT_URL, s->ask->url);
	SET(CURLOPT_PROTOCOLS_STR, "http,https");
	SET(CURLOPT_PATH_AS_IS, 1L);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_PROXY, "");
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_NOBODY, s->get ? 0L : 1L);
	SET(CURLOPT_USERAGENT, "detour/" DETOUR_VERSION);
	SET(CURLOPT_TIMEOUT_MS, (long)o->timeout_ms);
	SET(CURLOPT_ERRORBUFFER, s->error);
	SET(CURLOPT_WRITEFUNCTION, no_body);
	SET(CURLOPT_OPENSOCKETFUNCTION, open_socket);
	SET(CURLOPT_OPENSOCKETDATA, s);
	SET(CURLOPT_PRIVATE, s);
	if (o->authorities != NULL) {
		SET(CURLOPT_CAINFO, o->authorities);
		SET(CURLOPT_CAPATH, NULL);
	}
	/* Each is asked anew: a connection of before was judged by the address
	 * that the name had then. */
	SET(CURLOPT_FORBID_REUSE, 1L);
#undef SET
	return rc;
}

static enum err
ask(struct run *run, struct slot *s)
{
	if (set_up(s, run->options) != CURLE_OK ||
	    curl_multi_add_handle(run->multi, s->easy) != CURLM_OK)
		return ERR_NOMEM;
	return ERR_OK;
}

/* ------------------------------------------------------------------ answers */

static void
set_message(struct verify_ask *a, const char *text)
{
	snprintf(a->message, sizeof(a->message), "%s", text);
}

static enum err
judge(struct run *run, struct slot *s, CURLcode result)
{
	struct verify_ask *a = s->ask;
	char              *location = NULL;
	long               status = 0;
	curl_off_t         took = 0;

	/* An answer without its body is one, too. */
	if (result == CURLE_OK || (result == CURLE_WRITE_ERROR && s->get)) {
		curl_easy_getinfo(s->easy, CURLINFO_RESPONSE_CODE, &status);
		curl_easy_getinfo(s->easy, CURLINFO_REDIRECT_URL, &location);
	}
	curl_easy_getinfo(s->easy, CURLINFO_TOTAL_TIME_T, &took);
	a->status = status >= 100 && status <= 999 ? (int)status : 0;
	a->ms = (int64_t)took / 1000;
	if (location != NULL && strlen(location) <= FINDING_LOCATION_MAX) {
		a->location = strdup(location);
		if (a->location == NULL)
			return ERR_NOMEM;
	}
	a->result = finding_judge(a->status, location != NULL, a->ms,
	    run->options->slow_ms);
	if (a->status == 401 || a->status == 403)
		set_message(a, "it is there for others, perhaps");
	if (a->status == 429)
		set_message(a, "it asks for patience");
	if (a->status == 0)
		set_message(a,
		    s->error[0] != '\0' ? s->error :
					  curl_easy_strerror(result));
	if (a->status == 0 && s->refused) {
		a->result = FINDING_PRIVATE;
		set_message(a,
		    "its address is not public; --allow-private asks it all "
		    "the same");
	}
	return ERR_OK;
}

static enum err
finish(struct run *run, struct slot *s, CURLcode result)
{
	struct verify_ask *a = s->ask;
	long               status = 0;
	enum err           rc;

	curl_multi_remove_handle(run->multi, s->easy);
	curl_easy_getinfo(s->easy, CURLINFO_RESPONSE_CODE, &status);
	if (result == CURLE_OK && !s->get && status >= 400 && status != 429) {
		s->get = true;
		return ask(run, s);
	}
	rc = judge(run, s, result);
	s->group->busy = false;
	s->group->ready_ms = clock_ms() + run->options->delay_ms;
	s->ask = NULL;
	run->busy--;
	run->left--;
	return rc == ERR_OK ? run->fn(a, run->arg) : rc;
}

static enum err
finish_all(struct run *run)
{
	CURLMsg *m;
	void    *slot = NULL;
	enum err rc = ERR_OK;
	int      more;

	while (rc == ERR_OK &&
	    (m = curl_multi_info_read(run->multi, &more)) != NULL) {
		CURLcode result = m->data.result;

		if (m->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &slot);
		rc = finish(run, slot, result);
	}
	return rc;
}

/* ------------------------------------------------------------------------
 * order
 */

/* Let as many begin as may. */
static enum err
begin(struct run *run)
{
	int64_t  now = clock_ms();
	enum err rc = ERR_OK;

	for (size_t i = 0; i < run->ngroups && rc == ERR_OK &&
	     run->busy < run->options->at_once;
	     i++) {
		struct group *g = &run->groups[i];
		struct slot  *s = run->slots;

		if (g->busy || g->next == g->end || g->ready_ms > now)
			continue;
		while (s->ask != NULL)
			s++;
		s->ask = g->next++;
		s->group = g;
		s->allow_private = run->options->allow_private;
		s->refused = s->get = false;
		g->busy = true;
		run->busy++;
		rc = ask(run, s);
	}
	return rc;
}

/* Without its port: that is the same machine. */
static struct slice
host_of(const char *url)
{
	const char  *scheme = strstr(url, "://");
	struct slice host = { scheme == NULL ? url : scheme + 3, 0 };

	host.n =
	    host.s[0] == '[' ? strcspn(host.s, "]") : strcspn(host.s, ":/?#");
	return host;
}

static int
by_host(const void *a, const void *b)
{
	const struct verify_ask *x = a, *y = b;
	int                      c = slice_order_any_case(x->host, y->host);

	return c != 0 ? c : strcmp(x->url, y->url);
}

static void
make_groups(struct run *run, struct verify_ask *asks, size_t n)
{
	struct group *g = run->groups;

	for (size_t i = 0; i < n; i++)
		asks[i].host = host_of(asks[i].url);
	qsort(asks, n, sizeof(*asks), by_host);
	for (size_t i = 0; i < n; i++) {
		struct verify_ask *a = &asks[i];

		if (i > 0 && slice_order_any_case(a->host, a[-1].host) == 0)
			g[-1].end = a + 1;
		else
			*g++ = (struct group){ .next = a, .end = a + 1 };
	}
	run->ngroups = (size_t)(g - run->groups);
}

static enum err
work(struct run *run, verify_tick_fn *tick)
{
	enum err rc = ERR_OK;
	int      running;

	while (rc == ERR_OK && run->left > 0) {
		rc = begin(run);
		if (rc != ERR_OK)
			break;
		if (curl_multi_perform(run->multi, &running) != CURLM_OK)
			return ERR_IO;
		rc = finish_all(run);
		tick(run->arg);
		if (rc == ERR_OK && run->left > 0 &&
		    curl_multi_poll(run->multi, NULL, 0,
			run->busy > 0 ? TICK_MS : TICK_MS / 4,
			NULL) != CURLM_OK)
			return ERR_IO;
	}
	return rc;
}

enum err
verify_run(struct verify_ask *asks, size_t n, const struct verify_options *o,
    verify_fn *fn, verify_tick_fn *tick, void *arg)
{
	struct run run = { .options = o, .left = n, .fn = fn, .arg = arg };
	enum err   rc = ERR_OK;

	if (n == 0)
		return ERR_OK;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return ERR_IO;
	run.groups = calloc(n, sizeof(*run.groups));
	run.multi = curl_multi_init();
	if (run.groups == NULL || run.multi == NULL)
		rc = ERR_NOMEM;
	for (size_t i = 0; rc == ERR_OK && i < o->at_once; i++) {
		run.slots[i].easy = curl_easy_init();
		if (run.slots[i].easy == NULL)
			rc = ERR_NOMEM;
	}
	if (rc == ERR_OK) {
		make_groups(&run, asks, n);
		rc = work(&run, tick);
	}
	for (size_t i = 0; i < o->at_once; i++) {
		if (run.slots[i].ask != NULL)
			curl_multi_remove_handle(run.multi, run.slots[i].easy);
		if (run.slots[i].easy != NULL)
			curl_easy_cleanup(run.slots[i].easy);
	}
	curl_multi_cleanup(run.multi);
	free(run.groups);
	curl_global_cleanup();
	return rc;
}
