/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_CMD_H
#define DETOUR_CMD_H

/*
 * cmd.h - the shape of a command, and what every command is given.
 *
 * A command is one row of the tables in cmds.c and one cmd_*() function.  The
 * row says which options there are, how many operands, and what to open; main.c
 * sees to all of it, so that no command can forget.  A command does its job and
 * returns an exit status.
 */

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "errs.h"
#include "args.h"
#include "lines.h"
#include "out.h"
#include "store.h"
#include "table.h"
#include "when.h"

/* Exit statuses, the same for every command; in detour(1). */
enum status {
	EXIT_YES = 0,   /* done, or the answer is yes */
	EXIT_NO = 1,    /* nothing found, or the answer is no */
	EXIT_USAGE = 2, /* what was typed is not understood */
	EXIT_FAIL = 3   /* it should have worked and did not */
};

enum cmd_need {
	NEED_NOTHING, /* session.store is NULL */
	NEED_READ,    /* opened for reading; must exist */
	NEED_OLD,     /* the same, and may be of an older version */
	NEED_FILE,    /* as NEED_READ, but nothing when a file is named */
	NEED_WRITE,   /* opened for writing; must exist */
	NEED_TOLD,    /* as NEED_WRITE, but as NEED_READ without a word */
	NEED_MIGRATE  /* the same, and may be of an older version */
};

#define CMD_ANY SIZE_MAX /* any number of operands */

struct ledger;
struct session;

struct cmd {
	const char     *name;
	const char     *args;     /* after the name in "usage:" */
	const char     *help;     /* one line, imperative, no full stop */
	const char     *examples; /* a line each, without "detour" */
	enum cmd_need   need;
	size_t          least, most; /* operands */
	const enum opt *options;     /* OPTIONS(...); without the global ones */
	const char     *format;      /* a --format of its own, or NULL */
	const char     *instead;     /* where operands are too many, or NULL */
	bool            live;        /* never about a stage */
	enum status (*run)(struct session *);
};

/* Commands that belong together, as the help and detour(1) have them. */
struct cmd_family {
	const char       *title;
	const struct cmd *cmds;
	size_t            n;
};

#define FAMILY(title, rows)                  \
	{                                    \
		title, rows, ARRAY_LEN(rows) \
	}

/* In the order in which a newcomer needs them: this is also the help. */
const struct cmd_family *cmd_family_at(size_t i); /* NULL behind the last */

/* The commands of all families, one after the other. */
const struct cmd *cmd_at(size_t i); /* NULL behind the last */

/* Those of cmds_care.c. */
extern const struct cmd_family cmds_visitors, cmds_life;

/* One run of one command. */
struct session {
	const struct cmd *cmd;
	struct args       args;
	const char       *db;      /* path of the rules, or NULL */
	const char       *hits_db; /* path of the hits; NULL without db */
	const char       *who;     /* for the history */
	int64_t           now;     /* Unix seconds, when it began */
	struct moment     live;    /* the same, as the worker takes it */
	bool              dry_run;
	bool              no_wait;
	bool              staged; /* db is the stage: staged.h */
	bool              done;   /* a change is made; it may be told yet */
	enum out_format   format;
	bool              own_format; /* that of the row; format is of no use */
	struct store     *store;      /* as the row asks, or NULL */
	struct table     *table;      /* session_table() opens it */
	struct out        out;        /* on standard output */
	struct buf        why;        /* sentence of the refusal at hand */
	struct lines     *lines;      /* receives where what is imported stood,
	                               * or NULL */
};

/*
 * Print "detour: COMMAND: SENTENCE" to standard error, safe for a terminal, and
 * return status, so that a refusal is one statement.
 */
enum status said(const struct session *, enum status, const char *, ...)
    PRINTF_LIKE(3, 4);

/* Print a line on standard output, safe for a terminal.  Errors: ERR_NOMEM,
 * ERR_IO. */
enum err told(const char *, ...) PRINTF_LIKE(1, 2) MUST_CHECK;

