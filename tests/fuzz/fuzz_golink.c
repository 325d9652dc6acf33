/* SPDX-License-Identifier: MIT */
/* fuzz_golink.c - any octets as a file for import --from golink-jsonl. */
#include "importing.h"

FUZZ_IMPORT("golink-jsonl")
