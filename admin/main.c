/* SPDX-License-Identifier: MIT */
/*
 * main.c - the edge of the tool: the environment, the global options, what a
 * command needs before it runs and after it.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "cmd.h"
#include "help.h"
#include "hits.h"
#include "litter.h"
#include "staged.h"

#define NAME_LONG 200           /* octets of a user's name */
#define WHY_LONG  (4 * WHY_MAX) /* octets: a sentence may quote twice */

/* A variable that is set to something. */
static const char *
variable(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] != '\0' ? value : NULL;
}

static const char *
either(const char *a, const char *b)
{
	return a != NULL ? a : b;
}

/* The user's name; text receives the number of one without a name. */
static const char *
who_is_it(const struct args *args, struct buf *text)
{
	const char          *name = args_value(args, OPT_AS);
	const struct passwd *pw;

	name = either(name, variable("DETOUR_USER"));
	name = either(name, variable("SUDO_USER"));
	if (name != NULL)
		return name;
	pw = getpwuid(getuid());
	if (pw != NULL)
		return pw->pw_name;
	buf_addf(text, "uid %ld", (long)getuid());
	return buf_end(text) == ERR_OK ? text->data : "nobody";
}

static bool
is_name(const char *name)
{
	size_t n = strlen(name), i;

	for (i = 0; i < n; i++)
		if ((unsigned char)name[i] < ' ' || name[i] == 0x7f)
			return false;
	return n > 0 && n <= NAME_LONG && slice_is_utf8(slice_of(name));
}

/*
 * A file opened while 0, 1 or 2 is closed would get that number, and the next
 * message would be written into the database.  In their place stands what
 * cannot be read, or written: an answer that nobody gets is a failure.
 */
static bool
open_standard(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null",
			fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
			return false;
	return true;
}

static bool
wants_colour(enum out_format format)
{
	return format == OUT_TEXT && isatty(STDOUT_FILENO) &&
	    variable("NO_COLOR") == NULL;
}

/* Of a line of the terminal; 0 when there is none, or it does not tell. */
static size_t
terminal_room(void)
{
	struct winsize size;

	return isatty(STDOUT_FILENO) &&
		ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ?
	    size.ws_col :
	    0;
}

static enum status
no_database(struct session *s, enum err e)
{
	if (s->db == NULL)
		return said(s, EXIT_FAIL,
		    "no database is named: give --db FILE or set DETOUR_DB; "
		    "'detour --db rules.db init' makes one");
	if (e == ERR_ABSENT) {
		buf_reset(&s->why);
		return said(s, EXIT_FAIL,
		    "there is no database '%s'; 'detour --db %s init' makes "
		    "one",
		    s->db, s->db);
	}
	return failed(s, e);
}

/* Too few operands, or too many. */
static enum status
wrong_number(const struct session *s)
{
	const struct cmd *cmd = s->cmd;

	if (s->args.operands_n < cmd->least)
		said(s, EXIT_USAGE, "something is missing: it takes %s",
		    cmd->args);
	else
		said(s, EXIT_USAGE, "'%s' is too much%s%s",
		    s->args.operands[cmd->most],
		    cmd->instead != NULL ? ": " : "",
		    cmd->instead != NULL ? cmd->instead : "");
	help_usage(stderr, cmd);
	return EXIT_USAGE;
}

/* What the row of a command asks for. */
static enum status
prepare(struct session *s, struct buf *hits, struct buf *stage)
{
	static const enum store_mode modes[] = {
		[NEED_READ] = STORE_READ,
		[NEED_OLD] = STORE_READ,
		[NEED_WRITE] = STORE_WRITE,
		[NEED_MIGRATE] = STORE_MIGRATE,
	};
	const struct cmd *cmd = s->cmd;
	const char       *format = args_value(&s->args, OPT_FORMAT);
	const char       *hits_db = args_value(&s->args, OPT_HITS);
	enum cmd_need     need;
	enum status       status;
	enum err          rc;

	if (s->args.operands_n < cmd->least || s->args.operands_n > cmd->most)
		return wrong_number(s);
	s->own_format = format != NULL && cmd->format != NULL &&
	    strcmp(format, cmd->format) == 0;
	if (format != NULL && !s->own_format &&
	    !out_format_parse(format, &s->format))
		return said(s, EXIT_USAGE,
		    cmd->format == NULL ?
			"'%s' is not a format: text, tsv, csv or json" :
			"'%s' is not a format: text, tsv, csv, json or %s",
		    format, cmd->format);
	s->dry_run = args_has(&s->args, OPT_DRY_RUN);
	s->no_wait = args_has(&s->args, OPT_NO_WAIT);
	s->db = either(args_value(&s->args, OPT_DB), variable("DETOUR_DB"));
	/* A package says where its rules are. */
	if (s->db == NULL && DETOUR_DB[0] != '\0')
		s->db = DETOUR_DB;
	if (s->db != NULL && s->db[0] == '\0')
		return said(s, EXIT_USAGE,
		    "--db names no file: give one, as --db rules.db");
	if (s->db != NULL && strlen(s->db) >= PATH_MAX)
		return said(s, EXIT_USAGE,
		    "the name of the database is too long: the limit is %d "
		    "octets",
		    PATH_MAX - 1);
	/* As of a variable that is not set: no rule would have a hit. */
	if (hits_db != NULL && hits_db[0] == '\0')
		return said(s, EXIT_USAGE,
		    "--hits names no file: give one, as --hits hits.db");
	if (s->db != NULL) {
		hits_path(s->db, either(hits_db, variable("DETOUR_HITS")),
		    hits);
		rc = buf_end(hits);
		if (rc != ERR_OK)
			return failed(s, rc);
		s->hits_db = hits->data;
	}
	need = session_need(s);
	if (need == NEED_NOTHING)
		return s->cmd->live ? staged_choose(s, stage) : EXIT_YES;
	if (s->db == NULL)
		return no_database(s, ERR_ABSENT);
	status = staged_choose(s, stage);
	if (status != EXIT_YES)
		return status;
	rc =
	    store_open(s->db, session_mode(s, modes[need]), &s->store, &s->why);
	if (rc != ERR_OK)
		return no_database(s, rc);
	if (need == NEED_READ && store_version(s->store) < RULES_VERSION)
		return said(s, EXIT_FAIL,
		    "'%s' has version %lld of the schema, and this program "
		    "works with version %d: 'detour --db %s migrate' brings "
		    "it there",
		    s->db, (long long)store_version(s->store), RULES_VERSION,
		    s->db);
	return EXIT_YES;
}

