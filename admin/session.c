/* SPDX-License-Identifier: MIT */
/*
 * session.c - what commands have in common: how they speak and fail, and the
 * options that several of them read.
 */
#include "cmd.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "escape.h"
#include "ledger.h"
#include "rule.h"
#include "when.h"

#define SAID_MAX  65536 /* octets of a message, each made \xNN */
#define SAID_HEAD 8000  /* of a longer text: as much of its beginning ... */
#define SAID_TAIL 1000  /* ... and of its end, where the reason is */

#define WAIT_MS 5000 /* as store.h has it for writers of rules */

static void
add_clipped(struct slice text, struct buf *line)
{
	if (text.n <= SAID_HEAD + SAID_TAIL) {
		escape_terminal(text, line);
		return;
	}
	escape_terminal((struct slice){ text.s, SAID_HEAD }, line);
	buf_adds(line, " [...] ");
	escape_terminal((struct slice){ text.s + text.n - SAID_TAIL,
			    SAID_TAIL },
	    line);
}

enum status
said(const struct session *s, enum status status, const char *format, ...)
{
	struct buf line;
	va_list    args;
	char      *text = NULL;
	int        n;

	va_start(args, format);
	n = vasprintf(&text, format, args);
	va_end(args);
	if (n < 0)
		return status;
	buf_init(&line, SAID_MAX);
	buf_adds(&line, "detour: ");
	if (s->cmd != NULL)
		buf_addf(&line, "%s: ", s->cmd->name);
	/* It quotes what was typed, or what a file holds. */
	add_clipped((struct slice){ text, (size_t)n }, &line);
	if (buf_end(&line) == ERR_OK)
		fprintf(stderr, "%s\n", line.data);
	buf_free(&line);
	free(text);
	return status;
}

enum err
told(const char *format, ...)
{
	struct buf line;
	va_list    args;
	char      *text = NULL;
	enum err   rc;
	int        n;

	va_start(args, format);
	n = vasprintf(&text, format, args);
	va_end(args);
	if (n < 0)
		return ERR_NOMEM;
	buf_init(&line, 4 * (size_t)n);
	escape_terminal((struct slice){ text, (size_t)n }, &line);
	rc = buf_end(&line);
	if (rc == ERR_OK && (puts(line.data) < 0 || fflush(stdout) != 0))
		rc = ERR_IO;
	buf_free(&line);
	free(text);
	return rc;
}

enum status
failed(struct session *s, enum err e)
{
	enum status status = EXIT_FAIL;

	if (e == ERR_SYNTAX || e == ERR_LIMIT)
		status = EXIT_USAGE;
	if (e == ERR_NOMEM)
		said(s, status, "out of memory");
	else if (e == ERR_IO && ferror(stdout))
		return finished(s, e, status);
	else if (buf_end(&s->why) == ERR_OK && s->why.len > 0)
		said(s, status, "%s", s->why.data);
	else if (s->why.err == ERR_LIMIT && status == EXIT_USAGE)
		said(s, status, "what was typed is too long to be right");
	else if (s->table != NULL && table_trouble(s->table)[0] != '\0')
		said(s, status, "%s", table_trouble(s->table));
	else if (s->store != NULL &&
	    (e != ERR_IO || store_message(s->store)[0] != '\0'))
		said(s, status, "cannot use '%s': %s%s", s->db,
		    store_message(s->store),
		    e == ERR_STORE ? "; 'detour doctor' says what to do" : "");
	else
		said(s, status, "%s", err_name(e));
	buf_reset(&s->why);
	return status;
}

enum status
unwritten(const struct session *s, int error)
{
	if (error == EPIPE && !s->done)
		return EXIT_FAIL;
	return said(s, EXIT_FAIL, "standard output could not be written: %s%s",
	    strerror(error),
	    s->done ? "; what was asked for is done all the same" : "");
}

enum status
finished(struct session *s, enum err out, enum status status)
{
	if (out == ERR_IO)
		return unwritten(s, s->out.error != 0 ? s->out.error : errno);
	return out == ERR_OK ? status : failed(s, out);
}

enum err
session_keep(struct session *s, struct ledger *l, bool keep)
{
	enum err rc;

	keep = keep && !s->dry_run;
	rc = ledger_end(l, keep);
	s->done = s->done || (keep && rc == ERR_OK);
	return rc;
}

void
none_told(const struct session *s, const char *sentence)
{
	if (s->format == OUT_TEXT && s->out.rows == 0 && !out_failed(&s->out) &&
	    isatty(STDOUT_FILENO))
		puts(sentence);
}

enum status
only_for(const struct session *s, const enum opt *opt, const char *what)
{
	for (; *opt != OPT_COUNT; opt++)
		if (args_has(&s->args, *opt))
			return said(s, EXIT_USAGE, "--%s is for %s",
			    option_rows[*opt].name, what);
	return EXIT_YES;
}

