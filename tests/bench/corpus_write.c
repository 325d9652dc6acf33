/* SPDX-License-Identifier: MIT */
/*
 * corpus_write.c - write rules and request lists of the made-up site.
 *
 *	corpus_write rules N HEADS FORM [deep]	 to standard output
 *	corpus_write asks N COUNT zipf|again|uniform|heads|regexes MISS [deep]
 *
 * HEADS is how many rules end in a star, besides N exact ones.  FORM is csv
 * (for detour import, in no order), regexes (the same with regular expressions
 * in place of stars), or what another server reads: nginx, pairs (HAProxy,
 * Apache), caddy, lighttpd.
 *
 * A request list has a line for each request, which fcgiload reads:
 *	PATH TAB STATUS [TAB LOCATION]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "corpus.h"

#define TEXT_MAX 1000

/* How another server wants a rule to be written. */
struct form {
	const char *name;
	const char *before; /* the path */
	const char *between;
	const char *after; /* the target */
};

static const struct form forms[] = {
	{ "nginx", "", " ", ";\n" },
	{ "pairs", "", " ", "\n" },
	{ "caddy", "\t\t", " ", "\n" },
	{ "lighttpd", "\t\"^", "$\" => \"", "\",\n" },
};

static struct buf path, target;

static const char *
text(struct buf *b)
{
	if (buf_end(b) != ERR_OK) {
		fputs("corpus_write: out of memory\n", stderr);
		exit(EXIT_FAILURE);
	}
	return b->data;
}

static void
make(uint32_t i, bool deep)
{
	buf_reset(&path);
	buf_reset(&target);
	corpus_path(i, deep, &path);
	corpus_target(i, &target);
}

/* A quarter of the rules end, long after any run of the bench. */
static void
write_csv(uint32_t n, uint32_t heads, bool regexes, bool deep)
{
	puts("source,target,expires_at");
	for (uint32_t i = 0; i < n; i++) {
		make(i, deep);
		printf("%s%s,%s,%s\n", CORPUS_HOST, text(&path), text(&target),
		    i % 4 == 0 ? "2100-01-01T00:00:00Z" : "");
	}
	for (uint32_t i = 0; i < heads; i++) {
		make(i, false);
		buf_reset(&path);
		if (regexes) {
			buf_reset(&target);
			corpus_regex(i, &path);
			corpus_regex_target(i, &target);
		} else {
			corpus_head(i, &path);
			buf_adds(&path, "/*");
		}
		printf("%s%s%s,%s,\n", CORPUS_HOST, regexes ? "~" : "",
		    text(&path), text(&target));
	}
}

static void
write_form(const struct form *f, uint32_t n, bool deep)
{
	for (uint32_t i = 0; i < n; i++) {
		make(i, deep);
		printf("%s%s%s%s%s", f->before, text(&path), f->between,
		    text(&target), f->after);
	}
}

static bool
write_rules(uint32_t n, uint32_t heads, const char *name, bool deep)
{
	const bool regexes = strcmp(name, "regexes") == 0;

	if (regexes || strcmp(name, "csv") == 0) {
		write_csv(n, heads, regexes, deep);
		return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(forms); i++)
		if (strcmp(name, forms[i].name) == 0) {
			write_form(&forms[i], n, deep);
			return true;
		}
	return false;
}

static void
write_asks(struct corpus_draw *d, unsigned long count, const char *of,
    bool deep)
{
	const bool heads = strcmp(of, "heads") == 0;
	const bool regexes = strcmp(of, "regexes") == 0;

	for (unsigned long k = 0; k < count; k++) {
		const uint32_t i = corpus_next(d);

		make(i, deep);
		if (heads && i < CORPUS_MISS) {
			buf_reset(&path);
			corpus_head(i, &path);
			buf_adds(&path, "/below/it");
		} else if (regexes && i < CORPUS_MISS) {
			buf_reset(&path);
			buf_reset(&target);
			/* Another one each time: none is remembered. */
			corpus_regex_path(i, (uint32_t)k, &path);
			corpus_regex_location(i, (uint32_t)k, &target);
		}
		if (i < CORPUS_MISS)
			printf("%s\t307\t%s\n", text(&path), text(&target));
		else
			printf("%s\t404\n", text(&path));
	}
}

static int
usage(void)
{
	fputs("usage: corpus_write rules N HEADS FORM [deep]\n"
	      "       corpus_write asks N COUNT zipf|again|uniform|heads|"
	      "regexes MISS [deep]\n",
	    stderr);
	return 2;
}

int
main(int argc, char **argv)
{
	const bool         deep = argc > 6 || (argc == 6 && argv[5][0] == 'd');
	struct corpus_draw d = { .state = 88172645463325252u };

	buf_init(&path, TEXT_MAX);
	buf_init(&target, TEXT_MAX);
	if (argc < 5)
		return usage();
	d.n = (uint32_t)strtoul(argv[2], NULL, 10);
	if (d.n == 0 || d.n > CORPUS_N_MAX)
		return usage();
	if (strcmp(argv[1], "rules") == 0) {
		if (!write_rules(d.n, (uint32_t)strtoul(argv[3], NULL, 10),
			argv[4], deep))
			return usage();
	} else if (strcmp(argv[1], "asks") == 0 && argc >= 6) {
		d.again = strcmp(argv[4], "again") == 0;
		d.zipf = d.again || strcmp(argv[4], "zipf") == 0;
		d.miss = (unsigned)strtoul(argv[5], NULL, 10);
		write_asks(&d, strtoul(argv[3], NULL, 10), argv[4], argc > 6);
	} else {
		return usage();
	}
	buf_free(&path);
	buf_free(&target);
	return fflush(stdout) == 0 && ferror(stdout) == 0 ? 0 : 1;
}
