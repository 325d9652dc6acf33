/* SPDX-License-Identifier: MIT */
/* fuzz_shlink.c - any octets as a file for import --from shlink-csv. */
#include "importing.h"

FUZZ_IMPORT("shlink-csv")
