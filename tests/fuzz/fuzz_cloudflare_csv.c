/* SPDX-License-Identifier: MIT */
/* fuzz_cloudflare_csv.c - any octets as a file for import --from
 * cloudflare-csv. */
#include "importing.h"

FUZZ_IMPORT("cloudflare-csv")
