/* SPDX-License-Identifier: MIT */
/* fuzz_htaccess.c - any octets as a file for import --from htaccess. */
#include "importing.h"

FUZZ_IMPORT("htaccess")
