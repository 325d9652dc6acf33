/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_ROWS_H
#define DETOUR_ROWS_H

/*
 * rows.h - run one cmocka test per row of a table.
 *
 * Every row is its own test: it is counted, named in the output, and run even
 * when its neighbour fails.  The row type has a member "const char *name".
 */

/* cmocka.h needs these four first, in this order. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "errs.h"

/* Fill tests[] so that tests[i] calls fn with *state == &rows[i]. */
#define TABLE_FILL(tests, rows, fn)                                   \
	do {                                                          \
		_Static_assert(ARRAY_LEN(tests) == ARRAY_LEN(rows),   \
		    "one test per row");                              \
		for (size_t i_ = 0; i_ < ARRAY_LEN(rows); i_++)       \
			(tests)[i_] = (struct CMUnitTest){            \
				.name = (rows)[i_].name,              \
				.test_func = (fn),                    \
				.initial_state =                      \
				    (void *)(uintptr_t)(&(rows)[i_]), \
			};                                            \
	} while (0)

/* Compare error codes by name, so that a failure reads "limit != ok". */
#define assert_err(got, want) assert_string_equal(err_name(got), err_name(want))

#endif
