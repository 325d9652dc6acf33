/* SPDX-License-Identifier: MIT */
/* cgi.c - one request from the environment. */
#include "cgi.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "answer.h"
#include "clock.h"
#include "log.h"

#define BODY_MS 5000 /* without an octet, and it is given up */

extern char **environ;

static bool
write_all(struct slice s)
{
	ssize_t n;

	while (s.n > 0) {
		n = write(STDOUT_FILENO, s.s, s.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		s.s += n;
		s.n -= (size_t)n;
	}
	return true;
}

/* CONTENT_LENGTH; what is not a number is as none. */
static unsigned long long
body_length(void)
{
	const char        *text = getenv("CONTENT_LENGTH");
	char              *end;
	unsigned long long n;

	if (text == NULL || text[0] < '0' || text[0] > '9')
		return 0;
	errno = 0;
	n = strtoull(text, &end, 10);
	return *end == '\0' && errno == 0 ? n : 0;
}

/* Some servers lose the answer to a request whose body is not read. */
static void
read_body(void)
{
	static char        waste[65536];
	unsigned long long left = body_length();
	struct pollfd      p = { .fd = STDIN_FILENO, .events = POLLIN };
	ssize_t            n;

	while (left > 0 && poll(&p, 1, BODY_MS) == 1) {
		n = read(p.fd, waste,
		    left < sizeof(waste) ? (size_t)left : sizeof(waste));
		if (n <= 0)
			return;
		left -= (unsigned long long)n;
	}
}

static void
write_hits(struct worker *w)
{
	struct store *store = NULL;
	struct hit    hits[2]; /* of one request: a rule that answers, and an
	                        * expired one that would have */
	struct buf why;
	size_t     n = hits_take(&w->hits, hits, ARRAY_LEN(hits));
	enum err   rc;

	if (n == 0)
		return;
	buf_init(&why, WHY_MAX);
	rc = store_open(w->hits_db, HITS_WRITE, &store, &why);
	if (rc == ERR_OK)
		rc = hits_write(store, hits, n);
	if (rc != ERR_OK)
		log_event(LOG_LEVEL_WARNING, "a hit is lost", "error",
		    err_name(rc), "why",
		    store != NULL               ? store_message(store) :
			buf_end(&why) == ERR_OK ? why.data :
						  "",
		    "path", w->hits_db, NULL);
	store_close(store);
	buf_free(&why);
}

/* Nobody has said where the rules are: then there is none. */
static int
decline(void)
{
	const struct respond_options o = { .role = ROLE_CGI };
	struct decision              d;
	struct buf                   out;
	bool                         sent;

	log_sentence("no database: set DETOUR_DB in the web server");
	decision_init(&d);
	decide_without_key(ERR_ABSENT, &d);
	buf_init(&out, RESPOND_MAX);
	respond(&d, o, &out);
	sent = buf_end(&out) == ERR_OK && write_all(buf_slice(&out));
	buf_free(&out);
	decision_free(&d);
	read_body();
	return sent ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
cgi_run(const struct options *o)
{
	struct worker w;
	const int64_t now = clock_wall_s();
	bool          sent = false;

	/* Servers end a program whose output they have; the hit is written
	 * after that. */
	signal(SIGTERM, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	if (o->db == NULL)
		return decline();
	if (worker_open(&w, o->db, o->hits, o->identify, now) == ERR_OK) {
		answer(&w, (struct env){ .strings = environ }, ROLE_CGI,
		    clock_moment(), clock_mono_ms());
		sent = w.out.len > 0 && write_all(buf_slice(&w.out));
		if (table_health(w.table) != ERR_OK)
			log_event(LOG_LEVEL_WARNING, "the rules cannot be read",
			    "why", table_trouble(w.table), "path", w.db, NULL);
		table_rest(w.table);
		read_body();
		close(STDOUT_FILENO);
		write_hits(&w);
	}
	worker_close(&w);
	return sent ? EXIT_SUCCESS : EXIT_FAILURE;
}
