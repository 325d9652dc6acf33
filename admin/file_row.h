/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_FILE_ROW_H
#define DETOUR_FILE_ROW_H

/*
 * file_row.h - what became of a database as a file, for machines: the row of
 * init, backup, restore and migrate in TSV, CSV and JSON.
 */

#include "cmd.h"

struct file_row {
	const char *file;  /* that was made or changed */
	const char *copy;  /* of what was there before; NULL: none */
	int64_t     rules; /* in it now; -1: not told */
	int64_t     from;  /* version of the schema before; 0: not told */
};

/* Print it, and return how that went. */
enum status file_row(struct session *, const struct file_row *);

#endif
