/* SPDX-License-Identifier: MIT */
/* fuzz_cloudflare.c - any octets as a file for import --from cloudflare. */
#include "importing.h"

FUZZ_IMPORT("cloudflare")
