/* SPDX-License-Identifier: MIT */
/* fuzz_neos.c - any octets as a file for import --from neos-csv. */
#include "importing.h"

FUZZ_IMPORT("neos-csv")