/* Is it what --for takes, with a unit? */
static bool
is_duration(const char *typed)
{
	struct buf unsaid;
	int64_t    seconds;
	bool       is;

	buf_init(&unsaid, WHY_MAX);
	is = strpbrk(typed, "smhdw") != NULL &&
	    when_duration(typed, &seconds, &unsaid) == ERR_OK;
	buf_free(&unsaid);
	return is;
}

bool
id_parse(struct session *s, const char *typed, int64_t *ret)
{
	enum err rc;

	rc = number_parse(typed, "an id", 1, INT64_MAX, ret, &s->why);
	if (rc == ERR_OK)
		return true;
	if (strpbrk(typed, "/.") != NULL)
		buf_addf(&s->why,
		    "; 'detour list --source %s' prints those of "
		    "such rules",
		    typed);
	else if (strpbrk(typed, ", -") != NULL &&
	    typed[strspn(typed, "0123456789, -")] == '\0')
		buf_adds(&s->why, "; of several each stands for itself: 7 8 9");
	else if (args_allows(s->cmd->options, OPT_FOR) && is_duration(typed))
		buf_addf(&s->why, "; how long is said with --for %s", typed);
	failed(s, rc);
	return false;
}

bool
duration_option(struct session *s, enum opt opt, int64_t *ret)
{
	const char *typed = args_value(&s->args, opt);
	enum err    rc = ERR_OK;

	if (typed != NULL)
		rc = when_duration(typed, ret, &s->why);
	if (rc != ERR_OK)
		failed(s, rc);
	return rc == ERR_OK;
}

bool
instant_option(struct session *s, enum opt opt, enum when_edge edge,
    int64_t *ret)
{
	const char *typed = args_value(&s->args, opt);
	enum err    rc = ERR_OK;

	if (typed == NULL)
		return true;
	if (opt == OPT_UNTIL && strcmp(typed, "never") == 0)
		*ret = WHEN_NEVER;
	else
		rc = when_instant(typed, edge, s->now, ret, &s->why);
	if (rc != ERR_OK)
		failed(s, rc);
	return rc == ERR_OK;
}

bool
limit_option(struct session *s, int64_t *ret)
{
	const char *typed = args_value(&s->args, OPT_LIMIT);
	enum err    rc = ERR_OK;

	*ret = 0;
	if (typed != NULL)
		rc = number_parse(typed, "a limit", 1, INT64_MAX, ret, &s->why);
	if (rc != ERR_OK)
		failed(s, rc);
	return rc == ERR_OK;
}

enum err
tags_option(struct session *s, bool *ret_any, struct buf *tags)
{
	struct buf typed;
	enum err   rc;

	*ret_any = false;
	buf_init(&typed, RULE_TAGS_TYPED_MAX);
	for (size_t i = 0; i < s->args.n; i++) {
		const struct given *g = &s->args.given[i];

		if (g->opt != OPT_TAG && g->opt != OPT_TAGS &&
		    g->opt != OPT_TAG_EACH)
			continue;
		*ret_any = true;
		buf_adds(&typed, g->value);
		buf_addc(&typed, ',');
	}
	rc = buf_end(&typed);
	if (rc == ERR_LIMIT)
		rc = refuse(&s->why, rc,
		    "the tags are too long: the limit is %d octets",
		    RULE_TAGS_MAX);
	if (rc == ERR_OK)
		rc = rule_tags_parse(buf_slice(&typed), tags, &s->why);
	buf_free(&typed);
	return rc;
}

enum err
session_table(struct session *s, struct table **ret)
{
	enum err rc = ERR_OK;

	if (s->table == NULL)
		rc = table_open(s->db, &s->table);
	if (rc == ERR_OK)
		*ret = s->table;
	return rc;
}

enum err
session_hits(struct session *s, struct store **ret)
{
	enum err rc;

	rc = store_open(s->hits_db, HITS_READ, ret, &s->why);
	if (rc != ERR_ABSENT)
		return rc;
	buf_reset(&s->why);
	*ret = NULL;
	return ERR_OK;
}

/* Whether an option was given that only this command has. */
static bool
has_own_option(const struct session *s)
{
	const enum opt *opt;

	for (opt = s->cmd->options; *opt != OPT_COUNT; opt++)
		if (args_has(&s->args, *opt))
			return true;
	return false;
}

enum cmd_need
session_need(const struct session *s)
{
	const bool operand = s->args.operands_n > 0;

	if (s->cmd->need == NEED_FILE)
		return operand ? NEED_NOTHING : NEED_READ;
	if (s->cmd->need == NEED_TOLD)
		return operand || has_own_option(s) ? NEED_WRITE : NEED_READ;
	return s->cmd->need;
}

int
session_wait_ms(const struct session *s)
{
	return s->no_wait ? 0 : WAIT_MS;
}

enum store_mode
session_mode(const struct session *s, enum store_mode mode)
{
	return s->no_wait ? mode | STORE_NO_WAIT : mode;
}

int64_t
mono_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}
