/* SPDX-License-Identifier: MIT */
/* fuzz_redirection_json.c - any octets as a file for import --from
 * redirection-json. */
#include "importing.h"

FUZZ_IMPORT("redirection-json")
