/* SPDX-License-Identifier: MIT */
/*
 * change.c - the frame around every command that changes rules.
 */
#include "change.h"

#include <stdlib.h>

#include "columns.h"
#include "escape.h"
#include "tell.h"

#define TELL_MAX (1U << 20) /* octets of a rule in words */

/* In TSV a change prints ids alone, for the next command in a pipe. */
static const struct out_column id_column[] = { { "id", OUT_ALL } };

void
change_table(struct out *o, bool one)
{
	if (o->format == OUT_TSV)
		out_begin(o, id_column, ARRAY_LEN(id_column), one);
	else if (o->format != OUT_TEXT)
		out_begin(o, columns, COLUMNS_N, one);
}

void
change_row(struct out *o, const struct rule *r)
{
	if (o->format == OUT_TSV)
		out_int(o, r->id);
	else if (o->format != OUT_TEXT)
		columns_put(o, r);
}

enum status
change_begin(struct change *c, struct session *s,
    const struct change_words *words, bool one)
{
	enum err rc;

	*c = (struct change){ .session = s, .words = words, .one = one };
	buf_init(&c->line, TELL_MAX);
	c->file = open_memstream(&c->text, &c->n);
	if (c->file == NULL)
		return failed(s, ERR_NOMEM);
	out_init(&c->out, c->file, s->format, false, s->now);
	change_table(&c->out, one);
	rc = ledger_begin(&c->ledger, s->store, s->who, s->cmd->name, s->now);
	c->open = rc == ERR_OK;
	return rc == ERR_OK ? EXIT_YES : failed(s, rc);
}

/* What was done to something, in words. */
static void
start_line(struct change *c)
{
	const struct session *s = c->session;

	buf_reset(&c->line);
	if (s->staged)
		buf_adds(&c->line, "in the stage: ");
	buf_adds(&c->line, s->dry_run ? c->words->would : c->words->did);
	buf_addc(&c->line, ' ');
}

static void
end_line(struct change *c)
{
	struct buf safe;

	buf_init(&safe, 4 * TELL_MAX);
	escape_terminal(buf_slice(&c->line), &safe);
	if (buf_end(&c->line) == ERR_OK && buf_end(&safe) == ERR_OK)
		fprintf(c->file, "%s\n", safe.data);
	buf_free(&safe);
}

void
change_tell(struct change *c, const struct rule *r)
{
	if (c->session->format != OUT_TEXT) {
		change_row(&c->out, r);
		return;
	}
	start_line(c);
	tell_rule(r, c->session->now, &c->line);
	end_line(c);
}

void
change_tell_other(struct change *c, struct slice what)
{
	if (c->session->format != OUT_TEXT)
		return;
	start_line(c);
	buf_add_slice(&c->line, what);
	end_line(c);
}

/* What was noted down goes to standard output, now that it is true. */
static enum status
print(struct change *c)
{
	struct session *s = c->session;
	enum err        rc = ERR_OK;

	/* Nothing to say about no rule at all, but in JSON an empty array. */
	if (s->format != OUT_TEXT && !(c->one && c->out.rows == 0))
		rc = out_end(&c->out);
	if (fclose(c->file) != 0)
		rc = ERR_NOMEM;
	c->file = NULL;
	if (rc != ERR_OK)
		return failed(s, rc);
	if (c->quiet)
		return EXIT_YES;
	if (c->aside) {
		fwrite(c->text, 1, c->n, stderr);
		return EXIT_YES;
	}
	if (fwrite(c->text, 1, c->n, stdout) != c->n || fflush(stdout) != 0)
		return finished(s, ERR_IO, EXIT_FAIL);
	return EXIT_YES;
}

enum status
change_none(struct session *s, enum status status)
{
	if (s->format == OUT_TEXT || s->format == OUT_TSV)
		return status;
	out_begin(&s->out, columns, COLUMNS_N, false);
	return finished(s, out_end(&s->out), status);
}

enum status
change_end(struct change *c, enum status status)
{
	struct session *s = c->session;
	const bool      keep = status == EXIT_YES && !s->dry_run;
	enum err        rc;

	if (c->open) {
		/* The table has been asked for advice, and its snapshot would
		 * keep the WAL from being shortened. */
		if (s->table != NULL)
			table_rest(s->table);
		rc = session_keep(s, &c->ledger, keep);
		c->done = keep && rc == ERR_OK;
		if (rc != ERR_OK && status == EXIT_YES)
			status = failed(s, rc);
	}
	if (status == EXIT_YES)
		status = print(c);
	if (c->file != NULL)
		fclose(c->file);
	out_free(&c->out);
	free(c->text);
	buf_free(&c->line);
	return status;
}