/*
 * Print why an operation failed and return the exit status for it: what was
 * typed is EXIT_USAGE and session.why; everything else is EXIT_FAIL, with what
 * the database says.  Empties session.why.
 */
enum status failed(struct session *, enum err);

/* EXIT_FAIL with a message that says why standard output, by errno, could not
 * be written, and that a change is made all the same; without one for a closed
 * pipe where nothing was changed: who closed it has read enough. */
enum status unwritten(const struct session *, int error);

/* The same if the output failed, otherwise status. */
enum status finished(struct session *, enum err out, enum status);

/* End the batch of a command as ledger_end() does, but keep nothing of a dry
 * run; session.done is true if it is kept. */
enum err session_keep(struct session *, struct ledger *, bool keep) MUST_CHECK;

/*
 * After out_end(): tell a person at a terminal why there is no row, if there
 * is none; nothing at all would look like a fault.  Files and pipes get
 * nothing.
 */
void none_told(const struct session *, const char *sentence);

/* EXIT_USAGE, with a message, if one of these options was given, which are for
 * something else: it would come to nothing. */
enum status only_for(const struct session *, const enum opt *,
    const char *what);

/* Read an id; on failure says so and returns false. */
bool id_parse(struct session *, const char *typed, int64_t *ret);

/* Option to duration or instant; false, with a message, when it is none.
 * *ret is untouched when the option was not given. */
bool duration_option(struct session *, enum opt, int64_t *ret);
bool instant_option(struct session *, enum opt, enum when_edge, int64_t *ret);

/* --limit; 0 for all. */
bool limit_option(struct session *, int64_t *ret);

/* All --tag and --tags together, in the form of rule_tags_parse(); *ret_any
 * tells whether there was one.  On an error the sentence is in session.why. */
enum err tags_option(struct session *, bool *ret_any,
    struct buf *tags) MUST_CHECK;

/* The table of the same rules, as the worker sees it: what is committed. */
enum err session_table(struct session *, struct table **ret) MUST_CHECK;

/* The hits, for reading; *ret is NULL when nothing was counted yet.  The caller
 * closes it.  On an error the sentence is in session.why. */
enum err session_hits(struct session *, struct store **ret) MUST_CHECK;

/* What the row asks for with what was typed: never NEED_FILE or NEED_TOLD. */
enum cmd_need session_need(const struct session *);

/*
 * How long to wait for whoever is changing the rules, in milliseconds: 0 with
 * --no-wait; and the same for a database that is opened.
 */
int             session_wait_ms(const struct session *);
enum store_mode session_mode(const struct session *, enum store_mode);

/* A monotonic clock in milliseconds, for table.h. */
int64_t mono_ms(void);

/* The commands. */
enum status cmd_init(struct session *);
enum status cmd_backup(struct session *);
enum status cmd_restore(struct session *);
enum status cmd_migrate(struct session *);
enum status cmd_doctor(struct session *);
enum status cmd_add(struct session *);
enum status cmd_edit(struct session *);
enum status cmd_list(struct session *);
enum status cmd_show(struct session *);
enum status cmd_upcoming(struct session *);
enum status cmd_renew(struct session *);
enum status cmd_enable(struct session *);
enum status cmd_disable(struct session *);
enum status cmd_remove(struct session *);
enum status cmd_promote(struct session *);
enum status cmd_demote(struct session *);
enum status cmd_retire(struct session *);
enum status cmd_stale(struct session *);
enum status cmd_lint(struct session *);
enum status cmd_flatten(struct session *);
enum status cmd_diff(struct session *);
enum status cmd_expect(struct session *);
enum status cmd_stage(struct session *);
enum status cmd_verify(struct session *);
enum status cmd_explain(struct session *);
enum status cmd_import(struct session *);
enum status cmd_export(struct session *);
enum status cmd_hits(struct session *);
enum status cmd_history(struct session *);
enum status cmd_undo(struct session *);
enum status cmd_recipe(struct session *);
enum status cmd_help(struct session *);

#endif
