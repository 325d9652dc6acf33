/* SPDX-License-Identifier: MIT */
/* fuzz_yourls.c - any octets as a file for import --from yourls-csv. */
#include "importing.h"

FUZZ_IMPORT("yourls-csv")
