/* SPDX-License-Identifier: MIT */
/*
 * cmd_recipe.c - recipe: what to tell a web server.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "cmd.h"
#include "nearest.h"
#include "recipe.h"

#define RECIPE_MAX 65536 /* octets; a value stands in it a few times */

static const struct out_column recipe_columns[] = {
	{ "server", OUT_ALL },
	{ "order", OUT_ALL },
	{ "site", OUT_ALL },
	{ "worker_down", OUT_ALL },
	{ "no_rule", OUT_ALL },
	{ "kept", OUT_MACHINES },
	{ "file", OUT_MACHINES },
	{ "options", OUT_MACHINES },
};

/* The names of options, as they are typed. */
static void
add_options(uint64_t set, struct buf *out)
{
	for (unsigned i = 0; i <= OPT_PROGRAM; i++)
		if (set & (UINT64_C(1) << i))
			buf_addf(out, "%s--%s", out->len > 0 ? " " : "",
			    option_rows[i].name);
}

/* What kind of site a recipe is for. */
static const char *
site_of(const struct recipe *r)
{
	if (r->order == 0)
		return NULL;
	return recipe_takes(r) & HAS(SITE) ? "proxied" : "files";
}

static enum status
print_all(struct session *s)
{
	struct out *o = &s->out;
	struct buf  options;
	enum err    rc;

	out_begin(o, recipe_columns, ARRAY_LEN(recipe_columns), false);
	for (size_t i = 0; i < recipes_n; i++) {
		const struct recipe *r = &recipes[i];
		const char           order[] = { r->order, '\0' };

		buf_init(&options, RECIPE_MAX);
		add_options(recipe_takes(r), &options);
		out_string(o, r->server);
		out_string(o, r->order != 0 ? order : NULL);
		out_string(o, site_of(r));
		out_string(o, r->order != 0 ? r->down : NULL);
		out_string(o, r->order != 0 ? r->no_rule : NULL);
		out_string(o, r->order != 0 ? r->kept : NULL);
		out_string(o, r->file);
		out_text(o, buf_slice(&options));
		buf_free(&options);
	}
	rc = out_end(o);
	if (s->format == OUT_TEXT)
		puts("\nA: redirects first, then the site.  B: the site first, "
		     "then redirects.\n"
		     "-: links name the program.  detour_params: for a "
		     "location of nginx by hand.");
	return finished(s, rc, EXIT_YES);
}

static enum status
no_server(struct session *s, const char *typed)
{
	struct nearest n = NEAREST(typed);

	for (size_t i = 0; i < recipes_n; i++)
		nearest_offer(&n, recipes[i].server);
	if (n.best != NULL)
		return said(s, EXIT_NO,
		    "there is no recipe for '%s'; did you mean '%s'?", typed,
		    n.best);
	return said(s, EXIT_NO,
	    "there is no recipe for '%s'; 'detour recipe' lists them all",
	    typed);
}

/* Why none of a server's recipes is the one: the order, or an option. */
static enum status
none_fits(struct session *s, const char *server, const char *order,
    uint64_t given, uint64_t takes)
{
	struct buf  lacks, has;
	enum status status = EXIT_FAIL;

	if (takes == 0 && order == NULL)
		return said(s, EXIT_USAGE,
		    "the recipe for '%s' takes no options", server);
	if (takes == 0)
		return said(s, EXIT_NO,
		    "there is no recipe for '%s' of order %s; "
		    "'detour recipe' lists them all",
		    server, order);
	buf_init(&lacks, RECIPE_MAX);
	buf_init(&has, RECIPE_MAX);
	add_options((given & ~takes) != 0 ? given & ~takes : given, &lacks);
	add_options(takes, &has);
	if (buf_end(&lacks) == ERR_OK && buf_end(&has) == ERR_OK)
		status = said(s, EXIT_USAGE,
		    "no recipe for '%s'%s%s takes %s%s; there are %s", server,
		    order != NULL ? " of order " : "",
		    order != NULL ? order : "", lacks.data,
		    given & ~takes ? "" : " together", has.data);
	buf_free(&has);
	buf_free(&lacks);
	return status;
}

/* The first recipe of this server and order that takes all that was given. */
static enum status
choose(struct session *s, const struct recipe **ret)
{
	const char *server = s->args.operands[0];
	const char *order = args_value(&s->args, OPT_ORDER);
	uint64_t    given = 0, takes, all = 0;
	bool        known = false;

	if (order != NULL && strcasecmp(order, "A") != 0 &&
	    strcasecmp(order, "B") != 0)
		return said(s, EXIT_USAGE,
		    "'%s' is not an order: A, redirects first, or B, the site "
		    "first",
		    order);
	for (unsigned i = 0; i <= OPT_PROGRAM; i++)
		if (args_has(&s->args, (enum opt)i))
			given |= UINT64_C(1) << i;
	/* Some have --db in an alias; where it says nothing, it does no harm.
	 */
	given &= RECIPE_OPTIONS & ~HAS(DB);
	for (size_t i = 0; i < recipes_n; i++) {
		const char its[] = { recipes[i].order, '\0' };

		if (strcmp(recipes[i].server, server) != 0)
			continue;
		known = true;
		if (order != NULL && strcasecmp(order, its) != 0)
			continue;
		takes = recipe_takes(&recipes[i]);
		if ((given & ~takes) == 0) {
			*ret = &recipes[i];
			return EXIT_YES;
		}
		all |= takes;
	}
	if (!known)
		return no_server(s, server);
	return none_fits(s, server, order, given, all);
}

/*
 * Where the worker is, if both programs were installed: PREFIX/bin/detour and
 * PREFIX/libexec/detour.fcgi.
 */
static const char *
find_worker(struct buf *path)
{
	static const char tool[] = "/bin/detour";
	char              self[PATH_MAX];
	ssize_t           n;

	n = readlink("/proc/self/exe", self, sizeof(self));
	if (n < (ssize_t)sizeof(tool) || n == sizeof(self))
		return NULL;
	n -= (ssize_t)sizeof(tool) - 1;
	if (memcmp(self + n, tool, sizeof(tool) - 1) != 0)
		return NULL;
	buf_add(path, self, (size_t)n);
	buf_adds(path, "/libexec/detour.fcgi");
	return buf_end(path) == ERR_OK && access(path->data, X_OK) == 0 ?
	    path->data :
	    NULL;
}

enum status
cmd_recipe(struct session *s)
{
	const struct recipe *recipe = NULL;
	struct buf           text, program;
	enum status          status;
	enum err             rc;

	if (s->args.operands_n > 0)
		status = choose(s, &recipe);
	else
		status = only_for(s, s->cmd->options,
		    "one recipe: name its server, as 'detour recipe nginx'");
	if (status == EXIT_YES && recipe == NULL)
		return print_all(s);
	if (status != EXIT_YES)
		return status;
	buf_init(&text, RECIPE_MAX);
	buf_init(&program, PATH_MAX);
	rc = recipe_fill(recipe, &s->args, find_worker(&program), &text,
	    &s->why);
	if (rc == ERR_OK)
		status = finished(s,
		    fputs(text.data, stdout) < 0 || fflush(stdout) != 0 ?
			ERR_IO :
			ERR_OK,
		    EXIT_YES);
	else
		status = failed(s, rc);
	buf_free(&program);
	buf_free(&text);
	return status;
}
