/* SPDX-License-Identifier: MIT */
/*
 * grid.c - rows of text for people, in aligned columns.
 */
#include "grid.h"

#include <string.h>

#include "escape.h"

#define CELLS_MAX (64U << 20) /* octets of the rows that are held */
#define GAP       2           /* spaces between columns */

void
grid_init(struct grid *g, bool colour)
{
	*g = (struct grid){ .colour = colour };
	buf_init(&g->cells, CELLS_MAX);
	buf_init(&g->line, CELLS_MAX);
}

void
grid_free(struct grid *g)
{
	buf_free(&g->cells);
	buf_free(&g->line);
}

void
grid_begin(struct grid *g, bool one)
{
	g->n = g->at = g->held = 0;
	g->one = one;
	g->sized = false;
	buf_reset(&g->cells);
	buf_reset(&g->line);
}

void
grid_column(struct grid *g, const char *name)
{
	g->width[g->n] = strlen(name);
	g->names[g->n++] = name;
}

/* The colour of a word in the state column, or "". */
static const char *
colour_of(const struct grid *g, size_t column, const char *word)
{
	static const struct {
		const char *word, *colour;
	} colours[] = {
		{ "active", "\033[32m" },
		{ "permanent", "\033[36m" },
		{ "scheduled", "\033[33m" },
		{ "expired", "\033[31m" },
		{ "disabled", "\033[2m" },
	};
	size_t i;

	if (!g->colour || strcmp(g->names[column], "state") != 0)
		return "";
	for (i = 0; i < ARRAY_LEN(colours); i++)
		if (strcmp(word, colours[i].word) == 0)
			return colours[i].colour;
	return "";
}

static void
pad(struct grid *g, size_t from, size_t to)
{
	for (; from < to; from++)
		buf_addc(&g->line, ' ');
}

static void
add_cell(struct grid *g, size_t column, const char *s)
{
	const char *colour = colour_of(g, column, s);
	size_t      width = escape_width(slice_of(s)), want;

	buf_adds(&g->line, colour);
	buf_adds(&g->line, s);
	if (colour[0] != '\0')
		buf_adds(&g->line, "\033[0m");
	if (g->one || column + 1 == g->n)
		return;
	/* Of a later row, a cell may be wider than its column. */
	want = width > g->width[column] ? width : g->width[column];
	pad(g, width, want + GAP);
}

static void
end_line(struct grid *g)
{
	/* An empty last cell leaves the padding of its neighbours. */
	while (g->line.len > 0 && g->line.data[g->line.len - 1] == ' ')
		g->line.len--;
	buf_addc(&g->line, '\n');
}

static void
add_header(struct grid *g)
{
	size_t i;

	if (g->colour)
		buf_adds(&g->line, "\033[1m");
	for (i = 0; i < g->n; i++)
		add_cell(g, i, g->names[i]);
	if (g->colour)
		buf_adds(&g->line, "\033[0m");
	end_line(g);
}

static void
add_rows(struct grid *g)
{
	const char *cell = g->cells.data;
	size_t      row, i, width;

	if (!g->sized) {
		for (i = 0; i < g->held * g->n; i++) {
			width = escape_width(slice_of(cell));
			if (width > g->width[i % g->n])
				g->width[i % g->n] = width;
			cell += strlen(cell) + 1;
		}
		add_header(g);
		g->sized = true;
		cell = g->cells.data;
	}
	for (row = 0; row < g->held; row++) {
		for (i = 0; i < g->n; i++) {
			add_cell(g, i, cell);
			cell += strlen(cell) + 1;
		}
		end_line(g);
	}
}

/* A single row: a line for each column that says something. */
static void
add_one(struct grid *g)
{
	const char *cell = g->cells.data;
	size_t      i, width = 0;

	for (i = 0; i < g->n; i++)
		if (g->width[i] > width)
			width = g->width[i];
	for (i = 0; i < g->n; i++, cell += strlen(cell) + 1) {
		if (cell[0] == '\0')
			continue;
		buf_adds(&g->line, g->names[i]);
		pad(g, strlen(g->names[i]), width + GAP);
		add_cell(g, i, cell);
		end_line(g);
	}
}

static enum err
flush(struct grid *g, FILE *file)
{
	enum err rc = buf_end(&g->cells);

	if (rc == ERR_OK) {
		if (g->one)
			add_one(g);
		else
			add_rows(g);
		rc = buf_end(&g->line);
	}
	if (rc == ERR_OK &&
	    fwrite(g->line.data, 1, g->line.len, file) != g->line.len)
		rc = ERR_IO;
	g->held = 0;
	buf_reset(&g->cells);
	buf_reset(&g->line);
	return rc;
}

enum err
grid_cell(struct grid *g, struct slice s, FILE *file)
{
	escape_terminal(s, &g->cells);
	buf_addc(&g->cells, '\0');
	if (++g->at < g->n)
		return ERR_OK;
	g->at = 0;
	g->held++;
	if (g->sized || g->one || g->held == GRID_SAMPLE)
		return flush(g, file);
	return ERR_OK;
}

enum err
grid_end(struct grid *g, FILE *file)
{
	return g->held > 0 ? flush(g, file) : ERR_OK;
}
