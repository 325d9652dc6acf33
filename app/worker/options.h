/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_OPTIONS_H
#define DETOUR_OPTIONS_H

/*
 * options.h - the command line and the environment to struct options.
 */

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "buf.h"
#include "sandbox.h"

#define OPTIONS_LISTEN_MAX  16 /* --listen may be repeated so often */
#define OPTIONS_WORKERS_MAX 64

enum {
	EXIT_USAGE = 2,  /* of the command line */
	EXIT_TROUBLE = 3 /* of anything else at start-up */
};

/* Fixed after start-up.  Text is borrowed from argv and the environment. */
struct options {
	const char *db;   /* --db, DETOUR_DB; NULL without */
	const char *hits; /* --hits, DETOUR_HITS, or beside db: in hits_text;
	                   * NULL when db is */
	const char  *listen[OPTIONS_LISTEN_MAX];
	size_t       n_listen;
	int          workers; /* children that answer */
	mode_t       socket_mode;
	const char  *socket_group; /* NULL leaves it alone */
	bool         identify;     /* send X-Redirect-By */
	const char  *user;         /* --user; NULL stays who it is */
	const char  *peers;        /* FCGI_WEB_SERVER_ADDRS; NULL for anybody */
	enum sandbox sandbox;      /* --sandbox, DETOUR_SANDBOX */
	struct buf   hits_text;
};

/*
 * What the environment says, the rest at its defaults.  All that there is for
 * CGI, where clients write the command line (RFC 3875, 4.4).
 */
enum err options_from_env(struct options *) MUST_CHECK;

/*
 * options_parse - the same, and then the command line.
 *
 *	*ret_exit	-1 to go on; else the status to exit with, after --help,
 *			--version (printed) or a mistake, whose sentence is in
 *			why
 *
 * Errors: ERR_NOMEM.
 */
enum err options_parse(int argc, char **argv, struct options *, int *ret_exit,
    struct buf *why) MUST_CHECK;

void options_free(struct options *);

#endif
