/* SPDX-License-Identifier: MIT */
/* fuzz_redirection_csv.c - any octets as a file for import --from
 * redirection-csv. */
#include "importing.h"

FUZZ_IMPORT("redirection-csv")
