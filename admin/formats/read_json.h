/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_READ_JSON_H
#define DETOUR_READ_JSON_H

/*
 * read_json.h - the objects of a JSON file, as they come: of an array, one
 * after the other (JSON lines), or of an array that is a member of the whole.
 *
 * One object is held at a time, so that a file of any size takes the memory of
 * one row.
 */

#include <jansson.h>

#include "import.h"

#define JSON_NUMBER_MAX 32 /* octets of a number as text */

/*
 * An object: the row has begun.  It ends the row, or several, as a row of
 * read_csv.h does.
 */
typedef enum err json_fn(struct import *, void *arg, const json_t *object,
    int64_t line, struct slice raw);

/*
 * read_json - to the end of the file.
 *
 *	list	the member whose array holds the objects, where the file is
 *		one object around them; NULL when there is none such.  raw is
 *		then an object around one, so that it can be read again.
 *
 * Errors: as import_read().
 */
enum err read_json(struct import *, const char *list, json_fn *,
    void *arg) MUST_CHECK;

/* A value as its CSV would have it; false when it is not a plain one.  null is
 * empty.  number is where a number is written. */
bool json_plain(const json_t *, char number[static JSON_NUMBER_MAX],
    struct slice *ret);

/* A member as text: empty when it is not there, null, or not plain. */
struct slice json_text(const json_t *object, const char *name,
    char number[static JSON_NUMBER_MAX]);

#endif
