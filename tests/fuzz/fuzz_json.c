/* SPDX-License-Identifier: MIT */
/* fuzz_json.c - any octets as a file for import --from json. */
#include "importing.h"

FUZZ_IMPORT("json")
