/* SPDX-License-Identifier: MIT */
/*
 * grid.c - rows of text for people, in aligned columns.
 */
#include "grid.h"

#include <string.h>

#include "escape.h"

#define CELLS_MAX (64U << 20) /* octets of the rows that are held */
#define GAP       2           /* spaces between columns */
#define NARROW    12          /* no column is made narrower than that */

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
	g->sized = g->apart = false;
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

/* How many octets of a text fill so many columns at the most, a blank that it
 * is folded at left out; one character at least. */
static size_t
piece(const char *s, size_t width)
{
	size_t n = 0, blank = 0, octets, wide;

	for (; s[n] != '\0'; n += octets) {
		for (octets = 1; ((unsigned char)s[n + octets] & 0xc0) == 0x80;)
			octets++;
		wide = escape_width((struct slice){ s + n, octets });
		if (wide > width && n > 0)
			return s[n] == ' ' || blank == 0 ? n : blank;
		width -= wide < width ? wide : width;
		if (s[n] == ' ')
			blank = n;
	}
	return n;
}

/* A piece of a cell, all of which tells the colour. */
static void
add_piece(struct grid *g, size_t column, const char *cell, struct slice s)
{
	const char *colour = colour_of(g, column, cell);
	size_t      width = escape_width(s);

	buf_adds(&g->line, colour);
	buf_add(&g->line, s.s, s.n);
	if (colour[0] != '\0')
		buf_adds(&g->line, "\033[0m");
	/* Of a later row, a cell may be wider than its column. */
	if (!g->one && !g->apart)
		pad(g, width,
		    (width > g->width[column] ? width : g->width[column]) +
			GAP);
}

/* The last cell, and empty ones, leave their padding. */
static void
trim(struct grid *g)
{
	while (g->line.len > 0 && g->line.data[g->line.len - 1] == ' ')
		g->line.len--;
}

static void
end_line(struct grid *g)
{
	trim(g);
	buf_addc(&g->line, '\n');
}

static void
add_header(struct grid *g)
{
	size_t i;

	if (g->colour)
		buf_adds(&g->line, "\033[1m");
	for (i = 0; i < g->n; i++)
		if (g->width[i] > 0)
			add_piece(g, i, "", slice_of(g->names[i]));
	trim(g);
	if (g->colour)
		buf_adds(&g->line, "\033[0m");
	end_line(g);
}

/* A row of a table; on a terminal in as many lines as its cells need. */
static const char *
add_row(struct grid *g, const char *cell)
{
	const char  *cells[GRID_COLUMNS_MAX], *rest[GRID_COLUMNS_MAX];
	const size_t columns = g->n;
	bool         more = true;
	size_t       i, n;

	for (i = 0; i < columns; i++, cell += strlen(cell) + 1)
		cells[i] = rest[i] = cell;
	while (more) {
		more = false;
		for (i = 0; i < columns; i++) {
			if (g->width[i] == 0)
				continue;
			n = g->room > 0 ? piece(rest[i], g->width[i]) :
					  strlen(rest[i]);
			add_piece(g, i, cells[i], (struct slice){ rest[i], n });
			rest[i] += n + strspn(rest[i] + n, " ");
			more = more || rest[i][0] != '\0';
		}
		end_line(g);
	}
	return cell;
}

/* A row in lines of its own: one for each column that says something. */
static const char *
add_apart(struct grid *g, const char *cell)
{
	size_t i, width = 0;

	for (i = 0; i < g->n; i++)
		if (strlen(g->names[i]) > width)
			width = strlen(g->names[i]);
	for (i = 0; i < g->n; i++, cell += strlen(cell) + 1) {
		if (cell[0] == '\0')
			continue;
		buf_adds(&g->line, g->names[i]);
		pad(g, strlen(g->names[i]), width + GAP);
		add_piece(g, i, cell, slice_of(cell));
		end_line(g);
	}
	return cell;
}

/* Fit a line into the terminal's. */
static void
narrow(struct grid *g, const bool *full)
{
	size_t i, sum, most, least;

	for (i = 0, sum = 0; i < g->n; i++)
		sum += g->width[i] + GAP;
	for (i = 0; i < g->n && sum - GAP > g->room; i++)
		if (!full[i]) {
			sum -= g->width[i] + GAP;
			g->width[i] = 0;
		}
	for (; sum - GAP > g->room; sum--) {
		most = g->n;
		for (i = 0; i < g->n; i++) {
			least = strlen(g->names[i]);
			if (g->width[i] > (least > NARROW ? least : NARROW) &&
			    (most == g->n || g->width[i] > g->width[most]))
				most = i;
		}
		if (most == g->n) {
			g->apart = true;
			return;
		}
		g->width[most]--;
	}
}

/* Find the widths by the rows that are held. */
static void
size(struct grid *g)
{
	const char *cell = g->cells.data;
	bool        full[GRID_COLUMNS_MAX] = { false };
	size_t      i, width;

	for (i = 0; i < g->held * g->n; i++) {
		width = escape_width(slice_of(cell));
		if (width > g->width[i % g->n])
			g->width[i % g->n] = width;
		full[i % g->n] |= width > 0;
		cell += strlen(cell) + 1;
	}
	if (g->room > 0)
		narrow(g, full);
	if (!g->apart)
		add_header(g);
}

static void
add_rows(struct grid *g)
{
	const char *cell = g->cells.data;
	bool        first = !g->sized;

	if (first)
		size(g);
	g->sized = true;
	for (size_t row = 0; row < g->held; row++) {
		if (g->apart && !(first && row == 0))
			buf_addc(&g->line, '\n');
		cell = g->apart ? add_apart(g, cell) : add_row(g, cell);
	}
}

static enum err
flush(struct grid *g, FILE *file)
{
	enum err rc = buf_end(&g->cells);

	if (rc == ERR_OK) {
		if (g->one)
			add_apart(g, g->cells.data);
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
