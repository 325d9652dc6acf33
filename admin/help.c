/* SPDX-License-Identifier: MIT */
/*
 * help.c - usage and help, from the table of commands.
 */
#include "help.h"

#include <string.h>

#include "meant.h"
#include "nearest.h"

#define HELP_MAX 65536 /* octets */

const struct cmd *
help_find(const char *name)
{
	const struct cmd *cmd;

	for (size_t i = 0; (cmd = cmd_at(i)) != NULL; i++)
		if (strcmp(cmd->name, name) == 0)
			return cmd;
	return NULL;
}

enum status
help_unknown(const struct session *s, const char *typed)
{
	struct nearest    n = NEAREST(typed);
	const char       *meant = meant_command(typed);
	const struct cmd *cmd;

	for (size_t i = 0; (cmd = cmd_at(i)) != NULL; i++)
		nearest_offer(&n, cmd->name);
	if (meant == NULL)
		meant = n.best;
	if (meant != NULL)
		return said(s, EXIT_USAGE,
		    "unknown command '%s'; did you mean '%s'?", typed, meant);
	return said(s, EXIT_USAGE,
	    "unknown command '%s'; 'detour help' prints them all", typed);
}

void
help_usage(FILE *file, const struct cmd *cmd)
{
	if (cmd == NULL)
		fprintf(file, "usage: detour [--db FILE] COMMAND ...\n");
	else
		fprintf(file, "usage: detour [--db FILE] %s%s%s%s\n", cmd->name,
		    cmd->options != NULL ? " [OPTION]..." : "",
		    cmd->args[0] != '\0' ? " " : "", cmd->args);
}

static void
add_all(struct buf *out)
{
	const struct cmd_family *family;

	buf_adds(out, "Temporary redirects that know when to end.\n");
	for (size_t f = 0; (family = cmd_family_at(f)) != NULL; f++) {
		buf_addf(out, "\n%s:\n", family->title);
		for (size_t i = 0; i < family->n; i++)
			buf_addf(out, "  %-10s %s\n", family->cmds[i].name,
			    family->cmds[i].help);
	}
	buf_adds(out, "\nOptions of all commands:\n");
	options_print(options_global, out);
	buf_adds(out,
	    "\nTo begin: 'detour --db rules.db init', then 'add /old /new "
	    "--for "
	    "30d' and\n'explain /old'.  'detour help COMMAND' says more; the "
	    "manual is detour(1).\n");
}

static void
add_one(const struct cmd *cmd, struct buf *out)
{
	const char *line = cmd->examples;
	size_t      n;

	buf_addf(out, "%s.\n", cmd->help);
	if (cmd->options != NULL) {
		buf_adds(out, "\nOptions:\n");
		options_print(cmd->options, out);
	}
	if (cmd->format != NULL)
		buf_addf(out, "  %-26s text, tsv, csv, json or %s\n",
		    "--format FORMAT", cmd->format);
	buf_adds(out, "\nExamples:\n");
	for (; line[0] != '\0'; line += n + 1) {
		n = strcspn(line, "\n");
		buf_addf(out, "  detour %.*s\n", (int)n, line);
	}
}

enum err
help_print(FILE *file, const struct cmd *cmd)
{
	struct buf text;
	enum err   rc;

	buf_init(&text, HELP_MAX);
	if (cmd == NULL)
		add_all(&text);
	else
		add_one(cmd, &text);
	rc = buf_end(&text);
	if (rc == ERR_OK) {
		help_usage(file, cmd);
		fputs(text.data, file);
		if (fflush(file) != 0)
			rc = ERR_IO;
	}
	buf_free(&text);
	return rc;
}

enum status
cmd_help(struct session *s)
{
	const struct cmd *cmd = NULL;

	if (s->args.operands_n > 0) {
		cmd = help_find(s->args.operands[0]);
		if (cmd == NULL)
			return help_unknown(s, s->args.operands[0]);
	}
	return finished(s, help_print(stdout, cmd), EXIT_YES);
}
