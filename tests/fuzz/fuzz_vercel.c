/* SPDX-License-Identifier: MIT */
/* fuzz_vercel.c - any octets as a file for import --from vercel-json. */
#include "importing.h"

FUZZ_IMPORT("vercel-json")
