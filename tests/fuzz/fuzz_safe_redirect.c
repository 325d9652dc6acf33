/* SPDX-License-Identifier: MIT */
/* fuzz_safe_redirect.c - any octets as a file for import --from
 * safe-redirect-csv. */
#include "importing.h"

FUZZ_IMPORT("safe-redirect-csv")
