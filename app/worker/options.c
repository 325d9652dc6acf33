/* SPDX-License-Identifier: MIT */
/* options.c - the command line and the environment to struct options. */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "hits.h"

#ifndef DETOUR_VERSION
#error "DETOUR_VERSION comes from the Makefile"
#endif

/* Sanitizers and the like need more than answering does. */
#ifndef DETOUR_SANDBOX
#define DETOUR_SANDBOX "on"
#endif

static const char help[] =
    "usage: detour.fcgi --db FILE [--listen unix:PATH | --listen "
    "HOST:PORT]...\n"
    "\n"
    "Answers requests for moved pages, as FastCGI or CGI, from the rules in "
    "FILE.\n"
    "Without --listen it takes the listening socket that it is started with, "
    "on\n"
    "standard input or by LISTEN_FDS.\n"
    "\n"
    "  --db FILE            the rules (DETOUR_DB)\n"
    "  --hits FILE          the counters (DETOUR_HITS); hits.db beside the "
    "rules\n"
    "  --listen ADDRESS     unix:/path, 127.0.0.1:9000, [::1]:9000; may be "
    "repeated\n"
    "  --workers N          processes that answer, 1 to 64; default 2\n"
    "  --socket-mode MODE   of Unix sockets, octal; default 0660\n"
    "  --socket-group NAME  of Unix sockets\n"
    "  --user NAME          who to be, once the sockets are open; for root\n"
    "  --sandbox MODE       on, log or off (DETOUR_SANDBOX); "
    "default " DETOUR_SANDBOX "\n"
    "  --identify           send X-Redirect-By with the number of the rule\n"
    "  --help, --version\n";

enum {
	OPT_DB = 1,
	OPT_HITS,
	OPT_LISTEN,
	OPT_WORKERS,
	OPT_MODE,
	OPT_GROUP,
	OPT_IDENTIFY,
	OPT_USER,
	OPT_SANDBOX,
	OPT_HELP,
	OPT_VERSION
};

static const struct option options[] = {
	{ "db", required_argument, NULL, OPT_DB },
	{ "hits", required_argument, NULL, OPT_HITS },
	{ "listen", required_argument, NULL, OPT_LISTEN },
	{ "workers", required_argument, NULL, OPT_WORKERS },
	{ "socket-mode", required_argument, NULL, OPT_MODE },
	{ "socket-group", required_argument, NULL, OPT_GROUP },
	{ "identify", no_argument, NULL, OPT_IDENTIFY },
	{ "user", required_argument, NULL, OPT_USER },
	{ "sandbox", required_argument, NULL, OPT_SANDBOX },
	{ "help", no_argument, NULL, OPT_HELP },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ NULL, 0, NULL, 0 },
};

/* A variable that is set to nothing is as good as not set. */
static const char *
variable(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] != '\0' ? value : NULL;
}

/* The path of the counters, once db and hits are known. */
static enum err
complete(struct options *o)
{
	enum err rc;

	if (o->db == NULL || o->hits != NULL)
		return ERR_OK;
	hits_path(o->db, NULL, &o->hits_text);
	rc = buf_end(&o->hits_text);
	if (rc == ERR_OK)
		o->hits = o->hits_text.data;
	return rc;
}

static void
defaults(struct options *o)
{
	const char *sandbox = variable("DETOUR_SANDBOX");

	*o = (struct options){
		.db = variable("DETOUR_DB"),
		.hits = variable("DETOUR_HITS"),
		.peers = variable("FCGI_WEB_SERVER_ADDRS"),
		.workers = 2,
		.socket_mode = 0660,
	};
	/* A variable that says nothing known is no reason not to serve. */
	if (sandbox == NULL || !sandbox_find(sandbox, &o->sandbox))
		(void)sandbox_find(DETOUR_SANDBOX, &o->sandbox);
	buf_init(&o->hits_text, PATH_MAX);
}

enum err
options_from_env(struct options *o)
{
	defaults(o);
	return complete(o);
}

static bool
number(const char *typed, int base, long min, long max, long *ret)
{
	char *end;

	if (typed[0] < '0' || typed[0] > '9')
		return false;
	errno = 0;
	*ret = strtol(typed, &end, base);
	return errno == 0 && *end == '\0' && *ret >= min && *ret <= max;
}

/* One option; false when its value is refused. */
static bool
take(struct options *o, int option, const char *value, struct buf *why)
{
	long v;

	switch (option) {
	case OPT_DB:
		o->db = value;
		break;
	case OPT_HITS:
		o->hits = value;
		break;
	case OPT_LISTEN:
		if (o->n_listen == OPTIONS_LISTEN_MAX) {
			buf_addf(why,
			    "--listen '%s' is one too many: at most "
			    "%d are possible",
			    value, OPTIONS_LISTEN_MAX);
			return false;
		}
		o->listen[o->n_listen++] = value;
		break;
	case OPT_WORKERS:
		if (!number(value, 10, 1, OPTIONS_WORKERS_MAX, &v)) {
			buf_addf(why,
			    "--workers '%s' is not a number from 1 "
			    "to %d",
			    value, OPTIONS_WORKERS_MAX);
			return false;
		}
		o->workers = (int)v;
		break;
	case OPT_MODE:
		if (!number(value, 8, 0, 0777, &v)) {
			buf_addf(why,
			    "--socket-mode '%s' is not an octal mode "
			    "like 0660",
			    value);
			return false;
		}
		o->socket_mode = (mode_t)v;
		break;
	case OPT_GROUP:
		o->socket_group = value;
		break;
	case OPT_USER:
		o->user = value;
		break;
	case OPT_SANDBOX:
		if (!sandbox_find(value, &o->sandbox)) {
			buf_addf(why,
			    "--sandbox '%s' is not one of on, log and off",
			    value);
			return false;
		}
		break;
	case OPT_IDENTIFY:
		o->identify = true;
		break;
	}
	return true;
}

enum err
options_parse(int argc, char **argv, struct options *o, int *ret_exit,
    struct buf *why)
{
	int option, at = 1;

	defaults(o);
	opterr = 0;
	*ret_exit = EXIT_USAGE;
	for (at = 1;
	     (option = getopt_long(argc, argv, "+:h", options, NULL)) != -1;
	     at = optind) {
		switch (option) {
		case OPT_HELP:
		case 'h':
			fputs(help, stdout);
			*ret_exit = EXIT_SUCCESS;
			return ERR_OK;
		case OPT_VERSION:
			puts("detour.fcgi " DETOUR_VERSION);
			*ret_exit = EXIT_SUCCESS;
			return ERR_OK;
		case ':':
			buf_addf(why, "%s needs a value; see --help", argv[at]);
			return ERR_OK;
		case '?':
			buf_addf(why, "'%s' is not an option; see --help",
			    argv[at]);
			return ERR_OK;
		default:
			if (!take(o, option, optarg, why))
				return ERR_OK;
		}
	}
	if (optind < argc)
		buf_addf(why, "'%s' is not an option; see --help",
		    argv[optind]);
	else if (o->db == NULL || o->db[0] == '\0')
		buf_adds(why, "no database: give --db FILE, or set DETOUR_DB");
	else
		*ret_exit = -1;
	return complete(o);
}

void
options_free(struct options *o)
{
	buf_free(&o->hits_text);
	o->hits = NULL;
}
