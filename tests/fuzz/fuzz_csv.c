/* SPDX-License-Identifier: MIT */
/* fuzz_csv.c - any octets as a file for import --from csv. */
#include "importing.h"

FUZZ_IMPORT("csv")
