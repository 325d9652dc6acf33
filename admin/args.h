/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_ARGS_H
#define DETOUR_ARGS_H

/*
 * args.h - the command line taken apart, and every option of the tool.
 *
 * The table says how an option is spelt, what it takes and what it does; a
 * command only says which of them it has.  Parsing and help read the same rows.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "errs.h"

enum opt {
	/* of every command */
	OPT_DB,
	OPT_HITS,
	OPT_AS,
	OPT_FORMAT,
	OPT_STAGE,
	OPT_LIVE,
	OPT_NO_WAIT,
	OPT_HELP,
	OPT_VERSION,
	/* recipe; early, because it counts them as bits of a word */
	OPT_ORDER,
	OPT_SOCKET,
	OPT_ADDRESS,
	OPT_SITE,
	OPT_LISTEN,
	OPT_ROOT,
	OPT_PROGRAM,
	/* doctor */
	OPT_WORKER_SOCKET,
	OPT_WORKER_ADDRESS,
	OPT_USER,
	/* of a rule */
	OPT_FOR,
	OPT_UNTIL,
	OPT_FROM,
	OPT_STATUS,
	OPT_AFTER,
	OPT_QUERY,
	OPT_MAX_AGE,
	OPT_SHARE,
	OPT_STRICT,
	OPT_IGNORE_CASE,
	OPT_LITERAL,
	OPT_PROTECT,
	OPT_SUNSET,
	OPT_NO_STRICT,
	OPT_NO_IGNORE_CASE,
	OPT_NO_LITERAL,
	OPT_NO_PROTECT,
	OPT_NO_SUNSET,
	OPT_NOTE,
	OPT_TAG,
	OPT_TAGS,
	OPT_SOURCE,
	OPT_TARGET,
	OPT_DISABLED,
	OPT_RANK,
	OPT_DAILY,
	OPT_WEEKLY,
	OPT_ZONE,
	OPT_NO_REPEAT,
	OPT_FOR_METHOD,
	OPT_COOKIE,
	OPT_FOR_HEADER,
	OPT_LANGUAGE,
	OPT_FROM_NET,
	OPT_CORS,
	OPT_NO_METHOD,
	OPT_NO_COOKIE,
	OPT_NO_HEADER,
	OPT_NO_LANGUAGE,
	OPT_NO_FROM_NET,
	OPT_NO_CORS,
	/* of a change */
	OPT_FORCE,
	OPT_FORCE_LOG,
	OPT_DRY_RUN,
	/* which rules */
	OPT_STATE,
	OPT_HOST,
	OPT_WITH_TAG,
	OPT_CONTAINS,
	OPT_LIMIT,
	OPT_STALE,
	/* stale and upcoming */
	OPT_VISITED_WITHIN,
	OPT_QUIET_FOR,
	OPT_OVERSTAYED_AFTER,
	OPT_UNUSED_FOR,
	OPT_EXIT_CODE,
	OPT_WITHIN,
	/* verify */
	OPT_AT_ONCE,
	OPT_DELAY,
	OPT_TIMEOUT,
	OPT_SLOW,
	OPT_ALLOW_PRIVATE,
	/* expect */
	OPT_REMOVE,
	/* lint */
	OPT_SEVERITY,
	OPT_LOG,
	/* explain */
	OPT_AT,
	OPT_METHOD,
	OPT_HEADER,
	OPT_ROLE,
	OPT_BETWEEN,
	OPT_FILE,
	OPT_FILE_LOG,
	OPT_FILE_EXPECT,
	OPT_IP,
	/* import and export */
	OPT_FROM_FORMAT,
	OPT_FOR_EACH,
	OPT_TAG_EACH,
	OPT_ON_CONFLICT,
	OPT_ALL_OR_NOTHING,
	OPT_REFUSED,
	OPT_TO,
	OPT_OUTPUT,
	OPT_ONLY,
	OPT_STRICTLY,
	OPT_SPREADSHEET,
	/* promote */
	OPT_EXPORT,
	OPT_CHECK,
	/* hits */
	OPT_LOG_HOST,
	OPT_ALL_RULES,
	OPT_COUNT
};

/* The options of a command, as a list that ends: OPTIONS(OPT_FOR, OPT_UNTIL).
 * Those of every command are known without being in it. */
#define OPTIONS(...) ((const enum opt[]){ __VA_ARGS__, OPT_COUNT })

extern const enum opt options_global[];

struct option_row {
	const char *name; /* without "--" */
	const char *arg;  /* what it takes, or NULL */
	const char *help; /* a clause, imperative, no full stop */
};

extern const struct option_row option_rows[OPT_COUNT];

/* Append the clause of an option, with the names that another table has. */
void option_help(enum opt, struct buf *out);

/* One option that was given. */
struct given {
	enum opt    opt;
	const char *value;  /* NULL if it takes none; of argv */
	const char *second; /* of --between, which takes two; else NULL */
};

/* A command line taken apart.  Free it with args_free(). */
struct args {
	struct given *given; /* in the order in which they stood */
	size_t        n;
	char        **operands; /* of argv */
	size_t        operands_n;
};

/* Whether an option is one of these, or of every command. */
bool args_allows(const enum opt *allowed, size_t opt);

/*
 * args_parse - take the rest of a command line apart.
 *
 *	allowed		the options that are known here, besides the global
 *			ones; NULL is none
 *	argv		argv[0] is skipped, as by main(); options and operands
 *			may be mixed, "--" ends the options
 *	global		stop at the first operand: what stands before the
 *			command; *ret_used is where it stands in argv
 *	args		options are added to what is there; initialised
 *
 * An option must be spelt out: an abbreviation would break scripts as soon as
 * another option begins like it.  The one letter is -h, for --help.  A value
 * that is the name of an option is only taken after a '=': "--note --dry-run"
 * lacks a value.
 *
 * Errors: ERR_SYNTAX with a sentence in why; ERR_NOMEM.
 */
enum err args_parse(struct args *, const enum opt *allowed, int argc,
    char **argv, bool global, int *ret_used, struct buf *why) MUST_CHECK;
void     args_free(struct args *);

/* The value that counts, which is the last one; NULL when it was not given. */
const char *args_value(const struct args *, enum opt);
const char *args_second(const struct args *, enum opt);
bool        args_has(const struct args *, enum opt);

/* Which of two opposites was given last; otherwise is the answer if neither. */
bool args_switch(const struct args *, enum opt yes, enum opt no,
    bool otherwise);

/*
 * A whole decimal number from least to most.  what names it in the sentence:
 * "an id".  Errors: ERR_SYNTAX.
 */
enum err number_parse(const char *typed, const char *what, int64_t least,
    int64_t most, int64_t *ret, struct buf *why) MUST_CHECK;

/* Print the options of a list, one a line, for help; NULL prints none. */
void options_print(const enum opt *list, struct buf *out);

#endif
