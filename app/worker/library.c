/* SPDX-License-Identifier: MIT */
/* library.c - the only file that knows libfcgi; see library.h. */
#include "library.h"

#include <signal.h>

#include <fastcgi.h>
#include <fcgiapp.h>

#include "answer.h"
#include "clock.h"
#include "lend.h"
#include "room.h"

bool
library_init(void)
{
	if (FCGX_Init() != 0)
		return false;
	signal(SIGPIPE, SIG_IGN); /* it has set a handler */
	return true;
}

/* Read what is left in stdin, which would be taken for records of the next
 * request.  It is all there, so this does not wait. */
static bool
drain(FCGX_Stream *in)
{
	char waste[8192];

	while (FCGX_GetStr(waste, sizeof(waste), in) == (int)sizeof(waste))
		continue;
	return FCGX_GetError(in) == 0;
}

/* Write the answer; there is room for it. */
static bool
put(FCGX_Request *r, struct slice s)
{
	bool failed = FCGX_PutStr(s.s, (int)s.n, r->out) < 0;

	/* In this order: else closing out costs a write of its own. */
	failed |= FCGX_FClose(r->err) < 0;
	failed |= FCGX_FClose(r->out) < 0;
	return !failed;
}

bool
library_serve(struct worker *w, struct peer *p, int *fd, unsigned char *bytes,
    const struct gate_seen *seen, bool exact, int64_t now_ms)
{
	FCGX_Request r;
	enum role    role = ROLE_RESPONDER;
	bool         put_all;

	/* No listening socket: should it want to accept(), that fails. */
	FCGX_InitRequest(&r, -1, 0);
	r.ipcFd = *fd;
	r.keepConnection = 1;
	r.detached = 1;
	if (FCGX_Accept_r(&r) != 0) {
		*fd = -1;
		return false;
	}
	if (r.role == FCGI_AUTHORIZER)
		role = ROLE_AUTHORIZER;
	p->keep = r.keepConnection != 0;
	p->asides = 0;
	answer(w, gate_env(bytes, seen), role, clock_moment(), now_ms);
	p->exact = exact && (role == ROLE_AUTHORIZER || drain(r.in));
	put_all = put(&r, worker_octets(w, role));
	p->unread += room_charge(w->out.len);
	/* Not FCGX_Finish_r(), which would close the connection, and wait for
	 * the peer before. */
	FCGX_Free(&r, 0);
	return put_all;
}

bool
library_serve_lent(struct worker *w, struct peer *p, unsigned char *bytes,
    const struct gate_seen *seen, int64_t now_ms)
{
	struct lend lend;
	bool        put_all;

	if (!lend_out(&lend, bytes, seen->head))
		return false;
	put_all = library_serve(w, p, &lend.reader, bytes, seen, false, now_ms);
	return lend_back(&lend, p->fd) && put_all;
}
