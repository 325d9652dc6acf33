/* SPDX-License-Identifier: MIT */
/* errs.c - the names of the errors. */
#include "errs.h"

const char *
err_name(enum err e)
{
	switch (e) {
	case ERR_OK:
		return "ok";
	case ERR_NOMEM:
		return "out of memory";
	case ERR_SYNTAX:
		return "syntax";
	case ERR_LIMIT:
		return "limit";
	case ERR_BUSY:
		return "busy";
	case ERR_ABSENT:
		return "absent";
	case ERR_SCHEMA:
		return "schema";
	case ERR_STORE:
		return "store";
	case ERR_IO:
		return "input/output";
	}
	return "unknown";
}