static enum status
run(struct session *s)
{
	struct buf  who, hits, stage;
	enum status status;

	buf_init(&who, 100);
	buf_init(&hits, 65536);
	buf_init(&stage, STAGED_PATH_MAX);
	s->who = who_is_it(&s->args, &who);
	if (is_name(s->who))
		status = prepare(s, &hits, &stage);
	else
		status = said(s, EXIT_USAGE,
		    "'%s' is not a name for the history: at most %d octets of "
		    "printable UTF-8",
		    s->who, NAME_LONG);
	if (status == EXIT_YES) {
		out_init(&s->out, stdout, s->format, wants_colour(s->format),
		    s->now);
		out_fold(&s->out, terminal_room());
		status = s->cmd->run(s);
		out_free(&s->out);
	}
	table_close(s->table);
	store_close(s->store);
	buf_free(&stage);
	buf_free(&hits);
	buf_free(&who);
	return status;
}

/* --help and --version, wherever they stand; false when neither is there. */
static bool
asked(struct session *s, enum status *ret)
{
	if (args_has(&s->args, OPT_HELP)) {
		*ret = finished(s, help_print(stdout, s->cmd), EXIT_YES);
	} else if (args_has(&s->args, OPT_VERSION)) {
		printf("detour %s\n", DETOUR_VERSION);
		*ret = finished(s, fflush(stdout) == 0 ? ERR_OK : ERR_IO,
		    EXIT_YES);
	} else {
		return false;
	}
	return true;
}

static enum status
dispatch(struct session *s, int argc, char **argv)
{
	const struct cmd *cmd;
	enum status       status;
	enum err          rc;
	int               used;

	rc = args_parse(&s->args, NULL, argc, argv, true, &used, &s->why);
	if (rc != ERR_OK)
		return failed(s, rc);
	if (asked(s, &status))
		return status;
	if (used == argc) {
		rc = help_print(stderr, NULL);
		return rc == ERR_OK ? EXIT_USAGE : EXIT_FAIL;
	}
	cmd = help_find(argv[used]);
	if (cmd == NULL)
		return help_unknown(s, argv[used]);
	s->cmd = cmd;
	rc = args_parse(&s->args, cmd->options, argc - used, argv + used, false,
	    NULL, &s->why);
	if (rc != ERR_OK) {
		status = failed(s, rc);
		help_usage(stderr, cmd);
		return status;
	}
	return asked(s, &status) ? status : run(s);
}

/* Not time(2): its clock lags behind, and a rule ends at the very second. */
static struct moment
present(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return when_live((int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000);
}

static void
ended(int signo)
{
	litter_sweep_noted();
	signal(signo, SIG_DFL);
	raise(signo); /* once this returns */
}

/* Who is told to end takes along what is not done; but nohup has its way. */
static void
watch_for_end(void)
{
	static const int       signals[] = { SIGHUP, SIGINT, SIGTERM };
	const struct sigaction sweep = { .sa_handler = ended };
	struct sigaction       was;

	for (size_t i = 0; i < ARRAY_LEN(signals); i++)
		if (sigaction(signals[i], NULL, &was) == 0 &&
		    was.sa_handler != SIG_IGN)
			(void)sigaction(signals[i], &sweep, NULL);
}

int
main(int argc, char **argv)
{
	struct session s = { .live = present() };
	enum status    status;

	s.now = s.live.now;

	if (!open_standard())
		return EXIT_FAIL;
	/* A closed pipe is found where the output is flushed. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a write that is too much says so */
	watch_for_end();
	buf_init(&s.why, WHY_LONG);
	status = dispatch(&s, argc, argv);
	args_free(&s.args);
	buf_free(&s.why);
	if (fclose(stdout) != 0 && status != EXIT_FAIL) {
		s.cmd = NULL;
		status = unwritten(&s, errno);
	}
	return (int)status;
}
