/* SPDX-License-Identifier: MIT */
/*
 * cmd_list.c - list and show: rules as they are.
 */
#include "cmd.h"
#include "columns.h"
#include "filter.h"
#include "rules.h"

static enum err
put(const struct rule *r, void *arg)
{
	struct session *s = arg;

	columns_put(&s->out, r);
	return out_failed(&s->out) ? ERR_IO : ERR_OK;
}

/* What is said at a terminal, where there is nothing to print. */
static const char *
none(const struct args *args)
{
	return args_has(args, OPT_STATE) || args_has(args, OPT_WITH_TAG) ||
		args_has(args, OPT_CONTAINS) || args_has(args, OPT_HOST) ?
	    "no rule is like that; 'detour list' prints all" :
	    "there is no rule yet: 'detour add /old /new' adds one";
}

enum status
cmd_list(struct session *s)
{
	struct filter filter;
	enum status   status = filter_parse(s, &filter);
	enum err      rc;

	if (status == EXIT_YES) {
		out_begin(&s->out, columns, COLUMNS_N, false);
		rc = filter_each(s, &filter, put, s);
		if (rc == ERR_OK)
			rc = out_end(&s->out);
		none_told(s, none(&s->args));
		status = finished(s, rc, EXIT_YES);
	}
	filter_free(&filter);
	return status;
}

enum status
cmd_show(struct session *s)
{
	struct rule rule;
	enum err    rc;
	int64_t     id;
	bool        found = false;

	if (!id_parse(s, s->args.operands[0], &id))
		return EXIT_USAGE;
	rule_init(&rule, s->now);
	rc = rules_get(s->store, id, &rule, &found);
	if (rc == ERR_OK && found) {
		out_begin(&s->out, columns, COLUMNS_N, true);
		columns_put(&s->out, &rule);
	}
	rule_free(&rule);
	if (rc != ERR_OK)
		return failed(s, rc);
	if (!found)
		return said(s, EXIT_NO, "there is no rule %lld", (long long)id);
	return finished(s, out_end(&s->out), EXIT_YES);
}
